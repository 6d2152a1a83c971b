import { addMs, later, millis, type Instant } from '../kernel/instant.ts';
import { addDays } from '../kernel/local-date.ts';
import { instantAt, localDateAt } from '../kernel/time-zone.ts';
import { nextTextTime, type TextHours } from '../messaging/text-hours.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import type { Appointment } from './model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Whoever just booked or moved a visit need not be told of it within so many milliseconds. */
const BOOKING_GAP_MS = 2 * HOUR_MS;

/** A checkpoint moved to the evening before falls so long before the end of the text hours. */
const BEFORE_CLOSING_MS = HOUR_MS;

/** A zone that skips a day costs one more; nothing costs three. */
const SEARCH_DAYS = 4;

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
 * is moved, see {@link outOfQuietHours}; one that would come less than 2 hours after the booking or
 * the move, or lies in the past, is skipped and says why. Of several that fall on one instant the
 * one closest to the start stays.
 */
export function planCheckpoints(visit: PlannedVisit, tenant: Tenant, now: Instant): Checkpoints {
  const { startsAt, plannedAt, offsetsDone } = visit;
  const { reminderHours, graceMinutes } = schedulingOf(tenant);
  const zone = zoneAt(tenant, startsAt);
  const skippedCheckpoints: Appointment['skippedCheckpoints'] = [];
  const approaching = new Map<Instant, number>();
  const skip = (hoursBefore: number, reason: string): void => {
    skippedCheckpoints.push({ kind: 'approaching', hoursBefore, reason });
  };
  for (const hoursBefore of reminderHours.filter((it) => !offsetsDone.includes(it))) {
    const at = outOfQuietHours({ startsAt, hoursBefore }, tenant.textHours, zone);
    if (at < addMs(plannedAt, BOOKING_GAP_MS)) skip(hoursBefore, 'booked-too-late');
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
 * When a visit is approaching by this offset, moved out of the hours in which nobody is texted: to
 * the next morning's start of them while at least half of the offset is left then, else to an hour
 * before their end on the evening before.
 */
export function outOfQuietHours(
  visit: { readonly startsAt: Instant; readonly hoursBefore: number },
  hours: TextHours,
  zone: string,
): Instant {
  const { startsAt, hoursBefore } = visit;
  const at = addMs(startsAt, -hoursBefore * HOUR_MS);
  const next = nextTextTime(at, hours, zone);
  const latest = addMs(startsAt, (-hoursBefore * HOUR_MS) / 2);
  return next <= latest ? next : (lastBefore(at, hours, zone) ?? next);
}

function lastBefore(at: Instant, hours: TextHours, zone: string): Instant | undefined {
  const date = localDateAt(at, zone);
  for (let days = 0; days < SEARCH_DAYS; days++) {
    const day = addDays(date, -days);
    const [opens, closes] = [hours.start, hours.end].map((time) => instantAt(day, time, zone));
    if (opens === undefined || closes === undefined || millis(closes) <= millis(opens)) continue;
    const evening = later(opens, addMs(closes, -BEFORE_CLOSING_MS));
    if (evening < at) return evening;
  }
  return undefined;
}
