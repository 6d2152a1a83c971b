import { describe, expect, it } from 'vitest';
import { runSeeds } from '../engine/run-seeds.ts';
import { WORKFLOW_MUTANTS } from './mutants.ts';
import { workflowsWorld } from './workflows-world.ts';

const SEEDS = 400;

describe('the simulation of workflows', () => {
  it.each(WORKFLOW_MUTANTS)(`finds within ${SEEDS} seeds code that $name`, async (mutant) => {
    const { failure } = await runSeeds(workflowsWorld, { from: 1, count: SEEDS }, mutant);
    expect(failure?.violations.join('\n')).toMatch(mutant.found);
    expect(failure?.trace.length).toBeGreaterThan(0);
  });
});
