import type { Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import type { LedgerChange, Posting } from '../ledger/posting.ts';
import type { PagePlanning } from './page-planner.ts';

/**
 * An entry of a ledger as it would have been posted then: on the business's day of `at`, without its
 * event. `id` derives from what is imported.
 */
export function importedEntry(
  { tenant, tenantId, now }: PagePlanning,
  at: { readonly ownerId: string; readonly at: Instant; readonly id: string },
  build: (posting: Posting) => LedgerChange,
): LedgerEntry {
  const noCode = (): never => {
    throw new InvariantError('An imported entry needs no code.');
  };
  const ids = { next: () => at.id, code: noCode };
  const owner = { id: at.ownerId, tenantId };
  const [entry] = build({ tenant, owner, now: at.at, ids }).entries;
  return { ...entry, createdAt: now, updatedAt: now };
}
