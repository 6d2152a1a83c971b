import { appointmentType } from '../appointments/model.ts';
import type { FieldProblem } from '../kernel/problem.ts';
import type { Message } from '../messaging/model.ts';
import type { ReadRun } from './read-run.ts';
import type { Step } from './steps.ts';
import type { TriggerType } from './triggers.ts';

/** What a step of a workflow may ask of its visit. */
type Question = NonNullable<Extract<Step, { type: 'send_sms' }>['asks']>;

/** The triggers whose visit each question makes sense for: one still to come, or one that took place. */
const ASKABLE: Readonly<Record<Question, readonly TriggerType[]>> = {
  confirm: ['appointment_created', 'appointment_rescheduled', 'appointment_approaching'],
  rating: ['appointment_completed'],
};

/** What is wrong with a step that asks something its trigger knows no visit for. */
export function checkAsks(step: Step, path: string, trigger: TriggerType): FieldProblem[] {
  if (step.type !== 'send_sms' || step.asks === undefined) return [];
  const triggers = ASKABLE[step.asks];
  if (triggers.includes(trigger)) return [];
  const detail =
    step.asks === 'confirm'
      ? 'This trigger knows no visit to come that could be confirmed.'
      : 'This trigger knows no visit that took place and could be rated.';
  const allowed = `none, or a trigger among ${triggers.join(', ')}`;
  return [{ field: `${path}.asks`, value: step.asks, detail, allowed }];
}

/**
 * The question that a text of a step carries: an answer to it is understood for the run's visit, whatever
 * comes after. Nothing where the run is about no visit.
 */
export function questionOf(
  { version, run, loaded }: ReadRun,
  stepId: string,
): Pick<Message, 'asks'> {
  const step = version.definition.steps.find(({ id }) => id === stepId);
  if (step?.type !== 'send_sms' || step.asks === undefined) return {};
  const visit = loaded.appointment;
  if (run.subject?.type !== appointmentType.type || visit === undefined) return {};
  const { id: appointmentId, scheduleVersion } = visit;
  return { asks: { kind: step.asks, appointmentId, scheduleVersion } };
}
