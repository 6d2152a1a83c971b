import { entryWrites } from '../consent/end-marketing.ts';
import {
  mergedAddressWrites,
  mergedAtNumber,
  refusesAfterMerge,
  survivorsNumberWrites,
  type NumberMerge,
} from '../consent/merge-consent.ts';
import { ownerWords, type OwnerWords } from '../consent/owner-word.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { oneOffJob } from '../jobs/one-off-job.ts';
import type { Instant } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { mergedFields, numbersOf } from './merge-fields.ts';
import { noSuchOwner } from './merge-follow.ts';
import { ownerMergeId, ownerMergeType, type MergedOwner, type OwnerMerge } from './merge-model.ts';
import { ownerType, phoneId, phoneType, type Owner, type Phone } from './model.ts';
import { newPhone } from './new-phone.ts';

/** The name of the job that moves a merged owner's documents; its subject is the owner's id. */
export const OWNER_MERGE = 'owner-merge';

/** More numbers than this do not fit the one commit of a merge with its audit entries. */
const MOST_NUMBERS = 40;

/** Which owners become one. */
export interface MergeInput {
  readonly tenantId: string;
  /** Who stays. */
  readonly intoId: string;
  /** Who goes. */
  readonly fromId: string;
  readonly expectedInto: ExpectedRevisions;
  readonly expectedFrom: ExpectedRevisions;
}

/**
 * Merges one owner into another. One commit makes the survivor whole (fields, numbers, refusals),
 * leaves a signpost in the other's place, keeps how both were, and starts the job that moves the
 * documents. From then on reads by owner follow, so the job's progress is never seen.
 *
 * Asked again it answers the merge there is. Of two merges that touch the same owner at once one
 * commits and the other is decided again on what that left: A into B against B into C ends with
 * both in C, or is refused (409, `owner-merged`) because B is no survivor any more.
 */
export async function mergeOwners(context: Context, input: MergeInput): Promise<OwnerMerge> {
  const { records } = context;
  const { tenantId, intoId, fromId } = input;
  if (intoId === fromId) throw sameOwner(fromId);
  const merge = await commitWithRetry(records, liveOf(tenantId), async () => {
    const into = await records.get(ownerType, liveOf(tenantId), intoId);
    if (into === undefined) throw await noSuchOwner(records, tenantId, intoId);
    const from = await records.get(ownerType, liveOf(tenantId), fromId);
    if (from === undefined) {
      const earlier = await records.get(ownerMergeType, liveOf(tenantId), ownerMergeId(fromId));
      if (earlier?.value.intoId === intoId) return { writes: [], value: earlier.value };
      throw await noSuchOwner(records, tenantId, fromId);
    }
    requireRevision(into.value.revision, input.expectedInto);
    requireRevision(from.value.revision, input.expectedFrom);
    return mergeWrites(records, into, from, context.clock.now());
  });
  const { id } = oneOffJob({ tenantId, job: OWNER_MERGE, subject: fromId, now: merge.createdAt });
  if (merge.status === 'moving') await enqueueNow(context, [{ tenantId, id, kind: 'jobs' }]);
  return merge;
}

async function mergeWrites(
  records: Records,
  into: Stored<Owner>,
  from: Stored<Owner>,
  now: Instant,
): Promise<{ readonly writes: readonly Write[]; readonly value: OwnerMerge }> {
  const { tenantId, id: intoId } = into.value;
  const fromId = from.value.id;
  const phones = await readPhones(records, from.value);
  const { words, numbers } = survivorOf(into.value, from.value, phones, now);
  const { survivor } = numbers;
  const base = { tenantId, schemaVersion: 1, updatedAt: now };
  const signpost: MergedOwner = {
    ...base,
    id: fromId,
    type: 'mergedOwner',
    status: 'merged',
    mergedInto: intoId,
    revision: from.value.revision + 1,
    createdAt: from.value.createdAt,
  };
  const merge: OwnerMerge = {
    ...base,
    id: ownerMergeId(fromId),
    type: 'ownerMerge',
    fromId,
    intoId,
    status: 'moving',
    before: { from: from.value, into: into.value },
    after: survivor,
    createdAt: now,
  };
  const writes: Write[] = [
    { op: 'replace', document: survivor, etag: into.etag },
    { op: 'replace', document: signpost, etag: from.etag },
    ...phones.flatMap((phone) => phoneWrites(phone, numbers)),
    ...(await survivorsNumberWrites(records, numbers)),
    ...(await mergedAddressWrites(records, survivor, from.value, now)),
    ...entryWrites(words.entries),
    create(merge),
    create(oneOffJob({ tenantId, job: OWNER_MERGE, subject: fromId, now })),
  ];
  return { writes, value: merge };
}

/** The survivor as the merge leaves them, with their refusals and those of the other. */
function survivorOf(
  into: Owner,
  from: Owner,
  phones: readonly KnownPhone[],
  now: Instant,
): { readonly words: OwnerWords; readonly numbers: NumberMerge } {
  const stored = phones.flatMap((phone) =>
    phone.stored === undefined ? [] : [phone.stored.value],
  );
  const stopped = stored.filter((phone) => phone.suppressed !== undefined);
  const merged: Owner = {
    ...into,
    ...mergedFields(into, from, new Set(stopped.map(({ number }) => number))),
    revision: into.revision + 1,
    updatedAt: now,
  };
  const words = ownerWords(into, merged, { source: 'merge' }, now);
  const survivor: Owner = { ...merged, ...words.owner };
  const refused = refusesAfterMerge(survivor, stored);
  return { words, numbers: { survivor, from, refused, now } };
}

interface KnownPhone {
  readonly number: string;
  readonly stored: Stored<Phone> | undefined;
}

async function readPhones(records: Records, owner: Owner): Promise<KnownPhone[]> {
  const numbers = numbersOf(owner);
  if (numbers.length === 0) return [];
  if (numbers.length > MOST_NUMBERS) throw tooManyNumbers(owner.id, numbers.length);
  const found = await records.getMany(phoneType, liveOf(owner.tenantId), numbers.map(phoneId));
  const byNumber = new Map(found.map((stored) => [stored.value.number, stored]));
  return numbers.map((number) => ({ number, stored: byNumber.get(number) }));
}

/** Writes a number's document in any case: a STOP that comes meanwhile makes the merge decide again. */
function phoneWrites({ number, stored }: KnownPhone, merge: NumberMerge): Write[] {
  const { survivor, from, now } = merge;
  if (stored === undefined) {
    return [create(newPhone(survivor.tenantId, number, [survivor.id], now))];
  }
  const left = stored.value.ownerIds.filter((id) => id !== from.id && id !== survivor.id);
  const { changes, entries } = mergedAtNumber(stored.value, merge);
  return [
    replace(stored, { ...changes, ownerIds: [...left, survivor.id], updatedAt: now }),
    ...entries,
  ];
}

function sameOwner(id: string): ProblemError {
  return new ProblemError({
    kind: 'same-owner',
    status: 422,
    detail: 'An owner cannot be merged into themselves.',
    field: 'from',
    value: id,
    allowed: 'the id of another owner',
  });
}

function tooManyNumbers(id: string, count: number): ProblemError {
  return new ProblemError({
    kind: 'too-many-numbers',
    status: 409,
    detail: `Owner ${id} has ${String(count)} telephone numbers.`,
    field: 'from',
    value: id,
    allowed: `an owner with at most ${String(MOST_NUMBERS)} numbers`,
  });
}
