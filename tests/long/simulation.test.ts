import { describe, expect, it } from 'vitest';
import { failureText } from '../simulation/report.ts';
import { runSeeds } from '../simulation/run-seeds.ts';

const FIRST = 1001;
const SEEDS = 5000;
const AT_ONCE = 500;
const TRACE_LINES = 120;

describe('scan to text, in a world that fails', () => {
  const ranges = Array.from({ length: SEEDS / AT_ONCE }, (_, i) => FIRST + i * AT_ONCE);

  it.each(ranges)(
    `loses nothing and sends nothing twice over ${AT_ONCE} seeds from %i`,
    async (from) => {
      const { failure, seeds } = await runSeeds({ from, count: AT_ONCE });
      expect(failure && failureText(failure, TRACE_LINES)).toBeUndefined();
      expect(seeds).toBe(AT_ONCE);
    },
  );
});
