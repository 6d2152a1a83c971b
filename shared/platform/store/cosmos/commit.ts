import type { PreparedWrite } from '../commit-check.ts';
import { StoreUnavailableError, type CommitResult } from '../document-store.ts';
import { brokenGuard, operationsOf, type BatchAnswer } from './batch.ts';
import type { Meter } from './charges.ts';
import type { Connection } from './connection.ts';
import type { EtagMemory } from './etag-memory.ts';
import { answerOf, faultOf, isUnclear } from './faults.ts';
import { insisting } from './patience.ts';
import { allRows } from './read-pages.ts';
import { selectVersions } from './select.ts';
import type { StoredItem } from './stored-item.ts';
import { verdictOn, type Version, type Versions } from './versions.ts';

/** What commits work with. */
export interface CommitTools {
  readonly connection: Connection;
  readonly etags: EtagMemory;
  readonly patienceMs: number;
}

/** One commit: its partition, its id, and its writes. */
export interface Commit {
  readonly pk: string;
  readonly commitId: string;
  readonly writes: readonly PreparedWrite[];
}

/**
 * Carries a commit out as one transactional batch.
 *
 * After a failure that leaves open whether it was carried out (time-out, reset, 408, 449, 5xx) the
 * documents are read back. They prove that it was: answered as done. They disprove it: the same
 * batch is sent again, which does no harm if the first one still arrives, since each of its guards
 * breaks then. They prove nothing, or cannot be read until patience ends: `StoreUnavailableError`.
 */
export async function carryOut(
  tools: CommitTools,
  commit: Commit,
  meter: Meter,
): Promise<CommitResult> {
  const { pk, commitId, writes } = commit;
  const operations = operationsOf(pk, commitId, writes, await guards(tools, commit, meter));
  const done: CommitResult = { ok: true, etag: commitId };
  let unclear = false;
  return insisting(tools.patienceMs, async () => {
    try {
      const answer = await answerTo(tools, pk, operations, meter);
      const broken = brokenGuard(answer, writes);
      if (broken) {
        // The guard may have been broken by this very commit, sent earlier.
        if (unclear && (await wasApplied(tools, commit, meter))) return done;
        return { ok: false, broken };
      }
      rememberAll(tools.etags, commit, answer);
      return done;
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined || !isUnclear(fault)) throw error;
      unclear = true;
      if (await wasApplied(tools, commit, meter)) return done;
      throw error;
    }
  });
}

async function answerTo(
  { connection }: CommitTools,
  pk: string,
  operations: ReturnType<typeof operationsOf>,
  meter: Meter,
): Promise<BatchAnswer> {
  const response = await answerOf(
    connection.records.items.batch(operations, pk, { contentResponseOnWriteEnabled: false }),
  );
  meter.add(response.headers['x-ms-request-charge']);
  return response.result ?? [];
}

async function wasApplied(tools: CommitTools, commit: Commit, meter: Meter): Promise<boolean> {
  const { pk, commitId, writes } = commit;
  const ids = writes.map(({ id }) => id);
  const versions = await versionsOf(tools, pk, ids, meter);
  const verdict = verdictOn(writes, commitId, versions);
  if (verdict !== 'unknown') return verdict === 'applied';
  throw new StoreUnavailableError(
    'Cosmos DB did not answer a commit, and others wrote over every trace of what became of it.',
  );
}

/** Finds the ETag of the service for each guard; what is not remembered is read in one query. */
async function guards(
  tools: CommitTools,
  { pk, writes }: Commit,
  meter: Meter,
): Promise<(write: { readonly id: string; readonly etag: string }) => string | undefined> {
  const recall = (write: { readonly id: string; readonly etag: string }): string | undefined =>
    tools.etags.recall(pk, write.id, write.etag);
  const unknown = writes.flatMap((write) =>
    'etag' in write && recall(write) === undefined ? [write.id] : [],
  );
  if (unknown.length === 0) return recall;
  const versions = await insisting(tools.patienceMs, () => versionsOf(tools, pk, unknown, meter));
  return (write) => {
    const found = versions.get(write.id);
    return found?.commitId === write.etag ? found.etag : recall(write);
  };
}

async function versionsOf(
  { connection }: CommitTools,
  pk: string,
  ids: readonly string[],
  meter: Meter,
): Promise<Versions> {
  const rows = await allRows<StoredItem>({
    container: connection.records,
    sql: selectVersions(pk, ids),
    options: { partitionKey: pk },
    meter,
  });
  return new Map(
    rows.map(({ id, commitId, _etag }): [string, Version] => [id, { commitId, etag: _etag }]),
  );
}

function rememberAll(etags: EtagMemory, { pk, commitId, writes }: Commit, answer: BatchAnswer) {
  for (const [index, { id, op }] of writes.entries()) {
    const etag = answer[index]?.eTag;
    if (op !== 'delete' && etag !== undefined) etags.remember(pk, id, commitId, etag);
  }
}
