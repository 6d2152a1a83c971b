import { describe, expect, it } from 'vitest';
import { runSeeds } from '../engine/run-seeds.ts';
import { BUSINESS_MUTANTS } from './business-mutants.ts';
import { customersWorld, importingWorld } from './customers-world.ts';
import { IMPORT_MUTANTS } from './import-mutants.ts';
import { MUTANTS } from './mutants.ts';

const SEEDS = 200;

describe('the simulation', () => {
  it.each([
    ...[...MUTANTS, ...BUSINESS_MUTANTS].map((mutant) => ({ ...mutant, kind: customersWorld })),
    // Among seeds in which everybody brings a list of several pages.
    ...IMPORT_MUTANTS.map((mutant) => ({ ...mutant, kind: importingWorld })),
  ])(`finds within ${SEEDS} seeds code that $name`, async ({ kind, ...mutant }) => {
    const { failure } = await runSeeds(kind, { from: 1, count: SEEDS }, mutant);
    expect(failure?.violations.join('\n')).toMatch(mutant.found);
    expect(failure?.trace.length).toBeGreaterThan(0);
  });
});
