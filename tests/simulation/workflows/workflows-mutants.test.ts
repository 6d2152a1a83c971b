import { describe, expect, it } from 'vitest';
import type { Mutant } from '../customers/mutants.ts';
import { runSeeds } from '../engine/run-seeds.ts';
import type { WorldKind } from '../engine/world.ts';
import { CAMPAIGN_MUTANTS } from './campaign-mutants.ts';
import { EXPERIMENT_MUTANTS } from './experiment-mutants.ts';
import {
  campaigningWorld,
  experimentingWorld,
  lapsingWorld,
  visitedWorld,
} from './focused-worlds.ts';
import { VISIT_MUTANTS, WORKFLOW_MUTANTS } from './mutants.ts';
import { VACCINATION_MUTANTS } from './vaccination-mutants.ts';
import { workflowsWorld } from './workflows-world.ts';

const SEEDS = 400;
const FOCUSED_SEEDS = 100;

async function expectFound(kind: WorldKind, mutant: Mutant, count = FOCUSED_SEEDS): Promise<void> {
  const { failure } = await runSeeds(kind, { from: 1, count }, mutant);
  expect(failure?.violations.join('\n')).toMatch(mutant.found);
  expect(failure?.trace.length).toBeGreaterThan(0);
}

describe('the simulation of workflows', () => {
  it.each(WORKFLOW_MUTANTS)(`finds within ${SEEDS} seeds code that $name`, async (mutant) => {
    await expectFound(workflowsWorld, mutant, SEEDS);
  });

  it.each(VISIT_MUTANTS)(
    `finds within ${FOCUSED_SEEDS} seeds of visits code that $name`,
    async (mutant) => expectFound(visitedWorld, mutant),
  );

  it.each(CAMPAIGN_MUTANTS)(
    `finds within ${FOCUSED_SEEDS} seeds of campaigns code that $name`,
    async (mutant) => expectFound(campaigningWorld, mutant),
  );

  it.each(EXPERIMENT_MUTANTS)(
    `finds within ${FOCUSED_SEEDS} seeds of experiments code that $name`,
    async (mutant) => expectFound(experimentingWorld, mutant),
  );

  it.each(VACCINATION_MUTANTS)(
    `finds within ${FOCUSED_SEEDS} seeds of vaccinations code that $name`,
    async (mutant) => expectFound(lapsingWorld, mutant),
  );
});
