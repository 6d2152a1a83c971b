import { addMs, type Instant } from '../kernel/instant.ts';
import type { AllowedHours } from '../kernel/week-hours.ts';
import { allowedHours } from '../messaging/allowed-hours.ts';
import { planSendTime } from '../messaging/plan-send-time.ts';
import { placeOf } from '../messaging/recipient-place.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import type { Appointment } from './model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Whoever just booked or moved a visit need not be told of it within so many milliseconds. */
const BOOKING_GAP_MS = 2 * HOUR_MS;

/** A checkpoint is moved ahead by so much at most: whoever hears of a visit a week early forgets it. */
const EARLIEST_MS = 4 * 24 * HOUR_MS;

/** What decides the checkpoints of a visit. */
export type PlannedVisit = Pick<Appointment, 'startsAt' | 'offsetsDone'> & {
  /** When it was booked or last moved. */
  readonly plannedAt: Instant;
};

/** The planned part of a visit. */
export type Checkpoints = Pick<Appointment, 'checkpoints' | 'skippedCheckpoints' | 'planVersion'> &
  Pick<Appointment, 'dueKind' | 'dueAt' | 'attempts' | 'leaseId' | 'lastError'>;

/**
 * The checkpoints of a visit that is booked or confirmed, under the tenant's settings: one per
 * reminder offset that is not done yet, and the end of grace. An offset that fell into quiet hours
 * is moved, see {@link approachingAt}; one that would come less than 2 hours after the booking or
 * the move, lies in the past or has no hours is skipped and says why. Of several that fall on one
 * instant the one closest to the start stays. `owner` tells whose hours hold; not known: those of
 * where the business is.
 */
export function planCheckpoints(
  visit: PlannedVisit,
  tenant: Tenant,
  now: Instant,
  owner?: Parameters<typeof placeOf>[0],
): Checkpoints {
  const { startsAt, plannedAt, offsetsDone } = visit;
  const { reminderHours, graceMinutes } = schedulingOf(tenant);
  const there = { ...tenant, timeZone: zoneAt(tenant, startsAt) };
  const hours = allowedHours('service', placeOf(owner, there), there);
  const skippedCheckpoints: Appointment['skippedCheckpoints'] = [];
  const approaching = new Map<Instant, number>();
  const skip = (hoursBefore: number, reason: string): void => {
    skippedCheckpoints.push({ kind: 'approaching', hoursBefore, reason });
  };
  for (const hoursBefore of reminderHours.filter((it) => !offsetsDone.includes(it))) {
    const at = approachingAt({ startsAt, hoursBefore }, hours);
    if (at === undefined) skip(hoursBefore, 'no-allowed-hours');
    else if (at < addMs(plannedAt, BOOKING_GAP_MS)) skip(hoursBefore, 'booked-too-late');
    else if (at <= now) skip(hoursBefore, 'past-when-planned');
    else {
      const other = approaching.get(at);
      // Descending: this one is closer to the start than the one before.
      if (other !== undefined) skip(other, 'same-time-as-another');
      approaching.set(at, hoursBefore);
    }
  }
  const grace = { kind: 'grace' as const, at: addMs(startsAt, graceMinutes * MINUTE_MS) };
  const checkpoints = [
    ...[...approaching].map(([at, hoursBefore]) => ({
      kind: 'approaching' as const,
      hoursBefore,
      at,
    })),
    grace,
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  return { ...dueFor(checkpoints), skippedCheckpoints, planVersion: tenant.planVersion };
}

/** The fields of a visit that nothing is to be done for at any time. */
export const NO_CHECKPOINTS: Omit<Checkpoints, 'skippedCheckpoints'> = {
  checkpoints: [],
  planVersion: undefined,
  dueKind: undefined,
  dueAt: undefined,
  attempts: 0,
  leaseId: undefined,
  lastError: undefined,
};

/** These checkpoints, and when the next one is due; none left: nothing is. */
export function dueFor(
  checkpoints: Appointment['checkpoints'],
): Omit<Checkpoints, 'skippedCheckpoints' | 'planVersion'> {
  const [next] = checkpoints;
  return {
    checkpoints,
    dueKind: next && 'appointments',
    dueAt: next?.at,
    attempts: 0,
    leaseId: undefined,
    lastError: undefined,
  };
}

/**
 * When a visit is approaching by this offset, moved out of the hours in which nobody is texted where
 * its owner is: to their next opening while at least half of the offset is left then, else to an
 * hour before they last closed. So it never comes after the visit. Undefined: the hours never come.
 * @internal
 */
export function approachingAt(
  visit: { readonly startsAt: Instant; readonly hoursBefore: number },
  hours: AllowedHours,
): Instant | undefined {
  const { startsAt, hoursBefore } = visit;
  const wanted = addMs(startsAt, -hoursBefore * HOUR_MS);
  const notAfter = addMs(startsAt, (-hoursBefore * HOUR_MS) / 2);
  return planSendTime({ wanted, notAfter, notBefore: addMs(wanted, -EARLIEST_MS), hours })?.at;
}
