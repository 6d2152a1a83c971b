import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import {
  workflowEntryId,
  workflowEntryType,
  workflowRunType,
  type WorkflowEntry,
} from '../workflows/model.ts';
import type { TextMove } from './merge-texts.ts';

/** Each entry moved is one deleted and one written. */
const WRITES_EACH = 2;

/**
 * The writes that hand the next entries of a merged owner into workflows to the survivor; none: no more.
 * One per workflow is kept, the later one; while the other's run is under way it is that one which keeps
 * the owner out. When both are, one of them does until its end.
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
  const runIds = [...new Set(all.map(({ runId }) => runId))];
  const runs = await records.getMany(workflowRunType, partition, runIds);
  const underWay = new Set(
    runs.filter(({ value }) => value.status === 'running').map(({ value }) => value.id),
  );
  return items.flatMap((moved, n): Write[] => {
    const own = kept.find(({ value }) => value.id === ids[n]);
    const { runId, enteredAt } = joined(moved, own, underWay);
    const away: Write = { op: 'delete', id: moved.value.id, etag: moved.etag };
    if (own !== undefined) return [away, replace(own, { runId, enteredAt })];
    const id = workflowEntryId(moved.value.workflowId, survivor.id);
    return [away, create({ ...moved.value, id, ownerId: survivor.id })];
  });
}

function joined(
  moved: Stored<WorkflowEntry>,
  own: Stored<WorkflowEntry> | undefined,
  underWay: ReadonlySet<string>,
): WorkflowEntry {
  if (own === undefined) return moved.value;
  const [early, late] = [moved.value, own.value].sort((a, b) =>
    a.enteredAt < b.enteredAt ? -1 : 1,
  ) as [WorkflowEntry, WorkflowEntry];
  const isEarly = underWay.has(early.runId) && !underWay.has(late.runId);
  return { ...late, runId: isEarly ? early.runId : late.runId };
}
