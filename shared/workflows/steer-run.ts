import { enqueueNow } from '../due-work/fast-path.ts';
import { retryByHand } from '../due-work/retry.ts';
import { ProblemError, notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { liveOf } from '../tenants/model.ts';
import { currentOwner } from '../customers/merge-follow.ts';
import { getWorkflow } from './edit-workflows.ts';
import { getRun } from './find-workflows.ts';
import { workflowRunType, type WorkflowRun } from './model.ts';
import { finished } from './run-state.ts';
import { startRun } from './start-run.ts';
import { stepQueueOf } from './to-many.ts';

/**
 * Lets one owner enter a workflow by hand, under its re-entry rule. The workflow must be active (409,
 * `workflow-inactive`): a draft is tried with a preview, not on people. `requestId` makes it safe to
 * repeat.
 */
export async function startRunByHand(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly workflowId: string;
    readonly ownerId: string;
    readonly requestId: string;
  },
): Promise<WorkflowRun> {
  const { records, clock } = context;
  const { tenantId, ownerId: asked, requestId } = input;
  const { run, pointers } = await commitWithRetry(records, liveOf(tenantId), async () => {
    const workflow = await getWorkflow(context, input);
    if (workflow.status !== 'active') throw inactive(workflow.status);
    const owner = await currentOwner(records, tenantId, asked);
    if (owner === undefined) throw notFound('owner', asked);
    const now = clock.now();
    const cause = `manual:${requestId}`;
    const { id: ownerId, absorbing } = owner.value;
    const start = { workflow, ownerId, absorbing, cause, dueAt: now };
    const started = await startRun(records, start, now);
    const value = { run: started.run, pointers: started.pointer ? [started.pointer] : [] };
    return { writes: started.writes, value };
  });
  await enqueueNow(context, pointers);
  return run;
}

/** Ends a run that is under way. Refused (409, `run-over`) when it has ended. A text of it that is planned is withdrawn. */
export async function cancelRun(
  context: Context,
  input: { readonly tenantId: string; readonly runId: string },
): Promise<WorkflowRun> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(input.tenantId), async () => {
    const stored = await records.get(workflowRunType, liveOf(input.tenantId), input.runId);
    if (stored === undefined) throw notFound('run', input.runId);
    if (stored.value.status !== 'running') throw runOver(stored.value.status);
    const note = { what: 'cancelled by staff' };
    const ended = finished(stored.value, 'cancelled', note, clock.now());
    const value = { ...ended, revision: ended.revision + 1 };
    return { writes: [{ op: 'replace', document: value, etag: stored.etag }], value };
  });
}

/** Lets a failed run go on with the step it failed at. Refused (409) when it has not failed. */
export async function retryRun(
  context: Context,
  input: { readonly tenantId: string; readonly runId: string },
): Promise<void> {
  const { tenantId, runId: id } = input;
  const run = await getRun(context, input);
  const { failedStepId: stepId } = run;
  const pointer = { tenantId, id, kind: stepQueueOf(run) };
  await retryByHand(context, workflowRunType, pointer, {
    status: 'running',
    stepId,
    // A person lets it go on: it counts from now.
    stepDueAt: context.clock.now(),
    failedStepId: undefined,
    finishedAt: undefined,
    ttl: undefined,
  });
}

function inactive(status: string): ProblemError {
  return new ProblemError({
    kind: 'workflow-inactive',
    status: 409,
    detail: 'Only an active workflow starts runs.',
    field: 'status',
    value: status,
    allowed: 'active',
  });
}

function runOver(status: string): ProblemError {
  return new ProblemError({
    kind: 'run-over',
    status: 409,
    detail: `The run has ended: it is ${status}.`,
    field: 'status',
    value: status,
    allowed: 'running',
  });
}
