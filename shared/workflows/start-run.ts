import type { Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { entryRunIds, openRunIds } from './entry-runs.ts';
import {
  runId,
  workflowEntryId,
  workflowEntryType,
  workflowRunType,
  type Workflow,
  type WorkflowEntry,
  type WorkflowRun,
} from './model.ts';
import { mayEnterAgain, reentryInWords } from './reentry.ts';
import { finished } from './run-state.ts';
import { stepQueueOf } from './to-many.ts';

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
  /** The customer segment that the owner was found in; absent: none, or that of the campaign. */
  readonly segmentId?: string;
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
  const { own, earlier, barring } = await readEntries(records, start, now);
  if (barring === undefined) {
    return started(run, [create(run), entryWrite(run, own, earlier)], now);
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

/** Where an owner had entered, which of their runs may still go on, and the entry that keeps them out. */
interface Entered {
  readonly own: Stored<WorkflowEntry> | undefined;
  readonly earlier: readonly string[];
  readonly barring: Stored<WorkflowEntry> | undefined;
}

async function readEntries(
  records: Records,
  { workflow, ownerId, absorbing = [] }: RunStart,
  now: Instant,
): Promise<Entered> {
  const partition = liveOf(workflow.tenantId);
  const ids = [ownerId, ...absorbing].map((id) => workflowEntryId(workflow.id, id));
  const entries = await records.getMany(workflowEntryType, partition, ids);
  const own = entries.find(({ value }) => value.id === ids[0]);
  if (entries.length === 0) return { own, earlier: [], barring: undefined };
  const runIds = entries.flatMap(({ value }) => entryRunIds(value));
  const runs = (await records.getMany(workflowRunType, partition, runIds)).map(
    ({ value }) => value,
  );
  const { reentry } = workflow.definition;
  const of = ({ value }: Stored<WorkflowEntry>) =>
    runs.filter(({ id }) => entryRunIds(value).includes(id));
  const barring = entries.find((entry) => {
    const running = of(entry).some(({ status }) => status === 'running');
    return !mayEnterAgain(reentry, { enteredAt: entry.value.enteredAt, running }, now);
  });
  return { own, earlier: own === undefined ? [] : openRunIds(of(own)), barring };
}

/** The write that notes the entry; of two at once one finds it changed. */
function entryWrite(
  { id: runId, tenantId, workflowId, ownerId, createdAt: enteredAt }: WorkflowRun,
  own: Stored<WorkflowEntry> | undefined,
  earlier: readonly string[],
): Write {
  const earlierRunIds = earlier.length > 0 ? [...earlier] : undefined;
  if (own !== undefined) return replace(own, { runId, earlierRunIds, enteredAt });
  const id = workflowEntryId(workflowId, ownerId);
  return create({
    ...{ id, type: 'workflowEntry', tenantId, schemaVersion: 1 },
    ...{ workflowId, ownerId, runId, enteredAt },
  });
}

function newRun(start: RunStart, now: Instant): WorkflowRun {
  const { workflow, ownerId, cause, subject, facts = {}, campaignId, segmentId, variant } = start;
  const { dueAt } = start;
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
    ...(segmentId !== undefined && { segmentId }),
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
