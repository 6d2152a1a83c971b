import { describe, expect, it } from 'vitest';
import { IMPORT_MUTANTS } from './import-mutants.ts';
import { MUTANTS } from './mutants.ts';
import { runSeeds } from '../engine/run-seeds.ts';
import { customersWorld } from './customers-world.ts';

const SEEDS = 200;

describe('the simulation', () => {
  it.each([...MUTANTS, ...IMPORT_MUTANTS])(
    `finds within ${SEEDS} seeds code that $name`,
    async (mutant) => {
      const { failure } = await runSeeds(customersWorld, { from: 1, count: SEEDS }, mutant);
      expect(failure?.violations.join('\n')).toMatch(mutant.found);
      expect(failure?.trace.length).toBeGreaterThan(0);
    },
  );
});
