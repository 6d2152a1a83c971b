import { applyRecordUpdate } from './update-record.ts';
import { dayAndTime } from '../kernel/in-words.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import type { WorkflowRun } from './model.ts';
import { planStepEmail } from './plan-step-email.ts';
import { planStepText } from './plan-step-text.ts';
import type { ReadRun } from './read-run.ts';
import { whyNot } from './why-not.ts';
import { finished, stepped, type Note } from './run-state.ts';
import type { Step } from './steps.ts';
import { waitUntil } from './wait-until.ts';
import { BRANCH_HELD } from './way-to-step.ts';
import { stepQueueOf } from './to-many.ts';

/** What a step comes to: the run after it, and what else is written with it. */
export interface TakenStep {
  readonly run: WorkflowRun;
  readonly writes: readonly Write[];
  readonly next: readonly Pointer[];
}

/**
 * Takes one step of a run. Nothing is done but by the writes, which are one commit with the run; what
 * they create has ids derived from run and step. A step that cannot be done (no number to text) is noted
 * with its reason, and the run goes on.
 */
export async function takeStep(
  context: Context,
  read: ReadRun,
  step: Step,
  successors: readonly (string | undefined)[],
): Promise<TakenStep> {
  const { run, now } = read;
  const [following, otherwise] = successors;
  const on = (what: Omit<Note, 'stepId'>, more: Partial<TakenStep> = {}): TakenStep =>
    moved(run, { stepId: step.id, ...what }, following, now, more);
  switch (step.type) {
    case 'send_sms': {
      const planned = await planStepText(context, read, step.id);
      if (planned.message === undefined) return on({ what: 'not sent', reasons: [planned.reason] });
      const { id, tenantId, dueKind } = planned.message;
      const next: Pointer[] = [{ tenantId, id, kind: dueKind === 'sms-bulk' ? 'sms-bulk' : 'sms' }];
      const writes = [create(planned.message)];
      return on({ what: 'text planned', messageId: id }, { writes, next });
    }
    case 'send_email': {
      if (context.email === undefined) {
        return on({ what: 'not sent', reasons: ['E-mail is not set up.'] });
      }
      const planned = planStepEmail(read, step.id);
      if (planned.email === undefined) return on({ what: 'not sent', reasons: [planned.reason] });
      const { id, tenantId } = planned.email;
      const next: Pointer[] = [{ tenantId, id, kind: 'emails' }];
      return on(
        { what: 'e-mail planned', messageId: id },
        { writes: [create(planned.email)], next },
      );
    }
    case 'update_record': {
      const { changed, write } = applyRecordUpdate(read.loaded.owner, step, now);
      return on({ what: changed ? 'record updated' : 'nothing to update' }, { writes: write });
    }
    case 'log_event':
      context.log.info('Workflow step', { tenantId: run.tenantId, id: run.id, stepId: step.id });
      return on({ what: step.message });
    case 'wait':
      return waiting(read, step, following);
    case 'branch': {
      const reasons = whyNot(read, step.conditions);
      const holds = reasons.length === 0;
      const note: Note = {
        stepId: step.id,
        what: holds ? BRANCH_HELD : 'no',
        reasons: [...reasons],
      };
      return moved(run, note, holds ? following : otherwise, now);
    }
    case 'stop': {
      const note = { stepId: step.id, what: step.reason ?? 'stopped' };
      return { run: finished(run, 'stopped', note, now), writes: [], next: [] };
    }
  }
}

/** Said by the clocks of the business at that time. */
function waiting(
  { run, now, tenant }: ReadRun,
  step: Extract<Step, { type: 'wait' }>,
  following: string | undefined,
): TakenStep {
  const until = waitUntil(step, now, tenant);
  const what = `waits until ${dayAndTime(until, zoneAt(tenant, until))}`;
  const note = { stepId: step.id, what, until };
  return {
    run: stepped(run, note, { stepId: following, dueAt: until }, now),
    writes: [],
    next: [],
  };
}

function moved(
  run: WorkflowRun,
  note: Note,
  stepId: string | undefined,
  now: ReadRun['now'],
  { writes = [], next = [] }: Partial<TakenStep> = {},
): TakenStep {
  const after = stepped(run, note, { stepId, dueAt: now }, now);
  const { tenantId, id } = run;
  const own: readonly Pointer[] =
    after.status === 'running' ? [{ tenantId, id, kind: stepQueueOf(run) }] : [];
  return { run: after, writes, next: [...next, ...own] };
}
