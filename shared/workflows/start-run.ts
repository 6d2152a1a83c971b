import { addMs, type Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { Definition } from './definition.ts';
import {
  runId,
  workflowEntryId,
  workflowEntryType,
  workflowRunType,
  type Workflow,
  type WorkflowRun,
} from './model.ts';
import { finished } from './run-state.ts';

const DAY_MS = 86_400_000;

/** Who enters a workflow, and why. */
export interface RunStart {
  readonly workflow: Workflow;
  readonly ownerId: string;
  /** Names what started it; the same for the same owner starts one run. */
  readonly cause: string;
  readonly subject?: WorkflowRun['subject'];
  readonly facts?: WorkflowRun['facts'];
  readonly campaignId?: string;
  readonly variant?: string;
  /** When the first step is due. */
  readonly dueAt: Instant;
}

/** A run as it begins, and the writes that make it so. */
export interface StartedRun {
  readonly run: WorkflowRun;
  readonly writes: readonly Write[];
  /** For `enqueueNow` after the commit; absent: nothing is due now. */
  readonly pointer?: Pointer;
}

/**
 * The writes that let an owner enter a workflow, for the commit of what started it. The run's id
 * derives from workflow, owner and cause: the same cause twice collides. When the re-entry rule forbids
 * it the run is written as skipped, with the reason, so that nobody wonders why nothing came. Of two
 * causes at once one finds the owner's entry changed and is decided again.
 */
export async function startRun(
  records: Records,
  start: RunStart,
  now: Instant,
): Promise<StartedRun> {
  const run = newRun(start, now);
  const { reentry } = start.workflow.definition;
  if (reentry.rule === 'always') return started(run, [create(run)], now);
  const partition = liveOf(run.tenantId);
  const id = workflowEntryId(run.workflowId, run.ownerId);
  const entry = await records.get(workflowEntryType, partition, id);
  if (entry === undefined) {
    const document = {
      ...{ id, type: 'workflowEntry', tenantId: run.tenantId, schemaVersion: 1 },
      ...{ workflowId: run.workflowId, ownerId: run.ownerId, runId: run.id, enteredAt: now },
    };
    return started(run, [create(run), create(document)], now);
  }
  const last = await records.get(workflowRunType, partition, entry.value.runId);
  const running = last?.value.status === 'running';
  if (mayEnterAgain(reentry, { enteredAt: entry.value.enteredAt, running }, now)) {
    const again = replace(entry, { runId: run.id, enteredAt: now });
    return started(run, [create(run), again], now);
  }
  const guard: Write = { op: 'touch', id, etag: entry.etag };
  const refused = finished(
    run,
    'skipped',
    { what: 're-entry', reasons: [reentryInWords(reentry)] },
    now,
  );
  return { run: refused, writes: [create(refused), guard] };
}

/** Whether an owner who entered before may enter again; `after_days` counts whole days of 24 hours. */
export function mayEnterAgain(
  reentry: Definition['reentry'],
  last: { readonly enteredAt: Instant; readonly running: boolean },
  now: Instant,
): boolean {
  switch (reentry.rule) {
    case 'always':
      return true;
    case 'once':
      return false;
    case 'not_while_running':
      return !last.running;
    case 'after_days':
      return !last.running && addMs(last.enteredAt, reentry.days * DAY_MS) <= now;
  }
}

/** Why a re-entry rule kept an owner out, in words. */
export function reentryInWords(reentry: Definition['reentry']): string {
  switch (reentry.rule) {
    case 'always':
      return '';
    case 'once':
      return 'The owner was in this workflow before, and enters it once only.';
    case 'not_while_running':
      return 'An earlier run of the owner is still under way.';
    case 'after_days':
      return `The owner was in this workflow less than ${String(reentry.days)} days ago.`;
  }
}

function newRun(start: RunStart, now: Instant): WorkflowRun {
  const { workflow, ownerId, cause, subject, facts = {}, campaignId, variant, dueAt } = start;
  const [first] = workflow.definition.steps;
  return {
    id: runId(workflow.id, ownerId, cause),
    type: 'workflowRun',
    tenantId: workflow.tenantId,
    schemaVersion: 1,
    workflowId: workflow.id,
    version: workflow.version,
    workflowName: workflow.name,
    ownerId,
    status: 'running',
    ...(subject !== undefined && { subject }),
    facts,
    cause,
    ...(campaignId !== undefined && { campaignId }),
    ...(variant !== undefined && { variant }),
    ...(first !== undefined && { stepId: first.id }),
    entries: [{ at: now, what: 'entered' }],
    attempts: 0,
    dueKind: 'workflow-steps',
    dueAt,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

function started(run: WorkflowRun, writes: readonly Write[], now: Instant): StartedRun {
  const { tenantId, id, dueAt } = run;
  if (dueAt === undefined || dueAt > now) return { run, writes };
  return { run, writes, pointer: { tenantId, id, kind: 'workflow-steps' } };
}
