import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { workflowRunType, type Workflow } from './model.ts';

/** The runs of a workflow that are under way, and what becomes of them. */
export interface RunsUnderWay {
  readonly count: number;
  /** In words, for whoever edits, switches on or off. */
  readonly then: string;
}

/** Counts the runs of a workflow that are under way and says what becomes of them as it now stands. */
export async function runsUnderWay(
  records: Records,
  { id: workflowId, tenantId, status, createdAt }: Workflow,
): Promise<RunsUnderWay> {
  // No run is older than its workflow: the instant is there to name all fields of the index.
  const asked = { workflowId, status: 'running', createdAt: { from: createdAt } };
  const count = await records.count(workflowRunType, liveOf(tenantId), asked);
  return { count, then: WORDS[status] };
}

const OFF =
  'They end when they come due, and their planned texts are withdrawn; nothing is caught up on.';

const WORDS: Readonly<Record<Workflow['status'], string>> = {
  draft: 'There are none: it was never switched on.',
  active: 'They go on with the version they began with; new ones begin with the one in force.',
  paused: OFF,
  archived: OFF,
};
