import { currentOwner, noSuchOwner } from '../customers/merge-follow.ts';
import { ownerType } from '../customers/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import type { OwnerLedger } from './fold-ledger.ts';
import { ledgerEntryType, type LedgerEntry } from './model.ts';
import type { LedgerChange, Posting } from './posting.ts';
import { readLedger } from './read-ledger.ts';

/** Who posts, and for whom. */
export interface PostingRequest {
  readonly tenantId: string;
  readonly ownerId: string;
  /** The member who posts; absent: an operator. */
  readonly by?: string | undefined;
}

/** Decides an entry from the ledger as it stands; called again when somebody was quicker. */
export type Build = (posting: Posting, ledger: OwnerLedger) => LedgerChange;

/**
 * Posts what `build` decides, in one commit that replaces the owner under their ETag: of two
 * postings for one owner at once, the second is decided again on what the first left. When this
 * dies before the commit nothing happened, after it only the fast path of the event is lost. Throws
 * not-found (404) and `owner-merged` (409).
 */
export async function postToLedger(
  context: Context,
  request: PostingRequest,
  build: Build,
): Promise<LedgerEntry> {
  const { records, clock, ids } = context;
  const { tenantId, ownerId, by } = request;
  const tenant = await loadTenant(context, tenantId);
  const change = await commitWithRetry(records, liveOf(tenantId), async () => {
    const owner = await records.get(ownerType, liveOf(tenantId), ownerId);
    if (owner === undefined) throw await noSuchOwner(records, tenantId, ownerId);
    const ledger = await readLedger(records, owner.value);
    const now = clock.now();
    const built = build({ tenant, owner: owner.value, now, ids, by }, ledger);
    return { writes: [...built.writes, replace(owner, built.owner)], value: built };
  });
  await enqueueNow(context, change.pointers);
  return change.entries[0];
}

/**
 * The same for what is done to an entry: it is posted for whoever the entry belongs to today, the
 * survivor of a merge. Throws not-found (404) for an entry that is none of these kinds.
 */
export async function postOnEntry(
  context: Context,
  request: Omit<PostingRequest, 'ownerId'> & { readonly entryId: string; readonly what: string },
  build: Build,
): Promise<LedgerEntry> {
  const { tenantId, entryId, by, what } = request;
  const { records } = context;
  const entry = await records.get(ledgerEntryType, liveOf(tenantId), entryId);
  if (entry === undefined) throw notFound(what, entryId);
  const owner = await currentOwner(records, tenantId, entry.value.ownerId);
  if (owner === undefined) throw notFound(what, entryId);
  return postToLedger(context, { tenantId, ownerId: owner.value.id, by }, build);
}

/** An entry by id; throws not-found (404), also for another tenant's. */
export async function getEntry(
  { records }: Context,
  { tenantId, entryId }: { readonly tenantId: string; readonly entryId: string },
): Promise<LedgerEntry> {
  const stored = await records.get(ledgerEntryType, liveOf(tenantId), entryId);
  if (stored === undefined) throw notFound('entry', entryId);
  return stored.value;
}
