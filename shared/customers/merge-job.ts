import type { JobProgram } from '../jobs/job-worker.ts';
import type { Job } from '../jobs/model.ts';
import { runPages } from '../jobs/run-pages.ts';
import { commitPage, finishRun, PageOvertakenError, pauseRun } from '../jobs/run-state.ts';
import { addMs } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Context } from '../platform/context.ts';
import { MAX_COMMIT_WRITES, type Stored, type Write } from '../platform/store/document-store.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { recomputeOwner } from '../reputation/recompute-owner.ts';
import { restartOwnerCredits } from '../results/owner-credits.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { emailWrites, isMailing } from './merge-emails.ts';
import { entryWrites } from './merge-entries.ts';
import { currentOwner } from './merge-follow.ts';
import { ownerMergeId, ownerMergeType } from './merge-model.ts';
import { OWNER_MERGE } from './merge-owners.ts';
import { isSending, textWrites, type TextMove } from './merge-texts.ts';
import type { Owner } from './model.ts';

/** The types that carry an `ownerId` and go with the owner; messages and entries into workflows have rules of their own. */
const MOVED_TYPES = [
  'pet',
  'vaccination',
  'vaccinationAlert',
  'appointment',
  'consentEntry',
  'optInOffer',
  'rating',
  'ledgerEntry',
  'reputationEvent',
  'noShowRecord',
  'campaignMember',
  'workflowRun',
] as const;

/** A page also writes the job and guards the survivor. */
const PAGE_SIZE = MAX_COMMIT_WRITES - 2;

/**
 * Whoever read the owner before the merge may still write in their name: it looks once more after
 * longer than any request or queue message may take.
 */
const SETTLE_MS = 15 * 60_000;

/**
 * The job `owner-merge`: moves what carries a merged owner's id to the survivor, page by page, and
 * looks again a while later until nothing is left. A page is found by what still carries the old
 * id, so a run that dies goes on where it stopped, and each page guards the survivor: when they
 * are merged on themselves meanwhile, it is decided again for the one who survives then. When all is
 * moved, the survivor's counters, score and balance are rebuilt from what is theirs now.
 */
export const ownerMergeJob: JobProgram = {
  name: OWNER_MERGE,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => movePage(context, job, tenant));
  },
};

async function movePage(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
): Promise<Stored<Job> | undefined> {
  const { records, clock } = context;
  const { run, subject: fromId = '', tenantId } = job.value;
  if (run === undefined) return undefined;
  const survivor = await currentOwner(records, tenantId, fromId);
  if (survivor === undefined) throw new InvariantError(`${fromId} was merged into nobody.`);
  const move = { survivor: survivor.value, fromId, limit: PAGE_SIZE, now: clock.now() };
  const writes = await nextWrites(records, move);
  if (writes.length > 0) {
    const counts = { moved: (run.counts['moved'] ?? 0) + writes.length };
    const guard: Write = { op: 'touch', id: survivor.value.id, etag: survivor.etag };
    return commitPage(context, job, { ...run, phase: 'start', counts }, [guard, ...writes]);
  }
  const underWay = (await isSending(records, move)) || (await isMailing(records, move));
  const whose = { tenantId, ownerId: survivor.value.id };
  const { changed } = await recomputeOwner(context, whose);
  if (run.phase === 'settle' && !underWay) {
    // What was read before that is old: once more.
    if (changed) throw new PageOvertakenError(survivor.value.id);
    await finishRun(context, job, tenant, await lastWrites(context, survivor, fromId));
  } else {
    await pauseRun(context, job, { ...run, phase: 'settle' }, addMs(move.now, SETTLE_MS));
  }
  return undefined;
}

async function nextWrites(records: Records, move: TextMove): Promise<Write[]> {
  for (const writesOf of [documentWrites, textWrites, emailWrites, entryWrites]) {
    const writes = await writesOf(records, move);
    if (writes.length > 0) return writes;
  }
  return [];
}

async function documentWrites(
  records: Records,
  { survivor: { id: ownerId, tenantId }, fromId, now }: TextMove,
): Promise<Write[]> {
  const page = await records.store.query(liveOf(tenantId), {
    type: MOVED_TYPES,
    where: { ownerId: fromId },
    limit: PAGE_SIZE,
  });
  return page.items.map(({ value, etag }): Write => {
    return { op: 'replace', document: { ...value, ownerId, updatedAt: now }, etag };
  });
}

/** Nothing carries the old id any more: reads need not look for it. */
async function lastWrites(
  { records, clock }: Context,
  survivor: Stored<Owner>,
  fromId: string,
): Promise<Write[]> {
  const rest = (survivor.value.absorbing ?? []).filter((id) => id !== fromId);
  const absorbing = rest.length === 0 ? undefined : rest;
  const partition = liveOf(survivor.value.tenantId);
  const merge = await records.get(ownerMergeType, partition, ownerMergeId(fromId));
  const now = clock.now();
  const done = { status: 'done', finishedAt: now, updatedAt: now } as const;
  const { id: ownerId, tenantId } = survivor.value;
  // Texts of the one may have brought about bookings of the other.
  const credits = await restartOwnerCredits(records, { tenantId, ownerId, now });
  return [
    replace(survivor, { absorbing }),
    ...(merge === undefined ? [] : [replace(merge, done)]),
    credits.write,
  ];
}
