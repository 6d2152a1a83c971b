import type { Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { entryRunIds, openRunIds } from '../workflows/entry-runs.ts';
import {
  workflowEntryId,
  workflowEntryType,
  workflowRunType,
  type WorkflowEntry,
  type WorkflowRun,
} from '../workflows/model.ts';
import type { TextMove } from './merge-texts.ts';

/** Each entry moved is one deleted and one written. */
const WRITES_EACH = 2;

/**
 * The writes that hand the next entries of a merged owner into workflows to the survivor; none: no more.
 * One per workflow is kept, the later one, with every run of either that may still go on: the owner is kept
 * out until the last of them has ended.
 */
export async function entryWrites(records: Records, move: TextMove): Promise<Write[]> {
  const { survivor, fromId, limit } = move;
  const partition = liveOf(survivor.tenantId);
  const { items } = await records.query(workflowEntryType, partition, {
    where: { ownerId: fromId },
    limit: Math.floor(limit / WRITES_EACH),
  });
  if (items.length === 0) return [];
  const ids = items.map(({ value }) => workflowEntryId(value.workflowId, survivor.id));
  const kept = await records.getMany(workflowEntryType, partition, ids);
  const all = [...items, ...kept].map(({ value }) => value);
  const runIds = [...new Set(all.flatMap(entryRunIds))];
  const runs = (await records.getMany(workflowRunType, partition, runIds)).map(
    ({ value }) => value,
  );
  return items.flatMap((moved, n): Write[] => {
    const own = kept.find(({ value }) => value.id === ids[n]);
    const away: Write = { op: 'delete', id: moved.value.id, etag: moved.etag };
    if (own !== undefined) return [away, replace(own, joined(moved.value, own.value, runs))];
    const id = workflowEntryId(moved.value.workflowId, survivor.id);
    return [away, create({ ...moved.value, id, ownerId: survivor.id })];
  });
}

function joined(
  moved: WorkflowEntry,
  own: WorkflowEntry,
  runs: readonly WorkflowRun[],
): Pick<WorkflowEntry, 'runId' | 'earlierRunIds' | 'enteredAt'> {
  const { runId, enteredAt } = moved.enteredAt < own.enteredAt ? own : moved;
  const either = [...entryRunIds(moved), ...entryRunIds(own)];
  const earlier = openRunIds(runs.filter(({ id }) => id !== runId && either.includes(id)));
  return { runId, enteredAt, earlierRunIds: earlier.length > 0 ? earlier : undefined };
}
