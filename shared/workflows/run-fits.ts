import { isOpen, type Appointment } from '../appointments/model.ts';
import type { WorkflowRun } from './model.ts';
import type { TriggerType } from './triggers.ts';

/**
 * Why what a run is about no longer fits its trigger, in words; undefined: it fits. A visit that was
 * moved gets its own reminder, so the one of its old time ends; one that was cancelled is not confirmed
 * to anybody. Read again at each step and at each text's claim.
 */
export function whyUnfit(
  trigger: TriggerType,
  run: Pick<WorkflowRun, 'subject' | 'facts'>,
  visit: Appointment | undefined,
): string | undefined {
  if (run.subject?.type !== 'appointment') return undefined;
  if (visit === undefined) return 'The visit is gone.';
  const moved = run.facts['scheduleVersion'] !== visit.scheduleVersion;
  switch (trigger) {
    case 'appointment_approaching':
      if (moved) return 'The visit was moved.';
      return isOpen(visit) ? undefined : `The visit is ${visit.status}.`;
    case 'appointment_created':
    case 'appointment_confirmed':
    case 'appointment_rescheduled':
      return isOpen(visit) ? undefined : `The visit is ${visit.status}.`;
    case 'appointment_cancelled':
      return visit.status === 'cancelled' ? undefined : `The visit is ${visit.status}.`;
    case 'appointment_completed':
      return visit.status === 'completed' ? undefined : `The visit is ${visit.status}.`;
    case 'no_show_detected':
      return visit.status === 'no_show' ? undefined : 'The missed visit was set right.';
    case 'vaccination_expiring':
    case 'inbound_keyword':
    case 'customer_lapsed':
    case 'birthday':
    case 'time_based':
    case 'manual':
      return undefined;
  }
}
