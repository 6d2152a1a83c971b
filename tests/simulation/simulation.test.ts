import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { failureText, totalsText } from './report.ts';
import { runSeeds, type Totals } from './run-seeds.ts';
import { simulateSeed } from './simulate-seed.ts';

const SEEDS = 1000;
const TRACE_LINES = 120;

describe('scan to text, in a world that fails', () => {
  let totals: Totals;

  beforeAll(async () => {
    totals = await runSeeds({ from: 1, count: SEEDS });
    process.stdout.write(`${totalsText(totals)}\n`);
  }, 300_000);

  it(`loses nothing and sends nothing twice over ${SEEDS} seeds`, () => {
    expect(totals.failure && failureText(totals.failure, TRACE_LINES)).toBeUndefined();
    expect(totals.seeds).toBe(SEEDS);
  });

  it('sends a second text only where the list of the provider lagged', () => {
    const second = totals.residuals.get('secondText') ?? 0;
    expect(second).toBeLessThanOrEqual(totals.faults.get('provider-lagging-list') ?? 0);
  });

  it('meets every kind of fault', () => {
    expect(FAULTS.filter((fault) => !totals.faults.get(fault))).toEqual([]);
  });

  it('brings texts to every kind of end', () => {
    expect([...totals.endings.keys()]).toEqual(
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
    expect(totals.texts).toBeGreaterThan(SEEDS);
  });
});

describe('a seed', () => {
  it('is lived through the same way each time', async () => {
    const first = await simulateSeed(9, { trace: true });
    const second = await simulateSeed(9, { trace: true });
    expect(first.trace.length).toBeGreaterThan(500);
    expect(second).toEqual(first);
  });
});
