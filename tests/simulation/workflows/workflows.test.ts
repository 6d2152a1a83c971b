import { beforeAll, describe, expect, it } from 'vitest';
import { failureText, totalsText } from '../engine/report.ts';
import { runSeeds, type Totals } from '../engine/run-seeds.ts';
import { workflowsWorld } from './workflows-world.ts';

const SEEDS = 150;
const TRACE_LINES = 120;

describe('workflows over visits and texts, in a world that fails', () => {
  let totals: Totals;
  const kindsOf = (group: string): string[] => [...(totals.tallies.get(group)?.keys() ?? [])];

  beforeAll(async () => {
    totals = await runSeeds(workflowsWorld, { from: 1, count: SEEDS });
    process.stdout.write(`${totalsText(totals)}\n`);
  }, 900_000);

  it(`takes every step once, in time and of its version over ${SEEDS} seeds`, () => {
    const { failure } = totals;
    expect(failure && failureText(workflowsWorld, failure, TRACE_LINES)).toBeUndefined();
    expect(totals.seeds).toBe(SEEDS);
  });

  it('meets every kind of fault', () => {
    expect([...totals.faults].filter(([, n]) => n === 0)).toEqual([]);
  });

  it('fills every group of an experiment', () => {
    expect(kindsOf('in groups')).toEqual(
      expect.arrayContaining(['plain', 'dear', 'short', 'holdout']),
    );
  });

  it('brings runs and their texts to every kind of end', () => {
    expect(kindsOf('endings of runs')).toEqual(
      expect.arrayContaining([
        'done',
        'cancelled: cancelled by staff',
        'cancelled: The workflow is paused.',
        'cancelled: The workflow is archived.',
        'skipped: The conditions do not hold.',
        'skipped: The visit is cancelled.',
        'skipped: The visit was moved again.',
        'skipped: None of it is about to lapse now.',
        'skipped: re-entry',
        'skipped: too late',
      ]),
    );
    expect(kindsOf('endings of texts')).toEqual(
      expect.arrayContaining([
        'delivered',
        'expired: too-late',
        'skipped: no-longer-fits',
        'skipped: run-cancelled',
        'skipped: suppressed',
        'skipped: workflow-paused',
      ]),
    );
  });
});
