import type { CosmosClient } from '@azure/cosmos';
import { CONTAINERS } from './connection.ts';
import { answerOf } from './faults.ts';

/** The account or its containers are not what the store needs; the message says what to change. */
export class UnsuitableAccountError extends Error {
  override name = 'UnsuitableAccountError';
}

/** Reads the account once; throws {@link UnsuitableAccountError} when reads could be stale. */
export async function checkConsistency(client: CosmosClient, endpoint: string): Promise<void> {
  const { resource } = await answerOf(client.getDatabaseAccount());
  const level: string = resource?.consistencyPolicy ?? 'unknown';
  if (level === 'Strong') return;
  throw new UnsuitableAccountError(
    `The Cosmos DB account at ${endpoint} offers ${level} consistency; PetOps needs Strong, ` +
      'or one instance would not see what another one committed. ' +
      'Set the default consistency of the account to Strong.',
  );
}

/** Reads both containers; throws {@link UnsuitableAccountError} unless partition and expiry are right. */
export async function checkContainers(client: CosmosClient, databaseId: string): Promise<void> {
  const expected = [
    { id: CONTAINERS.records, path: '/pk', expires: true },
    { id: CONTAINERS.lookups, path: '/id', expires: false },
  ];
  for (const { id, path, expires } of expected) {
    const { resource } = await answerOf(client.database(databaseId).container(id).read());
    const paths = resource?.partitionKey?.paths.join(', ') ?? 'nothing';
    if (paths !== path) {
      throw new UnsuitableAccountError(
        `The container ${databaseId}/${id} is partitioned by ${paths}, not by ${path}.`,
      );
    }
    if (expires && resource?.defaultTtl !== -1) {
      throw new UnsuitableAccountError(
        `The container ${databaseId}/${id} does not let documents expire: set its default ttl to -1.`,
      );
    }
  }
}
