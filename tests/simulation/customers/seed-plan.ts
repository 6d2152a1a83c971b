import type { Dice } from '../../../local/demo/dice.ts';
import { localDateFrom, type LocalDate } from '../../../shared/kernel/local-date.ts';
import type { SeedPlan } from '../engine/world.ts';
import { instantAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';

/** A zone, and days on which something happens to its clocks, or that are ordinary. */
const PLACES: readonly { readonly zone: string; readonly days: readonly string[] }[] = [
  { zone: 'America/New_York', days: ['2026-03-07', '2026-10-31', '2026-06-10', '2027-12-30'] },
  { zone: 'Europe/Berlin', days: ['2026-03-28', '2026-10-24', '2028-02-28'] },
  { zone: 'Australia/Lord_Howe', days: ['2026-04-04', '2026-10-03'] },
  { zone: 'Asia/Kolkata', days: ['2026-08-15'] },
  { zone: 'America/Santiago', days: ['2026-09-05', '2026-04-04'] },
];
/** Before, within and just before the end of text hours, and inside the spring gap. */
const SCAN_TIMES = ['06:00', '06:00', '10:30', '19:59', '21:00', '02:30'] as const;

/** How much there is in a world, each as its least and its most, inclusive. */
export interface Extent {
  readonly families: readonly [number, number];
  /** What people do by themselves, beside what they do just while something is worked. */
  readonly deeds: readonly [number, number];
  /** How long the unrest lasts. */
  readonly hours: readonly [number, number];
}

/** Most mistakes take few people and little time, and small worlds are cheap: so most are small. */
const EXTENTS: readonly Extent[] = [
  { families: [2, 3], deeds: [1, 6], hours: [20, 28] },
  { families: [2, 3], deeds: [1, 6], hours: [20, 28] },
  { families: [3, 6], deeds: [4, 16], hours: [26, 28] },
  { families: [3, 6], deeds: [4, 16], hours: [26, 48] },
];

/** What a seed's world of customers starts from. */
export interface CustomersPlan extends SeedPlan {
  readonly tenants: readonly string[];
  readonly timeZone: string;
  readonly scanAt: string;
  /** The local date of the first scan. */
  readonly today: LocalDate;
  /** A scan that would text more owners than this waits for a person. */
  readonly textGuard: number;
  readonly lists: Lists;
  readonly extent: Extent;
}

/** How often a business brings a list in, and how often one of several pages, both in percent. */
export interface Lists {
  readonly brought: number;
  readonly large: number;
}

/** Lists as most seeds have them: texts are what the world is about. */
export const SOME_LISTS: Lists = { brought: 40, large: 30 };
/** Everybody brings in a list of several pages: where mistakes around imports are to be found. */
export const LARGE_LISTS: Lists = { brought: 100, large: 100 };

/** One seed in twelve is calm: no fault and no person, so that nothing may fail. */
export function planSeed(dice: Dice, lists: Lists): CustomersPlan {
  const place = dice.pick(PLACES);
  const [year = 0, month = 0, day = 0] = dice.pick(place.days).split('-').map(Number);
  const today = localDateFrom(year, month, day);
  if (today === undefined) throw new Error('A plan names a day that does not exist.');
  const extent = dice.pick(EXTENTS);
  return {
    calm: dice.int(1, 12) === 1,
    tenants: dice.chance(15) ? ['paws', 'tails'] : ['paws'],
    timeZone: place.zone,
    scanAt: dice.pick(SCAN_TIMES),
    today,
    start: instantAt(today, '01:30' as LocalTime, place.zone),
    unrestMs: dice.int(...extent.hours) * 3_600_000,
    textGuard: dice.pick([200, 200, 200, 1]),
    lists,
    extent,
  };
}
