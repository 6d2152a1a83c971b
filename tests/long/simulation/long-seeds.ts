import { afterAll, describe, expect, it } from 'vitest';
import { failureText, totalsText } from '../../simulation/engine/report.ts';
import { addTotals, runSeeds, type Totals } from '../../simulation/engine/run-seeds.ts';
import type { WorldKind } from '../../simulation/engine/world.ts';

const AT_ONCE = 500;
const TRACE_LINES = 120;

/**
 * Tests that live through many seeds of a kind, some hundreds per test, and print what they came to. A
 * file for each range lets the workers of the test run share them.
 */
export function longSeeds(
  kind: WorldKind,
  { from, count }: { readonly from: number; readonly count: number },
): void {
  const starts = Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, i) => from + i * AT_ONCE);

  describe(`the world of ${kind.name} (${kind.about})`, () => {
    let sum: Totals | undefined;
    afterAll(() => {
      if (sum !== undefined) process.stdout.write(`${totalsText(sum)}\n`);
    });

    it.each(starts)(`breaks no invariant in the seeds from %i on`, async (start) => {
      const seeds = Math.min(AT_ONCE, from + count - start);
      const totals = await runSeeds(kind, { from: start, count: seeds });
      expect(totals.failure && failureText(kind, totals.failure, TRACE_LINES)).toBeUndefined();
      expect(totals.seeds).toBe(seeds);
      sum = sum === undefined ? totals : addTotals(sum, totals);
    });
  });
}
