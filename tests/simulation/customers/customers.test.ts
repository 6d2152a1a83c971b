import { beforeAll, describe, expect, it } from 'vitest';
import { failureText, totalsText } from '../engine/report.ts';
import { runSeeds, type Totals } from '../engine/run-seeds.ts';
import { customersWorld } from './customers-world.ts';

const SEEDS = 1000;
const TRACE_LINES = 120;

describe('scan to text, in a world that fails', () => {
  let totals: Totals;
  const counts = (group: string): ReadonlyMap<string, number> =>
    totals.tallies.get(group) ?? new Map();

  beforeAll(async () => {
    totals = await runSeeds(customersWorld, { from: 1, count: SEEDS });
    process.stdout.write(`${totalsText(totals)}\n`);
  }, 900_000);

  it(`loses nothing and sends nothing twice over ${SEEDS} seeds`, () => {
    const { failure } = totals;
    expect(failure && failureText(customersWorld, failure, TRACE_LINES)).toBeUndefined();
    expect(totals.seeds).toBe(SEEDS);
  });

  it('sends a second text only where the list of the provider lagged', () => {
    const second = counts('residuals').get('secondText') ?? 0;
    expect(second).toBeLessThanOrEqual(totals.faults.get('provider-lagging-list') ?? 0);
  });

  it('meets every kind of fault', () => {
    expect([...totals.faults].filter(([, n]) => n === 0)).toEqual([]);
  });

  it('sees settings changed and owners merged', () => {
    expect(counts('merges').get('done')).toBeGreaterThan(SEEDS / 50);
    expect(counts('settings').get('planned anew: done')).toBeGreaterThan(SEEDS / 50);
  });

  it('brings texts to every kind of end', () => {
    expect([...counts('endings of messages').keys()]).toEqual(
      expect.arrayContaining([
        'delivered',
        'sent',
        'failed: not-delivered',
        'failed: number-unusable',
        'expired: too-late',
        'skipped: suppressed',
        'skipped: opted-out',
        'skipped: number-changed',
        'skipped: nothing-left-to-say',
      ]),
    );
    expect(counts('texts').get('accepted')).toBeGreaterThan(SEEDS);
  });
});
