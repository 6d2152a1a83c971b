import type { Dice } from '../../local/demo/dice.ts';
import type { Comparison, Condition, Facts, Field } from '../../shared/kernel/condition.ts';
import { addDays, type LocalDate } from '../../shared/kernel/local-date.ts';

/** The fields that random conditions speak of: one of each type, and one with many values. */
export const FIELDS: readonly Field[] = [
  { name: 'owner.status', type: 'text', label: 'Status', values: ['active', 'inactive', 'gone'] },
  { name: 'owner.visits', type: 'number', label: 'Visits' },
  { name: 'owner.sms_opted_in', type: 'boolean', label: 'Texts' },
  { name: 'owner.last_visit_on', type: 'date', label: 'Last visit' },
  { name: 'pets.species', type: 'text', label: 'Species', values: ['dog', 'cat'], many: true },
];
/** The day all facts are about. */
export const TODAY = '2026-03-08' as LocalDate;

const DAYS_AROUND = 5;

/** A condition of up to three levels. */
export function randomCondition(dice: Dice, depth = 0): Condition {
  if (depth === 3 || (depth > 0 && dice.chance(60))) return randomComparison(dice);
  const parts = Array.from({ length: dice.int(1, 3) }, () => randomCondition(dice, depth + 1));
  return dice.pick([{ all: parts }, { any: parts }, { none: parts }]);
}

/** What is known of somebody; each field is missing now and then. */
export function randomFacts(dice: Dice): Facts {
  const known = <T>(value: T): T | undefined => (dice.chance(85) ? value : undefined);
  return {
    'owner.status': known(dice.pick(['active', 'inactive', 'gone'])),
    'owner.visits': known(dice.int(0, 5)),
    'owner.sms_opted_in': known(dice.chance(50)),
    'owner.last_visit_on': known(addDays(TODAY, dice.int(-DAYS_AROUND, DAYS_AROUND))),
    'pets.species': known(dice.pick([[], ['dog'], ['cat'], ['dog', 'cat']])),
  };
}

function randomComparison(dice: Dice): Comparison {
  const { name: field, type, values } = dice.pick(FIELDS);
  const known = dice.pick(['is_known', 'is_missing'] as const);
  if (dice.chance(10)) return { field, operator: known };
  switch (type) {
    case 'text': {
      const [value = ''] = dice.shuffle(values ?? []);
      return dice.pick<Comparison>([
        { field, operator: dice.pick(['equals', 'not_equals'] as const), value },
        { field, operator: dice.pick(['in', 'not_in'] as const), value: [value] },
      ]);
    }
    case 'boolean':
      return { field, operator: 'equals', value: dice.chance(50) };
    case 'date':
      return dice.pick<Comparison>([
        { field, operator: 'in_last_days', value: dice.int(0, DAYS_AROUND) },
        { field, operator: 'in_next_days', value: dice.int(0, DAYS_AROUND) },
        { field, operator: 'before', value: addDays(TODAY, dice.int(-2, 2)) },
      ]);
    default: {
      const low = dice.int(0, 5);
      return dice.pick<Comparison>([
        { field, operator: 'greater_than', value: low },
        { field, operator: 'at_most', value: low },
        { field, operator: 'between', value: [low, low + 1] },
        { field, operator: 'not_equals', value: low },
      ]);
    }
  }
}
