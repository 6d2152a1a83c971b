import { addMs, type Instant } from '../../shared/kernel/instant.ts';
import { addDays, weekday, type LocalDate } from '../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../shared/kernel/time-zone.ts';
import { diceOf, type Dice } from './dice.ts';
import { DEMO_SEED, DEMO_TENANT } from './generate-demo.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEKS_BACK = 2;
const WEEKS_AHEAD = 2;

/** What the demo salon does; `key` makes the id. */
export const DEMO_SERVICES = [
  { key: 'bath', name: 'Bath and brush', priceCents: 4500, durationMinutes: 60, color: '#3366CC' },
  { key: 'groom', name: 'Full groom', priceCents: 7800, durationMinutes: 90, color: '#CC6633' },
  { key: 'nails', name: 'Nail trim', priceCents: 1800, durationMinutes: 15, color: '#33AA66' },
] as const;

/** Who takes visits at the demo salon, and from when to when on working days. */
export const DEMO_STAFF = [
  { key: 'robin', name: 'Robin Hale', hours: { start: '08:00', end: '17:00' }, color: '#8855CC' },
  { key: 'noor', name: 'Noor Aziz', hours: { start: '09:00', end: '17:30' }, color: '#CC5588' },
  { key: 'sam', name: 'Sam Ortega', hours: { start: '09:00', end: '18:00' }, color: '#228899' },
] as const;

/** How a visit of the demo went, as far as its clock has come. */
export type DemoCourse = 'to-come' | 'confirmed' | 'here' | 'done' | 'done-unseen' | 'cancelled';

/** A visit of the demo salon. */
export interface DemoVisit {
  /** Stable name of the slot; makes the id. */
  readonly key: string;
  readonly staff: (typeof DEMO_STAFF)[number]['key'];
  readonly service: (typeof DEMO_SERVICES)[number]['key'];
  /** Which household comes: a number to be taken modulo how many there are. */
  readonly household: number;
  readonly startsAt: Instant;
  readonly bookedAt: Instant;
  readonly source: 'phone' | 'online' | 'staff';
  readonly course: DemoCourse;
  /** When they came, if somebody checked them in. */
  readonly arrivedAt: Instant;
  readonly completedAt: Instant;
  readonly cancelledAt: Instant;
}

/**
 * The book of the demo salon around its first morning: two weeks of visits that went by, mostly
 * kept, the day under way at 10:00 with everybody expected until then here or gone, and two weeks to
 * come that fill up the further away the less. Pure: the same anchor gives the same book. By start.
 */
export function demoVisits(anchor: LocalDate): DemoVisit[] {
  const dice = diceOf(DEMO_SEED + 1);
  const now = instantAt(anchor, '10:00' as LocalTime, DEMO_TENANT.timeZone);
  const visits: DemoVisit[] = [];
  for (let days = -7 * WEEKS_BACK; days <= 7 * WEEKS_AHEAD; days++) {
    const date = addDays(anchor, days);
    if (weekday(date) === 0 || weekday(date) === 6) continue;
    for (const staff of DEMO_STAFF) visits.push(...dayOf(dice, date, staff, days, now));
  }
  return visits.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

function dayOf(
  dice: Dice,
  date: LocalDate,
  { key: staff, hours }: (typeof DEMO_STAFF)[number],
  daysAhead: number,
  now: Instant,
): DemoVisit[] {
  const zone = DEMO_TENANT.timeZone;
  const closes = instantAt(date, hours.end as LocalTime, zone);
  const fullness = daysAhead <= 0 ? 75 : Math.max(20, 70 - 4 * daysAhead);
  const visits: DemoVisit[] = [];
  let at = instantAt(date, hours.start as LocalTime, zone);
  while (at < closes) {
    const service = dice.pick(DEMO_SERVICES);
    const minutes = service.durationMinutes;
    const ends = addMs(at, minutes * MINUTE_MS);
    const key = `${staff} ${at}`;
    if (ends <= closes && dice.chance(fullness)) {
      visits.push(visitAt(dice, { key, staff, service: service.key, at, ends, now }));
    }
    // The next quarter of an hour, after the clean-up.
    at = addMs(at, Math.ceil((minutes + 10) / 15) * 15 * MINUTE_MS);
  }
  return visits;
}

function visitAt(
  dice: Dice,
  slot: Pick<DemoVisit, 'key' | 'staff' | 'service'> & {
    readonly at: Instant;
    readonly ends: Instant;
    readonly now: Instant;
  },
): DemoVisit {
  const { key, staff, service, at, ends, now } = slot;
  const early = addMs(at, -dice.int(3, 20) * DAY_MS);
  const bookedAt = early < now ? early : addMs(now, -dice.int(1, 10) * DAY_MS);
  const arrivedAt = addMs(at, dice.int(-8, 9) * MINUTE_MS);
  const cancelledAt = addMs(at, -dice.pick([2, 20, 50, 60]) * 60 * MINUTE_MS);
  return {
    ...{ key, staff, service, startsAt: at, bookedAt, arrivedAt, cancelledAt },
    household: dice.int(0, 1_000_000),
    source: dice.pick(['phone', 'phone', 'online', 'staff'] as const),
    course: courseOf(dice, at, ends, now),
    completedAt: addMs(ends, dice.int(-5, 10) * MINUTE_MS),
  };
}

function courseOf(dice: Dice, at: Instant, ends: Instant, now: Instant): DemoCourse {
  const chance = dice.int(1, 100);
  if (at >= now) return chance <= 35 ? 'confirmed' : 'to-come';
  if (addMs(ends, 10 * MINUTE_MS) > now) return 'here';
  if (chance <= 6) return 'cancelled';
  return chance <= 10 ? 'done-unseen' : 'done';
}
