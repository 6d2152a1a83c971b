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

/** Where each kind of mistake is looked for, and among how many seeds it must be found. */
const LOOKED_FOR: readonly (readonly [string, WorldKind, number, readonly Mutant[]])[] = [
  ['workflows', workflowsWorld, 400, WORKFLOW_MUTANTS],
  ['visits', visitedWorld, 100, VISIT_MUTANTS],
  ['campaigns', campaigningWorld, 100, CAMPAIGN_MUTANTS],
  ['experiments', experimentingWorld, 100, EXPERIMENT_MUTANTS],
  ['vaccinations', lapsingWorld, 100, VACCINATION_MUTANTS],
];

describe.each(LOOKED_FOR)('the simulation of %s', (_about, kind, count, mutants) => {
  it.each(mutants)(`finds within ${String(count)} seeds code that $name`, async (mutant) => {
    const { failure } = await runSeeds(kind, { from: 1, count }, mutant);
    expect(failure?.violations.join('\n')).toMatch(mutant.found);
    expect(failure?.trace.length).toBeGreaterThan(0);
  });
});
