import { addMs } from '../../shared/kernel/instant.ts';
import { addDays, weekday, type LocalDate } from '../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../shared/kernel/time-zone.ts';
import { DEMO_TENANT } from './generate-demo.ts';
import { DEMO_SERVICES, DEMO_STAFF, type DemoVisit } from './visit-plan.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const HOURS = ['09:00', '11:00', '13:00', '15:00'] as const;
/** Between the two visits of somebody who stayed away then: every six weeks is usual. */
const DAYS_BETWEEN = 42;

/**
 * The visits of customers who were regular once and have booked nothing since, so that there is somebody to
 * win back: two each, the last one 11 weeks ago or more by every other of them, 27 weeks ago or more by the rest.
 * `household` is their number, 0 to `customers` - 1. Pure: the same anchor gives the same visits. By start.
 */
export function formerVisits(anchor: LocalDate, customers: number): DemoVisit[] {
  const visits = Array.from({ length: customers }, (_none, n) => {
    const last = n % 2 === 0 ? 77 + 2 * n : 189 + 5 * Math.floor(n / 2);
    return [visitOf(anchor, n, last + DAYS_BETWEEN), visitOf(anchor, n, last)];
  });
  return visits.flat().sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

function visitOf(anchor: LocalDate, household: number, daysAgo: number): DemoVisit {
  const date = workingDay(addDays(anchor, -daysAgo));
  const time = HOURS[household % HOURS.length] ?? HOURS[0];
  const startsAt = instantAt(date, time as LocalTime, DEMO_TENANT.timeZone);
  const { key: staff } = DEMO_STAFF[household % DEMO_STAFF.length] ?? DEMO_STAFF[0];
  const service = DEMO_SERVICES[household % 2] ?? DEMO_SERVICES[0];
  const bookedAt = addMs(startsAt, -10 * DAY_MS);
  return {
    key: `former ${String(household)} ${startsAt}`,
    ...{ staff, service: service.key, household, startsAt, bookedAt },
    source: 'phone',
    course: 'done',
    arrivedAt: addMs(startsAt, -3 * MINUTE_MS),
    completedAt: addMs(startsAt, service.durationMinutes * MINUTE_MS),
    cancelledAt: bookedAt,
  };
}

/** The date itself, or the Friday before a weekend. */
function workingDay(date: LocalDate): LocalDate {
  const day = weekday(date);
  return day === 6 ? addDays(date, -1) : day === 0 ? addDays(date, -2) : date;
}
