import { nameKey } from '../customers/name-key.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { ProblemError, notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { segmentType, type Segment } from './model.ts';
import { READY_MADE, type ReadyMade } from './ready-made.ts';
import { refuseConditions, type SegmentInput } from './segment-input.ts';
import { usesOf, type SegmentUse } from './segment-uses.ts';

interface WhichSegment {
  readonly tenantId: string;
  readonly segmentId: string;
}

/** Saves a segment. Conditions that cannot be asked are refused (422, `invalid-segment`) with every finding. */
export async function createSegment(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly segment: SegmentInput;
    readonly origin?: string;
  },
): Promise<Segment> {
  const { tenantId, segment: given, origin } = input;
  refuseConditions(given.conditions);
  const now = context.clock.now();
  const segment: Segment = {
    id: context.ids.next('segment'),
    type: 'segment',
    tenantId,
    schemaVersion: 1,
    ...fieldsFrom(given),
    ...(origin !== undefined && { origin }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  await context.records.commit(liveOf(tenantId), [create(segment)]);
  return segment;
}

/** Saves a ready-made segment as one of the business's own, which it may change. 404 for a key nobody knows. */
export async function copyReadyMade(
  context: Context,
  input: { readonly tenantId: string; readonly key: string; readonly name?: string | undefined },
): Promise<Segment> {
  const { tenantId, key, name } = input;
  const found: ReadyMade | undefined = READY_MADE.find((it) => it.key === key);
  if (found === undefined) throw notFound('ready-made segment', key);
  const { description, conditions } = found;
  const segment = { name: name ?? found.name, description, conditions };
  return createSegment(context, { tenantId, segment, origin: key });
}

/**
 * Puts other words and conditions in the place of a segment's. Whoever uses it means the new ones from
 * the next time they ask; a campaign that has started keeps those it started with.
 */
export async function changeSegment(
  context: Context,
  input: WhichSegment & { readonly segment: SegmentInput; readonly expected: ExpectedRevisions },
): Promise<Segment> {
  const { records, clock } = context;
  refuseConditions(input.segment.conditions);
  return commitWithRetry(records, liveOf(input.tenantId), async () => {
    const stored = await storedSegment(records, input);
    const before = stored.value;
    requireRevision(before.revision, input.expected);
    const fields = { description: undefined, ...fieldsFrom(input.segment) };
    const value = { ...before, ...fields };
    if (JSON.stringify(value) === JSON.stringify({ description: undefined, ...before })) {
      return { writes: [], value: before };
    }
    const edited = { ...fields, revision: before.revision + 1, updatedAt: clock.now() };
    return { writes: [replace(stored, edited)], value: { ...before, ...edited } };
  });
}

/**
 * Deletes a segment. Refused (409, `segment-in-use`, with their names) while a workflow that is not put
 * away or the draft of a campaign speaks to it; one that was started keeps the conditions it began with. A workflow saved at the same moment may slip through: it is refused when it is
 * switched on, and its schedule ends with a notice if the segment is gone by then.
 */
export async function deleteSegment(
  context: Context,
  input: WhichSegment & { readonly expected: ExpectedRevisions },
): Promise<void> {
  const { records } = context;
  const { tenantId, segmentId } = input;
  await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await storedSegment(records, input);
    requireRevision(stored.value.revision, input.expected);
    const uses = await usesOf(records, tenantId, segmentId);
    if (uses.length > 0) throw inUse(segmentId, uses);
    return { writes: [{ op: 'delete', id: segmentId, etag: stored.etag }], value: undefined };
  });
}

/** A segment by id; throws not-found (404), also for another tenant's. */
export async function getSegment(
  context: Pick<Context, 'records'>,
  input: WhichSegment,
): Promise<Segment> {
  return (await storedSegment(context.records, input)).value;
}

/** Saved segments by name. */
export async function listSegments(
  context: Context,
  input: PageRequest & { readonly tenantId: string },
): Promise<ListPage<Segment>> {
  const { tenantId, limit, cursor } = input;
  const page = await context.records.query(segmentType, liveOf(tenantId), {
    orderBy: { field: 'nameKey' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

async function storedSegment(
  records: Records,
  { tenantId, segmentId }: WhichSegment,
): Promise<Stored<Segment>> {
  const stored = await records.get(segmentType, liveOf(tenantId), segmentId);
  if (stored === undefined) throw notFound('segment', segmentId);
  return stored;
}

function fieldsFrom({ name, description, conditions }: SegmentInput) {
  const said = description === undefined ? {} : { description };
  return { name, nameKey: nameKey(name), ...said, conditions };
}

function inUse(segmentId: string, uses: readonly SegmentUse[]): ProblemError {
  const names = uses.map(({ name }) => `"${name}"`).join(', ');
  return new ProblemError({
    kind: 'segment-in-use',
    status: 409,
    detail: `Workflows or drafts of campaigns speak to this segment: ${names}.`,
    field: 'segmentId',
    value: segmentId,
    allowed: 'a segment that nothing uses: archive these or give them another segment',
  });
}
