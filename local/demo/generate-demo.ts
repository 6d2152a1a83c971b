import type { LocalDate } from '../../shared/kernel/local-date.ts';
import { DEMO_CASES, UNUSABLE_NUMBERS, type DemoCase, type DemoCaseName } from './awkward-cases.ts';
import { caseHouseholds } from './case-households.ts';
import { csvFiles, type DemoFile } from './csv-files.ts';
import { diceOf } from './dice.ts';
import type { DemoWorld } from './household.ts';
import { ordinaryHouseholds } from './ordinary-households.ts';

/** The business of the demo, in the fields a tenant is created from. */
export const DEMO_TENANT = {
  id: 'maple-street',
  name: 'Maple Street Grooming',
  timeZone: 'America/New_York',
  country: 'US',
  currency: 'USD',
} as const;

/**
 * The seed of the demo that everybody sees.
 */
export const DEMO_SEED = 20_260_301;

/** A whole demo business, ready for import. */
export interface Demo {
  readonly tenant: typeof DEMO_TENANT;
  /** owners.csv, pets.csv, vaccinations.csv, in this order. */
  readonly files: readonly DemoFile[];
  /** The named customers who show the awkward situations. */
  readonly cases: Readonly<Record<DemoCaseName, DemoCase>>;
  /** E.164 numbers that the local transport should refuse. */
  readonly unusableNumbers: readonly string[];
}

/**
 * Makes the demo business as it stands on `anchor`, its first local day: about 220 customers and
 * 300 pets with 18 months of vaccinations back and forward. On that day 18 customers are due: 15
 * have a number to text (one of which the provider refuses), 3 are skipped. After it, somebody new
 * is due on each of the next 60 days.
 *
 * Pure: the same anchor and seed (an integer) give the same bytes. The awkward cases keep their
 * ids, names, numbers and pets under every seed and anchor.
 */
export function generateDemo(input: { readonly anchor: LocalDate; readonly seed?: number }): Demo {
  const world = worldOf(input.anchor, input.seed ?? DEMO_SEED);
  const awkward = caseHouseholds(world);
  const ordinary = ordinaryHouseholds(world, awkward.length + 1);
  const sorted = [...awkward, ...ordinary].sort(
    (a, b) =>
      byCodePoint(a.owner.lastName, b.owner.lastName) ||
      byCodePoint(a.owner.customerId, b.owner.customerId),
  );
  return {
    tenant: DEMO_TENANT,
    files: csvFiles(sorted),
    cases: DEMO_CASES,
    unusableNumbers: UNUSABLE_NUMBERS,
  };
}

function worldOf(anchor: LocalDate, seed: number): DemoWorld {
  let pets = 0;
  return { anchor, dice: diceOf(seed), nextPetId: () => `P-${String(2000 + ++pets)}` };
}

/** Not by locale: the order must not depend on the machine's language data. */
function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
