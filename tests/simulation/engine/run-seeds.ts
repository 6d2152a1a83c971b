import { faultsOf, type Fault } from './faults.ts';
import type { WorldOptions } from './open-world.ts';
import { simulateSeed, type SeedResult } from './simulate-seed.ts';
import type { WorldKind } from './world.ts';

/** What a range of seeds came to. */
export interface Totals {
  readonly kind: WorldKind;
  seeds: number;
  events: number;
  /** How often each fault that the kind can meet was injected. */
  readonly faults: Map<Fault, number>;
  /** What the kind counted, by group and name. */
  readonly tallies: Map<string, Map<string, number>>;
  /** The first seed that broke an invariant, run again with its trace. */
  failure?: SeedResult;
}

/** Runs seeds of a kind one after the other, up to the first that breaks an invariant. */
export async function runSeeds(
  kind: WorldKind,
  range: { readonly from: number; readonly count: number },
  options: WorldOptions = {},
): Promise<Totals> {
  const totals = noTotals(kind);
  for (let seed = range.from; seed < range.from + range.count; seed++) {
    const result = await simulateSeed(kind, seed, options);
    totals.seeds += 1;
    addUp(totals, result);
    if (result.violations.length > 0) {
      totals.failure = await simulateSeed(kind, seed, { ...options, trace: true });
      return totals;
    }
  }
  return totals;
}

/** What two ranges of one kind came to together; the first failure counts. */
export function addTotals(one: Totals, other: Totals): Totals {
  const sum = noTotals(one.kind);
  for (const part of [one, other]) {
    sum.seeds += part.seeds;
    addUp(sum, part);
  }
  const failure = one.failure ?? other.failure;
  return failure === undefined ? sum : { ...sum, failure };
}

function noTotals(kind: WorldKind): Totals {
  const faults = new Map(faultsOf(kind).map((fault) => [fault, 0]));
  return { kind, seeds: 0, events: 0, faults, tallies: new Map() };
}

function addUp(
  totals: Totals,
  { events, faults, tallies }: Pick<SeedResult, 'events' | 'faults' | 'tallies'>,
): void {
  totals.events += events;
  addAll(totals.faults, faults);
  for (const [group, counts] of tallies) {
    const sum = totals.tallies.get(group) ?? new Map<string, number>();
    totals.tallies.set(group, sum);
    addAll(sum, counts);
  }
}

function addAll<K>(to: Map<K, number>, from: Iterable<readonly [K, number]>): void {
  for (const [key, n] of from) to.set(key, (to.get(key) ?? 0) + n);
}
