import { describe, expect, it } from 'vitest';
import { runSeeds } from '../engine/run-seeds.ts';
import { TEXT_MUTANTS } from './mutants.ts';
import { textsWorld } from './texts-world.ts';

const SEEDS = 200;

describe('the simulation of texts', () => {
  it.each(TEXT_MUTANTS)(`finds within ${SEEDS} seeds code that $name`, async (mutant) => {
    const { failure } = await runSeeds(textsWorld, { from: 1, count: SEEDS }, mutant);
    expect(failure?.violations.join('\n')).toMatch(mutant.found);
    expect(failure?.trace.length).toBeGreaterThan(0);
  });
});
