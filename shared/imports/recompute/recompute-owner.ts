import { ownerType } from '../../customers/model.ts';
import { foldLedger } from '../../ledger/fold-ledger.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import { readStoredEntries } from '../../ledger/read-ledger.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry, type Decision } from '../../platform/store/commit-with-retry.ts';
import { MAX_COMMIT_WRITES, type Stored, type Write } from '../../platform/store/document-store.ts';
import { recomputeOwner } from '../../reputation/recompute-owner.ts';
import { liveOf } from '../../tenants/model.ts';
import { settledEntries } from './settle-ledger.ts';

/** A commit also guards the owner. */
const MOST_SETTLED = MAX_COMMIT_WRITES - 1;

/**
 * Settles what the imported payments of an owner cover and refunds let go, then recomputes what is cached on the owner from
 * their records. May die at any moment and be repeated: the mark `recomputeSince` goes with the last
 * commit alone, and only if no page of an import, which all write the owner, came in between.
 */
export async function recomputeImportedOwner(
  context: Context,
  tenantId: string,
  ownerId: string,
): Promise<void> {
  const settledUnder = await settleEntries(context, tenantId, ownerId);
  if (settledUnder !== undefined)
    await recomputeOwner(context, { tenantId, ownerId, settledUnder });
}

interface Settled {
  /** How many entries this round settled. */
  readonly open: number;
  readonly etag: string | undefined;
}

/** Answers the ETag of the owner under which nothing was left to settle; undefined: there is no such owner. */
async function settleEntries(
  { records }: Context,
  tenantId: string,
  ownerId: string,
): Promise<string | undefined> {
  for (;;) {
    const found = await commitWithRetry(
      records,
      liveOf(tenantId),
      async (): Promise<Decision<Settled>> => {
        const owner = await records.get(ownerType, liveOf(tenantId), ownerId);
        // Merged meanwhile: the survivor carries the mark.
        if (owner === undefined) return { writes: [], value: { open: 0, etag: undefined } };
        const entries = await readStoredEntries(records, owner.value);
        const writes = settlement(entries).slice(0, MOST_SETTLED);
        const guard: Write = { op: 'touch', id: ownerId, etag: owner.etag };
        const value = { open: writes.length, etag: owner.etag };
        return { writes: writes.length === 0 ? [] : [guard, ...writes], value };
      },
    );
    if (found.open === 0) return found.etag;
  }
}

function settlement(entries: readonly Stored<LedgerEntry>[]): Write[] {
  const etags = new Map(entries.map(({ value, etag }) => [value.id, etag]));
  const ledger = foldLedger(entries.map(({ value }) => value));
  return settledEntries(ledger).map((document): Write => {
    return { op: 'replace', document, etag: etags.get(document.id) ?? '' };
  });
}
