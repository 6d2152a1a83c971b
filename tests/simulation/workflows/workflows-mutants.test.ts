import { describe, expect, it } from 'vitest';
import { runSeeds } from '../engine/run-seeds.ts';
import { CAMPAIGN_MUTANTS } from './campaign-mutants.ts';
import { WORKFLOW_MUTANTS } from './mutants.ts';
import { campaigningWorld, workflowsWorld } from './workflows-world.ts';

const SEEDS = 400;
const CAMPAIGN_SEEDS = 100;

describe('the simulation of workflows', () => {
  it.each(WORKFLOW_MUTANTS)(`finds within ${SEEDS} seeds code that $name`, async (mutant) => {
    const { failure } = await runSeeds(workflowsWorld, { from: 1, count: SEEDS }, mutant);
    expect(failure?.violations.join('\n')).toMatch(mutant.found);
    expect(failure?.trace.length).toBeGreaterThan(0);
  });

  it.each(CAMPAIGN_MUTANTS)(
    `finds within ${CAMPAIGN_SEEDS} seeds of campaigns code that $name`,
    async (mutant) => {
      const seeds = { from: 1, count: CAMPAIGN_SEEDS };
      const { failure } = await runSeeds(campaigningWorld, seeds, mutant);
      expect(failure?.violations.join('\n')).toMatch(mutant.found);
      expect(failure?.trace.length).toBeGreaterThan(0);
    },
  );
});
