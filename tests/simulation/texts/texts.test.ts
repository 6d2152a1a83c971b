import { beforeAll, describe, expect, it } from 'vitest';
import { failureText, totalsText } from '../engine/report.ts';
import { runSeeds, type Totals } from '../engine/run-seeds.ts';
import { textsWorld } from './texts-world.ts';

const SEEDS = 200;
const TRACE_LINES = 120;

describe('texts, receipts and what people write back, in a world that fails', () => {
  let totals: Totals;
  const kindsOf = (group: string): string[] => [...(totals.tallies.get(group)?.keys() ?? [])];
  const count = (group: string, name: string): number => totals.tallies.get(group)?.get(name) ?? 0;

  beforeAll(async () => {
    totals = await runSeeds(textsWorld, { from: 1, count: SEEDS });
    process.stdout.write(`${totalsText(totals)}\n`);
  }, 900_000);

  it(`sends nothing twice, loses no word and breaks no rule over ${SEEDS} seeds`, () => {
    const { failure } = totals;
    expect(failure && failureText(textsWorld, failure, TRACE_LINES)).toBeUndefined();
    expect(totals.seeds).toBe(SEEDS);
  });

  it('sends a second text only where the list of the provider lagged and no receipt told', () => {
    const second = count('residuals', 'a second text');
    expect(second).toBeLessThanOrEqual(totals.faults.get('provider-lagging-list') ?? 0);
    // Of so many, or the residual is none.
    expect(second).toBeLessThan(count('texts', 'taken by the provider') / 100);
  });

  it('meets every kind of fault', () => {
    expect([...totals.faults].filter(([, n]) => n === 0)).toEqual([]);
  });

  it('brings texts, receipts and what comes in to every kind of end', () => {
    expect(kindsOf('endings of texts')).toEqual(
      expect.arrayContaining([
        ...['delivered', 'sent', 'undelivered: not-delivered', 'failed: not-delivered'],
        ...['failed: outcome-unknown', 'expired: too-late', 'skipped: suppressed'],
        ...['skipped: opted-out', 'skipped: no-consent', 'skipped: no-longer-fits'],
        ...['skipped: number-unusable', 'skipped: cancelled-by-staff'],
      ]),
    );
    expect(kindsOf('receipts')).toEqual(
      expect.arrayContaining([
        ...['merged', 'nothing-new', 'earlier-send', 'contradicts', 'not-ours'],
        'given up by the provider',
      ]),
    );
    expect(kindsOf('sent again')).toEqual(
      expect.arrayContaining(['because it did not arrive', 'by hand']),
    );
    expect(kindsOf('texts that came in')).toEqual(
      expect.arrayContaining([
        ...['stop, handled as stop', 'start, handled as start', 'help, handled as help'],
        ...['other, handled as confirmation', 'other, handled as rating'],
        'other, handled as conversation',
      ]),
    );
    expect(count('texts', 'taken by the provider')).toBeGreaterThan(3 * SEEDS);
  });
});
