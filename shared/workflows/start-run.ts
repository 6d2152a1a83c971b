import { addMs, type Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { Definition } from './definition.ts';
import {
  runId,
  workflowEntryId,
  workflowEntryType,
  workflowRunType,
  type Workflow,
  type WorkflowEntry,
  type WorkflowRun,
} from './model.ts';
import { finished } from './run-state.ts';
import { stepQueueOf } from './to-many.ts';

const DAY_MS = 86_400_000;

/** Who enters a workflow, and why. */
export interface RunStart {
  readonly workflow: Workflow;
  readonly ownerId: string;
  /** Who was merged into the owner and is still being moved: where they entered counts as well. */
  readonly absorbing?: readonly string[] | undefined;
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
  const { entries, barring } = await readEntries(records, start, now);
  if (barring === undefined) {
    return started(run, [create(run), entryWrite(run, entries, now)], now);
  }
  const guard: Write = { op: 'touch', id: barring.value.id, etag: barring.etag };
  const refused = finished(
    run,
    'skipped',
    { what: 're-entry', reasons: [reentryInWords(reentry)] },
    now,
  );
  return { run: refused, writes: [create(refused), guard] };
}

/** The entries of an owner, and the one that keeps them out. */
async function readEntries(
  records: Records,
  { workflow, ownerId, absorbing = [] }: RunStart,
  now: Instant,
): Promise<{
  readonly entries: readonly Stored<WorkflowEntry>[];
  readonly barring: Stored<WorkflowEntry> | undefined;
}> {
  const partition = liveOf(workflow.tenantId);
  const ids = [ownerId, ...absorbing].map((id) => workflowEntryId(workflow.id, id));
  const entries = await records.getMany(workflowEntryType, partition, ids);
  if (entries.length === 0) return { entries, barring: undefined };
  const runIds = entries.map(({ value }) => value.runId);
  const runs = await records.getMany(workflowRunType, partition, runIds);
  const { reentry } = workflow.definition;
  const barring = entries.find(({ value: { enteredAt, runId: id } }) => {
    const running = runs.some(({ value }) => value.id === id && value.status === 'running');
    return !mayEnterAgain(reentry, { enteredAt, running }, now);
  });
  return { entries, barring };
}

/** The write that notes the entry; of two at once one finds it changed. */
function entryWrite(
  { id: entered, tenantId, workflowId, ownerId }: WorkflowRun,
  entries: readonly Stored<WorkflowEntry>[],
  now: Instant,
): Write {
  const id = workflowEntryId(workflowId, ownerId);
  const own = entries.find(({ value }) => value.id === id);
  if (own !== undefined) return replace(own, { runId: entered, enteredAt: now });
  return create({
    ...{ id, type: 'workflowEntry', tenantId, schemaVersion: 1 },
    ...{ workflowId, ownerId, runId: entered, enteredAt: now },
  });
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
    dueKind: stepQueueOf({ cause, campaignId }),
    dueAt,
    stepDueAt: dueAt,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

function started(run: WorkflowRun, writes: readonly Write[], now: Instant): StartedRun {
  const { tenantId, id, dueAt } = run;
  if (dueAt === undefined || dueAt > now) return { run, writes };
  return { run, writes, pointer: { tenantId, id, kind: stepQueueOf(run) } };
}
