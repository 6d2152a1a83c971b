import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import type { TriggerType } from '../../../shared/workflows/triggers.ts';
import type { Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';

/** What each trigger says of a visit, as a person would put it; the visit must be so when it is acted on. */
const SAYS: Readonly<Partial<Record<TriggerType, (visit: Appointment, run: Begun) => boolean>>> = {
  appointment_approaching: (visit, run) => isToCome(visit) && isWhere(visit, run),
  appointment_created: (visit) => isToCome(visit),
  appointment_rescheduled: (visit, run) => isToCome(visit) && isWhere(visit, run),
  appointment_confirmed: (visit, run) => visit.status === 'confirmed' && isWhere(visit, run),
  appointment_cancelled: (visit, run) =>
    visit.status === 'cancelled' && isTime(visit, run, 'cancellationSeq'),
  appointment_completed: (visit, run) =>
    visit.status === 'completed' && isTime(visit, run, 'completionSeq'),
  no_show_detected: ({ status }) => status === 'no_show',
};

/** What tells how a visit stands. */
const STANDS = ['status', 'scheduleVersion', 'completionSeq', 'cancellationSeq'];

type Begun = Pick<WorkflowRun, 'facts'>;

/** Follows the visits, so that a check knows whether what a run says of one was so when it was read. */
export interface VisitFits {
  learn(commit: Commit): void;
  /** Whether what a run of this trigger says of its visit is so now; a run about no visit says nothing. */
  isSo(run: WorkflowRun, trigger: TriggerType): boolean;
  /** The number of the commit since which its visit stands as it does. */
  since(run: WorkflowRun): number;
}

/** Follows the visits of a world. */
export function visitFits({ world }: Pick<Salon, 'world'>): VisitFits {
  const since = new Map<string, number>();
  return {
    learn({ number, changes }) {
      for (const { before, after } of changes) {
        if (after?.['type'] !== appointmentType.type) continue;
        const same = (field: string): boolean => before?.[field] === after[field];
        if (!STANDS.every(same)) since.set(after.id, number);
      }
    },
    isSo(run, trigger) {
      if (run.subject?.type !== appointmentType.type) return true;
      const visit = world.truth.document(run.tenantId, run.subject.id);
      if (visit === undefined) return false;
      return SAYS[trigger]?.(visit as unknown as Appointment, run) ?? true;
    },
    since: ({ subject }) => since.get(subject?.id ?? '') ?? 0,
  };
}

function isToCome({ status }: Appointment): boolean {
  return status === 'booked' || status === 'confirmed';
}

/** Whether it ended that time: an end that was undone and came again is another one. */
function isTime(
  visit: Appointment,
  { facts }: Begun,
  undone: 'completionSeq' | 'cancellationSeq',
): boolean {
  return (visit[undone] ?? 0) === (facts[undone] ?? 0);
}

/** Whether it is where it was when the run began: a move there and back is another promise. */
function isWhere({ scheduleVersion }: Appointment, { facts }: Begun): boolean {
  return facts['scheduleVersion'] === scheduleVersion;
}
