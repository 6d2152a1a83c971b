import { diceOf } from '../../local/demo/dice.ts';
import { checkCondition } from '../../shared/kernel/check-condition.ts';
import { compileCondition } from '../../shared/kernel/compile-condition.ts';
import type { Condition, Facts } from '../../shared/kernel/condition.ts';
import { addDays } from '../../shared/kernel/local-date.ts';
import { median, type Benchmark } from './benchmark.ts';
import { FIELDS, randomCondition, randomFacts, TODAY } from './random-conditions.ts';
import { askEngine } from './rules-engine.ts';
import { stopwatch } from './stopwatch.ts';

const CONDITIONS = 2000;
const PEOPLE = 50;
const SEED = 20_260_308;
const CUSTOMERS = 200_000;
const ROUNDS = 7;
const CATALOGUE = new Map(FIELDS.map((field) => [field.name, field]));

/** Loyal dog owners who may be texted and have stayed away. */
const WIN_BACK: Condition = {
  all: [
    { field: 'owner.sms_opted_in', operator: 'equals', value: true },
    { field: 'owner.status', operator: 'equals', value: 'active' },
    { field: 'owner.visits', operator: 'at_least', value: 2 },
    { field: 'owner.last_visit_on', operator: 'not_in_last_days', value: 2 },
    { any: [{ field: 'pets.species', operator: 'equals', value: 'dog' }] },
  ],
};

/**
 * Conditions against json-rules-engine: the same verdict on 100,000 random cases (2,000 conditions of up
 * to three levels, 50 customers each, one value in seven missing). And against the same predicate
 * written by hand in TypeScript, on 200,000 customers in one process: answers per second of processor
 * time, the median of seven rounds that take turns, after one round to warm up.
 */
export const conditions: Benchmark = {
  name: 'conditions',
  async run() {
    const dice = diceOf(SEED);
    let agreeing = 0;
    for (let n = 0; n < CONDITIONS; n++) {
      const condition = randomCondition(dice);
      const [problem] = checkCondition(condition, CATALOGUE, 'condition');
      if (problem !== undefined) throw new Error(`A random condition is wrong: ${problem.detail}`);
      const ours = compileCondition(condition, CATALOGUE);
      const theirs = askEngine(condition);
      for (let person = 0; person < PEOPLE; person++) {
        const facts = randomFacts(dice);
        if (ours.holds(facts, TODAY) === (await theirs(facts))) agreeing += 1;
      }
    }
    const customers = Array.from({ length: CUSTOMERS }, () => randomFacts(dice));
    const compiled = compileCondition(WIN_BACK, CATALOGUE);
    const byUs = (facts: Facts) => compiled.holds(facts, TODAY);
    const rates = { ours: [] as number[], byHand: [] as number[] };
    for (let round = 0; round <= ROUNDS; round++) {
      const ours = answersPerSecond(customers, byUs);
      const byHand = answersPerSecond(customers, isLapsedDogOwner);
      if (ours.count !== byHand.count) throw new Error('The predicate by hand says otherwise.');
      if (round === 0) continue;
      rates.ours.push(ours.perSecond);
      rates.byHand.push(byHand.perSecond);
    }
    return [
      {
        what: 'random cases with the same verdict',
        unit: 'cases',
        ours: agreeing,
        peer: CONDITIONS * PEOPLE,
        peerName: 'json-rules-engine',
        limit: { atLeast: 1 },
      },
      {
        what: 'answers per second of processor time',
        unit: 'answers/s',
        ours: median(rates.ours),
        peer: median(rates.byHand),
        peerName: 'by hand in TypeScript',
        limit: { atLeast: 1 / 3 },
      },
    ];
  },
};

const SINCE = addDays(TODAY, -2);

function isLapsedDogOwner(facts: Facts): boolean {
  if (facts['owner.sms_opted_in'] !== true || facts['owner.status'] !== 'active') return false;
  const visits = facts['owner.visits'] as number | undefined;
  if (visits === undefined || visits < 2) return false;
  const last = facts['owner.last_visit_on'] as string | undefined;
  if (last === undefined || (last >= SINCE && last <= TODAY)) return false;
  const species = facts['pets.species'] as readonly string[] | undefined;
  return species?.includes('dog') === true;
}

function answersPerSecond(customers: readonly Facts[], holds: (facts: Facts) => boolean) {
  const elapsed = stopwatch();
  let count = 0;
  for (const facts of customers) if (holds(facts)) count += 1;
  return { count, perSecond: customers.length / (elapsed().processorMs / 1000) };
}
