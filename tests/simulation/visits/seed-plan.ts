import type { Dice } from '../../../local/demo/dice.ts';
import { localDateFrom, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { SeedPlan } from '../engine/world.ts';

/** A zone, and Fridays and Saturdays, so that the weekly recovery comes, some before the clocks change. */
const PLACES: readonly { readonly zone: string; readonly days: readonly string[] }[] = [
  { zone: 'America/New_York', days: ['2026-03-07', '2026-10-31', '2026-06-12'] },
  { zone: 'Europe/Berlin', days: ['2026-03-28', '2026-10-24', '2028-02-28'] },
  { zone: 'Australia/Lord_Howe', days: ['2026-04-04', '2026-10-03'] },
  { zone: 'Asia/Kolkata', days: ['2026-08-14'] },
];

/** What a seed's world of visits starts from. */
export interface VisitsPlan extends SeedPlan {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly today: LocalDate;
  readonly feeMode: 'automatic' | 'review' | 'none';
  readonly waiveFirst: boolean;
  /** How many things people do over the time of unrest. */
  readonly acts: number;
  /** In per cent: how often somebody who came is checked in. */
  readonly checkedIn: number;
}

/** One seed in twelve is calm: no fault and no person. In one in six nobody is ever checked in. */
export function planSeed(dice: Dice): VisitsPlan {
  const place = dice.pick(PLACES);
  const [year = 0, month = 0, day = 0] = dice.pick(place.days).split('-').map(Number);
  const today = localDateFrom(year, month, day);
  if (today === undefined) throw new Error('A plan names a day that does not exist.');
  return {
    calm: dice.int(1, 12) === 1,
    tenantId: 'paws',
    timeZone: place.zone,
    today,
    start: instantAt(today, '07:00' as LocalTime, place.zone),
    unrestMs: dice.int(26, 60) * 3_600_000,
    feeMode: dice.pick(['automatic', 'automatic', 'automatic', 'review', 'none'] as const),
    waiveFirst: dice.chance(20),
    acts: dice.int(15, 50),
    checkedIn: dice.pick([0, 40, 80, 80, 80, 95]),
  };
}
