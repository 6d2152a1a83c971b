import { FAULTS, type Fault } from './faults.ts';
import type { Residuals } from './findings.ts';
import type { WorldOptions } from './open-world.ts';
import { simulateSeed, type SeedResult } from './simulate-seed.ts';

/** What a range of seeds came to. */
export interface Totals {
  seeds: number;
  events: number;
  texts: number;
  readonly faults: Map<Fault, number>;
  readonly residuals: Map<keyof Residuals, number>;
  readonly endings: Map<string, number>;
  /** The first seed that broke an invariant, run again with its trace. */
  failure?: SeedResult;
}

/** Runs seeds one after the other, up to the first that breaks an invariant. */
export async function runSeeds(
  range: { readonly from: number; readonly count: number },
  options: WorldOptions = {},
  onSeed: (result: SeedResult) => void = () => undefined,
): Promise<Totals> {
  const totals: Totals = {
    seeds: 0,
    events: 0,
    texts: 0,
    faults: new Map(FAULTS.map((fault) => [fault, 0])),
    residuals: new Map(),
    endings: new Map(),
  };
  for (let seed = range.from; seed < range.from + range.count; seed++) {
    const result = await simulateSeed(seed, options);
    add(totals, result);
    onSeed(result);
    if (result.violations.length > 0) {
      totals.failure = await simulateSeed(seed, { ...options, trace: true });
      return totals;
    }
  }
  return totals;
}

function add(totals: Totals, result: SeedResult): void {
  totals.seeds += 1;
  totals.events += result.events;
  totals.texts += result.texts;
  addAll(totals.faults, result.faults);
  addAll(totals.endings, result.endings);
  const residuals = Object.entries(result.residuals) as [keyof Residuals, number][];
  addAll(totals.residuals, residuals);
}

function addAll<K>(to: Map<K, number>, from: Iterable<readonly [K, number]>): void {
  for (const [key, n] of from) to.set(key, (to.get(key) ?? 0) + n);
}
