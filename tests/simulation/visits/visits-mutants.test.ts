import { describe, expect, it } from 'vitest';
import { runSeeds } from '../engine/run-seeds.ts';
import { VISIT_MUTANTS } from './mutants.ts';
import { visitsWorld } from './visits-world.ts';

const SEEDS = 200;

describe('the simulation of visits', () => {
  it.each(VISIT_MUTANTS)(`finds within ${SEEDS} seeds code that $name`, async (mutant) => {
    const { failure } = await runSeeds(visitsWorld, { from: 1, count: SEEDS }, mutant);
    expect(failure?.violations.join('\n')).toMatch(mutant.found);
    expect(failure?.trace.length).toBeGreaterThan(0);
  });
});
