import { beforeAll, describe, expect, it } from 'vitest';
import { failureText, totalsText } from '../engine/report.ts';
import { runSeeds, type Totals } from '../engine/run-seeds.ts';
import { visitsWorld } from './visits-world.ts';

const SEEDS = 150;
const TRACE_LINES = 120;

describe('visits, fees, scores and money, in a world that fails', () => {
  let totals: Totals;
  const kindsOf = (group: string): string[] => [...(totals.tallies.get(group)?.keys() ?? [])];

  beforeAll(async () => {
    totals = await runSeeds(visitsWorld, { from: 1, count: SEEDS });
    process.stdout.write(`${totalsText(totals)}\n`);
  }, 900_000);

  it(`keeps every book in step with the visits over ${SEEDS} seeds`, () => {
    const { failure } = totals;
    expect(failure && failureText(visitsWorld, failure, TRACE_LINES)).toBeUndefined();
    expect(totals.seeds).toBe(SEEDS);
  });

  it('meets every kind of fault', () => {
    expect([...totals.faults].filter(([, n]) => n === 0)).toEqual([]);
  });

  it('brings visits, marks and money to every kind of end', () => {
    expect(kindsOf('endings of visits')).toEqual(
      expect.arrayContaining(['arrived', 'cancelled', 'completed', 'no_show']),
    );
    expect(kindsOf('steps taken back')).toEqual(
      expect.arrayContaining([
        'cancellation_undone',
        'check_in_undone',
        'completion_undone',
        'start_undone',
      ]),
    );
    expect(kindsOf('missed visits')).toEqual(
      expect.arrayContaining([
        'dismissed, fee none',
        'marked, fee charged',
        'marked, fee waived',
        'review, fee proposed',
        'undone, fee reversed',
      ]),
    );
    expect(kindsOf('held for')).toEqual(
      expect.arrayContaining(['found-late', 'mostly-unmarked', 'no-check-ins']),
    );
    expect(kindsOf('entries')).toEqual(
      expect.arrayContaining(['charge', 'credit_use', 'payment', 'refund', 'reversal', 'waiver']),
    );
    expect(kindsOf('merges')).toEqual(['done']);
  });
});
