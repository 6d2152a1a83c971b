import type { Dice } from '../../../local/demo/dice.ts';
import { localDateFrom, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { SeedPlan } from '../engine/world.ts';

/** A zone with its country, and days on which something happens to its clocks, or that are ordinary. */
const PLACES: readonly {
  readonly zone: string;
  readonly country: string;
  readonly days: readonly string[];
}[] = [
  { zone: 'America/New_York', country: 'US', days: ['2026-03-06', '2026-10-31', '2026-06-10'] },
  { zone: 'America/Chicago', country: 'US', days: ['2026-08-14', '2026-11-25', '2028-02-28'] },
  { zone: 'Europe/Berlin', country: 'DE', days: ['2026-03-28', '2026-10-24'] },
  { zone: 'Asia/Kolkata', country: 'IN', days: ['2026-08-14'] },
];

/** What a seed's world of texts starts from. */
export interface TextsPlan extends SeedPlan {
  /** The first has a sender of its own, unless `ownSender` is false; the second never. */
  readonly tenants: readonly string[];
  readonly ownSender: boolean;
  readonly timeZone: string;
  readonly country: string;
  readonly today: LocalDate;
  /** How many things people do over the time of unrest. */
  readonly acts: number;
}

/** One seed in twelve is calm: no fault, no person who refuses, so that nothing may fail. */
export function planSeed(dice: Dice): TextsPlan {
  const place = dice.pick(PLACES);
  const [year = 0, month = 0, day = 0] = dice.pick(place.days).split('-').map(Number);
  const today = localDateFrom(year, month, day);
  if (today === undefined) throw new Error('A plan names a day that does not exist.');
  return {
    calm: dice.int(1, 12) === 1,
    tenants: dice.chance(20) ? ['paws', 'tails'] : ['paws'],
    ownSender: dice.chance(70),
    timeZone: place.zone,
    country: place.country,
    today,
    start: instantAt(today, dice.pick(['05:00', '08:30', '16:00'] as LocalTime[]), place.zone),
    unrestMs: dice.int(10, 28) * 3_600_000,
    acts: dice.int(6, 16),
  };
}
