import type { Ids } from '../../ids.ts';
import type { DocumentStore } from '../document-store.ts';
import { indexingPolicy, type IndexingPolicy } from '../indexing-policy.ts';
import { checkConsistency, checkContainers } from './account-check.ts';
import type { Charge } from './charges.ts';
import { clientFor, connectionOver, type CosmosPlace } from './connection.ts';
import { commits, documentReads } from './document-calls.ts';
import { dueReads } from './due-calls.ts';
import { etagMemory } from './etag-memory.ts';
import { translated } from './faults.ts';
import { filteredReads } from './filter-calls.ts';
import { lookups } from './lookup-calls.ts';
import { insisting } from './patience.ts';

/** What {@link openCosmosStore} needs. */
export interface CosmosStoreOptions extends CosmosPlace {
  /** Names the commits. */
  readonly ids: Ids;
  /** Told what each call cost, also when it failed. */
  readonly onCharge?: (charge: Charge) => void;
  /** How long a call keeps trying while the service is throttled or away; 10 s. */
  readonly patienceMs?: number;
  /** Another indexing policy than the project's; the container must have the same. */
  readonly policy?: IndexingPolicy;
  /** `any`: the account's consistency is not checked. For emulators, which have one copy only. */
  readonly consistency?: 'strong' | 'any';
}

const DEFAULT_PATIENCE_MS = 10_000;
const REMEMBERED_ETAGS = 20_000;

/**
 * Opens the store on Azure Cosmos DB, one client for the whole process. The database and its
 * containers `records` (partitioned by `/pk`) and `lookups` (by `/id`) must be there: this code
 * never makes them.
 *
 * Throws `UnsuitableAccountError` when the account's consistency is weaker than Strong or a container
 * is laid out otherwise, and `StoreUnavailableError` when the account cannot be reached.
 */
export async function openCosmosStore(options: CosmosStoreOptions): Promise<DocumentStore> {
  const { patienceMs = DEFAULT_PATIENCE_MS, policy = indexingPolicy, database, ids } = options;
  const client = await clientFor(options, patienceMs);
  try {
    await insisting(patienceMs, async () => {
      if (options.consistency !== 'any') await checkConsistency(client, options.endpoint);
      await checkContainers(client, database);
    });
  } catch (error) {
    client.dispose();
    throw translated(error);
  }
  const connection = connectionOver(client, database, options.onCharge ?? (() => undefined));
  const tools = { connection, policy, ids, patienceMs, etags: etagMemory(REMEMBERED_ETAGS) };
  return {
    ...documentReads(tools),
    ...filteredReads(tools),
    ...commits(tools),
    ...dueReads(connection, patienceMs),
    ...lookups(connection, patienceMs),
    async close() {
      connection.close();
    },
  };
}
