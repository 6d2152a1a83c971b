import { isOpen, type Appointment } from '../appointments/model.ts';
import type { WorkflowRun } from './model.ts';
import type { TriggerType } from './triggers.ts';

/** What a trigger says of a visit, which must still be so. */
interface VisitRule {
  /** The status the visit must have; absent: still to come. */
  readonly status?: Appointment['status'];
  /** Why a visit of another status does not fit, where its status would not tell. */
  readonly otherwise?: string;
  /** Why a visit that was moved since does not fit; absent: it does. */
  readonly moved?: string;
  /** Which count of what was undone must be as it was, and why a visit does not fit of which it is not. */
  readonly undone?: {
    readonly counter: 'completionSeq' | 'cancellationSeq';
    readonly otherwise: string;
  };
}

const RULES: Readonly<Partial<Record<TriggerType, VisitRule>>> = {
  appointment_approaching: { moved: 'The visit was moved.' },
  appointment_created: {},
  appointment_confirmed: { status: 'confirmed', moved: 'The visit was moved.' },
  appointment_rescheduled: { moved: 'The visit was moved again.' },
  appointment_cancelled: {
    status: 'cancelled',
    undone: { counter: 'cancellationSeq', otherwise: 'Its cancellation was undone.' },
  },
  appointment_completed: {
    status: 'completed',
    undone: { counter: 'completionSeq', otherwise: 'Its completion was undone.' },
  },
  no_show_detected: { status: 'no_show', otherwise: 'The missed visit was set right.' },
};

/**
 * Why what a run is about no longer fits its trigger, in words; undefined: it fits. A visit that was
 * moved gets its own reminder, so the one of its old time ends; of two moves the last one is told of, and
 * a confirmation only while it stands; one that was cancelled is not confirmed to anybody. Read again at
 * each step and at each text's claim.
 */
export function whyUnfit(
  trigger: TriggerType,
  run: Pick<WorkflowRun, 'subject' | 'facts'>,
  visit: Appointment | undefined,
): string | undefined {
  if (run.subject?.type !== 'appointment') return undefined;
  if (visit === undefined) return 'The visit is gone.';
  const rule = RULES[trigger];
  if (rule === undefined) return undefined;
  if (rule.undone !== undefined && wasUndone(run, visit, rule.undone.counter)) {
    return rule.undone.otherwise;
  }
  const wasMoved = run.facts['scheduleVersion'] !== visit.scheduleVersion;
  if (rule.moved !== undefined && wasMoved) return rule.moved;
  const fits = rule.status === undefined ? isOpen(visit) : visit.status === rule.status;
  return fits ? undefined : (rule.otherwise ?? `The visit is ${visit.status}.`);
}

/** Whether it tells of an end that was undone since, even when the visit ended so again. */
function wasUndone(
  { facts }: Pick<WorkflowRun, 'facts'>,
  visit: Appointment,
  counter: 'completionSeq' | 'cancellationSeq',
): boolean {
  return (facts[counter] ?? 0) !== (visit[counter] ?? 0);
}
