import { describe, expect, it } from 'vitest';
import { catalogueOf, withVariables } from '../../../shared/templates/template-catalogue.ts';
import { checkWords } from '../../../shared/templates/check-words.ts';
import { fallbackValue } from '../../../shared/templates/fallback-value.ts';

describe('a fallback', () => {
  it.each([
    ['friend', 'text', 'friend'],
    ['3', 'text', '3'],
    ['3', 'number', 3],
    ['-2.5', 'number', -2.5],
    ['0', 'number', 0],
    ['friend', 'number', undefined],
    ['$3', 'number', undefined],
    ['3 baths', 'number', undefined],
    ['Infinity', 'number', undefined],
    ['1e9', 'number', undefined],
    ['0x10', 'number', undefined],
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['yes', 'boolean', undefined],
    ['constructor', 'boolean', undefined],
    ['2028-02-29', 'date', '2028-02-29'],
    ['2026-02-29', 'date', undefined],
    ['tomorrow', 'date', undefined],
    ['23:59', 'time', '23:59'],
    ['24:00', 'time', undefined],
    ['noon', 'time', undefined],
  ] as const)('%j of a %s stands for %j', (fallback, type, value) => {
    expect(fallbackValue(fallback, type)).toBe(value);
  });

  it('that was saved before its type was checked is said as it stands', () => {
    const variables = [{ name: 'n', type: 'number', label: 'N', fallback: 'many' }] as const;
    expect(withVariables({}, variables)['n']).toBe('many');
  });
});

it('finds each thing wrong with a variable, and says what would do', () => {
  const variables = [
    { name: 'a', type: 'number', label: 'A', fallback: 'x', from: 'owner.shoe' },
    { name: 'a', type: 'text', label: 'A again' },
    { name: 'b', type: 'text', label: 'B' },
  ] as const;
  const words = { channel: 'sms', purpose: 'service', body: 'Hi {{a}}', variables } as const;
  expect(catalogueOf(words.variables).has('a')).toBe(true);
  const found = checkWords({ ...words, variables: [...variables] });
  expect(found.map(({ field }) => field)).toEqual([
    'variables[0].from',
    'variables[0].fallback',
    'variables[1].name',
    'variables[2].name',
  ]);
  for (const { allowed } of found) expect(allowed).toMatch(/\w/);
});

it.each([
  ['text', 'owner.first_name', undefined],
  ['text', 'pets.names', undefined],
  ['text', 'ledger.balance', 'type number with money'],
  ['number', 'ledger.balance', 'type number with money'],
  ['text', 'history.last_visit_on', 'type date'],
  ['date', 'history.last_visit_on', undefined],
  ['date', 'owner.first_name', 'type text'],
] as const)('a %s that is bound to %s must be declared with %s', (type, from, allowed) => {
  const variables = [{ name: 'a', type, label: 'A', from }];
  const found = checkWords({ channel: 'sms', purpose: 'service', body: '{{a}}', variables });
  expect(found.map((it) => [it.field, it.value, it.allowed])).toEqual(
    allowed === undefined ? [] : [['variables[0].type', type, allowed]],
  );
});

it('an amount that is bound to one reads as an amount', () => {
  const variables = [
    { name: 'a', type: 'number', money: true, label: 'A', from: 'ledger.balance' },
  ] as const;
  const words = { channel: 'sms', purpose: 'service', body: '{{a}}' } as const;
  expect(checkWords({ ...words, variables: [...variables] })).toEqual([]);
});
