import type { Worker } from '../due-work/worker.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { workflowRunType, type WorkflowRun } from './model.ts';
import { fieldsOfStep, readDocuments, readRun } from './read-run.ts';
import { finished, gateOf, parked, stepOf, whyOver, type Note } from './run-state.ts';
import { whyTooLate } from './step-lateness.ts';
import { takeStep, type TakenStep } from './take-step.ts';

const RUN_LEASE_MS = 60_000;

/**
 * Carries runs of workflows, one step per commit guarded by the run's ETag: of two workers on one run
 * one wins, the other finds nothing due. Before each step the workflow, the owner, the visit and the
 * conditions are read again: a run ends, with the reason, when its workflow is not active any more, when
 * what it is about no longer fits, when the conditions no longer hold, or when the step is met later
 * than the workflow allows (a step missed is skipped, not fired in a burst; attempts that failed in between
 * move the next attempt, not the time by which it is late). Dying anywhere leaves the run due as it was. A
 * merged owner's run goes on with the survivor. While its campaign is paused a run waits at its step.
 *
 * A step is three calls of the store: the run, what it hangs on, its commit; and one for each kind of
 * document that its conditions ask for beside these.
 *
 * The same work on two queues: `workflow-steps` for runs that somebody waits for, `workflow-steps-bulk` for
 * those that began together with many.
 */
export function runWorker(
  kind: 'workflow-steps' | 'workflow-steps-bulk' = 'workflow-steps',
): Worker<WorkflowRun> {
  return {
    kind,
    type: workflowRunType,
    leaseMs: RUN_LEASE_MS,
    async decide(context, stored, now) {
      const { run, writes, next } = await decided(context, stored.value, now);
      const own = { op: 'replace', document: run, etag: stored.etag } as const;
      return { kind: 'settle', writes: [own, ...writes], next };
    },
    run: async () => Promise.reject(new Error('A step is settled at once, never claimed.')),
    async fail(_context, stored: Stored<WorkflowRun>, reason, now) {
      const { stepId } = stored.value;
      const note = { what: 'failed', reasons: [reason], ...(stepId !== undefined && { stepId }) };
      const changes = finished(stored.value, 'failed', note, now);
      return { changes: { ...changes, failedStepId: stepId, ttl: undefined } };
    },
  };
}

async function decided(context: Context, run: WorkflowRun, now: Instant): Promise<TakenStep> {
  const end = (status: 'skipped' | 'cancelled' | 'done', note: Note): TakenStep => {
    const at = run.stepId === undefined ? {} : { stepId: run.stepId };
    return { run: finished(run, status, { ...at, ...note }, now), writes: [], next: [] };
  };
  const documents = await readDocuments(context.records, run, now);
  const { version } = documents;
  const over = whyOver(run, documents);
  if (over !== undefined) return end('cancelled', { what: over });
  if (gateOf(run, documents).kind === 'shut') {
    return { run: parked(run, now), writes: [], next: [] };
  }
  if (version === undefined) return end('cancelled', { what: 'The version is gone.' });
  const { maxLateMinutes, trigger } = version.definition;
  const tooLate = whyTooLate(run, maxLateMinutes, now);
  if (tooLate !== undefined) return end('skipped', { what: 'too late', reasons: [tooLate] });
  const at = stepOf(run, version);
  const fields = fieldsOfStep(at?.step, trigger.type);
  const found = await readRun(context, run, { documents, version, fields }, now);
  if (found.over !== undefined) {
    const reasons = found.reasons === undefined ? {} : { reasons: [...found.reasons] };
    return end(found.skipped ? 'skipped' : 'cancelled', { what: found.over, ...reasons });
  }
  if (at === undefined) return end('done', { what: 'done' });
  const ownerId = found.read.loaded.owner.value.id;
  const read = { ...found.read, run: { ...run, ownerId } };
  return takeStep(context, read, at.step, at.successors);
}
