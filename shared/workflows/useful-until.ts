import type { Appointment } from '../appointments/model.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import type { Definition } from './definition.ts';
import type { WorkflowRun } from './model.ts';

const MINUTE_MS = 60_000;
/** What is said of a vaccination about to lapse is still news so long after the scan. */
const LAPSING_MS = 48 * 3_600_000;

/** The longest a text waits for the hours in which it may go out: over a long weekend with its holiday. */
export const LONGEST_CLOSED_MS = 5 * 24 * 3_600_000;
/** The text of a campaign may wait so long for the hours of where its recipient is. */
const CAMPAIGN_MS = 24 * 3_600_000;

/** A step that sends: of which definition, about which visit, and when it is taken. */
interface Step {
  readonly version: {
    readonly definition: Pick<Definition, 'maxLateMinutes' | 'outsideHours' | 'trigger'>;
  };
  readonly loaded: { readonly appointment: Pick<Appointment, 'startsAt'> | undefined };
  readonly now: Instant;
  /** Absent: it belongs to no campaign. */
  readonly run?: Pick<WorkflowRun, 'campaignId'>;
}

/**
 * Until when the message of a step is of use: for as long as the workflow says a step may be late. A text
 * that meets closed hours waits for them, and the time runs from `opens`, when they next open (absent: it
 * keeps to none): five days at most, not into the visit it is about, and not where the workflow says `skip`.
 * A reminder of a visit never waits so, since its checkpoint was moved into the hours already; it is of use
 * until the visit begins. What is said of vaccinations about to lapse lasts 48 hours at least, as the scan's
 * own text, because scans run before texts may go out; what a campaign says a day at least.
 */
export function usefulUntil(step: Step, opens?: Instant): Instant {
  const { version, loaded, now, run } = step;
  const { maxLateMinutes, trigger } = version.definition;
  const late = addMs(waitsUntil(step, opens), maxLateMinutes * MINUTE_MS);
  if (run?.campaignId !== undefined) return later(late, addMs(now, CAMPAIGN_MS));
  if (trigger.type === 'vaccination_expiring') return later(late, addMs(now, LAPSING_MS));
  const startsAt = loaded.appointment?.startsAt ?? late;
  if (trigger.type === 'appointment_approaching') return startsAt < late ? startsAt : late;
  const unmoved = addMs(now, maxLateMinutes * MINUTE_MS);
  return startsAt > now && startsAt < late ? later(startsAt, unmoved) : late;
}

/** From when on the text may go out: now, unless it waits for its hours. */
function waitsUntil({ version, now }: Step, opens: Instant = now): Instant {
  const { trigger, outsideHours } = version.definition;
  const waits = trigger.type !== 'appointment_approaching' && outsideHours !== 'skip';
  return waits && opens > now && opens <= addMs(now, LONGEST_CLOSED_MS) ? opens : now;
}
