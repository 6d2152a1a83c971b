import type { Appointment } from '../appointments/model.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import type { Definition } from './definition.ts';
import type { WorkflowRun } from './model.ts';

const MINUTE_MS = 60_000;
/** What is said of a vaccination about to lapse is still news so long after the scan. */
const LAPSING_MS = 48 * 3_600_000;

/** A step that sends: of which definition, about which visit, and when it is taken. */
interface Step {
  readonly version: { readonly definition: Pick<Definition, 'maxLateMinutes' | 'trigger'> };
  readonly loaded: { readonly appointment: Pick<Appointment, 'startsAt'> | undefined };
  readonly now: Instant;
  /** Absent: it belongs to no campaign. */
  readonly run?: Pick<WorkflowRun, 'campaignId'>;
}

/** The text of a campaign may wait so long for the hours of where its recipient is. */
const CAMPAIGN_MS = 24 * 3_600_000;

/**
 * Until when the message of a step is of use: one about a visit to come until it begins; of
 * vaccinations about to lapse at least 48 hours, as the scan's own text, because scans run before texts
 * may go out; of a campaign for
 * a day at least; any other for as long as the workflow says a step may be late.
 */
export function usefulUntil({ version: { definition }, loaded, now, run }: Step): Instant {
  const late = addMs(now, definition.maxLateMinutes * MINUTE_MS);
  if (run?.campaignId !== undefined) return later(late, addMs(now, CAMPAIGN_MS));
  if (definition.trigger.type === 'vaccination_expiring')
    return later(late, addMs(now, LAPSING_MS));
  if (definition.trigger.type !== 'appointment_approaching') return late;
  const startsAt = loaded.appointment?.startsAt ?? late;
  return startsAt < late ? startsAt : late;
}
