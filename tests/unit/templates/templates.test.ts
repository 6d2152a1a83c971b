import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, Field } from '../../../shared/kernel/condition.ts';
import { formatValue } from '../../../shared/templates/format-value.ts';
import { compileTemplate } from '../../../shared/templates/render-template.ts';
import { checkTemplate } from '../../../shared/templates/template-language.ts';

const FIELDS: readonly Field[] = [
  { name: 'owner.first_name', type: 'text', label: 'First name' },
  { name: 'owner.city', type: 'text', label: 'City' },
  { name: 'owner.balance', type: 'number', money: true, label: 'Balance' },
  { name: 'owner.vip', type: 'boolean', label: 'VIP' },
  { name: 'pets.names', type: 'text', many: true, label: 'Pets' },
  { name: 'appointment.date', type: 'date', label: 'Date' },
  { name: 'appointment.time', type: 'time', label: 'Time' },
  { name: 'owner_name', type: 'text', label: 'Owner name' },
];
const VARIABLES = new Map(FIELDS.map((field) => [field.name, field]));
const FACTS: Facts = {
  'owner.first_name': 'Ada',
  'owner.balance': 2500,
  'owner.vip': false,
  'pets.names': ['Bella', 'Max'],
  'appointment.date': '2026-03-10',
  'appointment.time': '10:30',
  owner_name: 'Ada B.',
};

function render(body: string, facts: Facts = FACTS): unknown {
  const result = compileTemplate(body, VARIABLES).render(facts, { currency: 'USD' });
  return result.ok ? result.value : result.error;
}
const problems = (body: string) => checkTemplate(body, VARIABLES, 'body').problems;

describe('a template', () => {
  it.each([
    ['Hi {{owner.first_name}}!', 'Hi Ada!'],
    ['Hi {{owner_name}}!', 'Hi Ada B.!'],
    [
      '{{pets.names}} {{plural pets.names "is" "are"}} due {{appointment.date}} at {{appointment.time}}',
      'Bella and Max are due Tue, Mar 10 at 10:30 AM',
    ],
    ['You owe {{owner.balance}}.', 'You owe $25.'],
    ['See you in {{or owner.city "town"}}', 'See you in town'],
    ['{{or owner.city owner.first_name "x"}}', 'Ada'],
    ['A{{#if owner.city}} in {{owner.city}}{{/if}}.', 'A.'],
    ['{{#if owner.vip}}VIP{{else}}guest{{/if}}', 'guest'],
    ['{{#unless owner.city}}Where?{{/unless}}', 'Where?'],
    ['a {{#if owner.city}}b{{/if}} c \n d', 'a c\nd'],
    ['It\'s <b> & "c"', 'It\'s <b> & "c"'],
  ])('%s becomes %s', (body, text) => {
    expect(problems(body)).toEqual([]);
    expect(render(body)).toBe(text);
  });

  it('never leaves a hole: it names what is missing where it would be said', () => {
    expect(render('Hi {{owner.first_name}} in {{owner.city}}')).toEqual({
      kind: 'missing-values',
      names: ['owner.city'],
    });
    expect(render('Hi {{pets.names}}', { 'pets.names': [] })).toMatchObject({
      names: ['pets.names'],
    });
    expect(render('Hi {{owner.first_name}}', { 'owner.first_name': '  ' })).toMatchObject({
      names: ['owner.first_name'],
    });
    expect(render('{{#if owner.first_name}}{{owner.city}}{{/if}}', {})).toBe('');
    expect(render('{{or owner.city owner_name}}!', {})).toMatchObject({
      names: ['owner.city', 'owner_name'],
    });
    expect(render('{{or owner.city ""}}!', {})).toBe('!');
  });

  it('says one pet as one, however often it is listed', () => {
    const body = '{{pets.names}} {{plural pets.names "misses" "miss"}} you';
    expect(render(body, { 'pets.names': ['Rex', 'Rex'] })).toBe('Rex misses you');
    expect(render(body, { 'pets.names': ['A', 'B', 'C'] })).toBe('A, B and C miss you');
  });

  it('puts values in as text, never as template or markup to be read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const shown = formatValue(name, { type: 'text' }, { currency: 'USD' }) ?? '';
        const text = render('[{{or owner.first_name "nobody"}}]', { 'owner.first_name': name });
        expect(text).toBe(`[${shown === '' ? 'nobody' : shown}]`);
      }),
    );
  });
});

describe('what a template may not do', () => {
  it.each([
    ['Hi {{owner.frist_name}}', 'There is no variable "owner.frist_name" here (line 1, column 4).'],
    ['a\n{{nobody}}', 'There is no variable "nobody" here (line 2, column 1).'],
    ['{{constructor}}', 'There is no variable "constructor" here (line 1, column 1).'],
    ['{{this}}', 'There is no variable "this" here (line 1, column 1).'],
    ['{{../owner.city}}', 'There is no variable "../owner.city" here (line 1, column 1).'],
    ['{{@root}}', 'There is no variable "@root" here (line 1, column 1).'],
    ['{{lookup owner "x"}}', '{{lookup …}} is not known (line 1, column 1).'],
    ['{{#each pets.names}}{{/each}}', '{{#each}} is not known (line 1, column 1).'],
    ['{{#with owner.city}}{{/with}}', '{{#with}} is not known (line 1, column 1).'],
    ['{{> partial}}', 'Partials are not allowed (line 1, column 1).'],
    ['{{* decorator}}', 'Decorators are not allowed (line 1, column 1).'],
    ['{{plural "a" "b"}}', 'plural is not used so (line 1, column 1).'],
    ['{{or (or owner.city "a") "b"}}', 'or takes variables and texts only (line 1, column 1).'],
    ['{{or owner.city a="b"}}', 'or is not used so (line 1, column 1).'],
    ['{{#if (or owner.city "a")}}x{{/if}}', 'if is not used so (line 1, column 1).'],
    [
      '{{#if owner.nope}}{{nope}}{{/if}}',
      'There is no variable "owner.nope" here (line 1, column 1).',
    ],
  ])('%s', (body, detail) => {
    expect(problems(body)[0]).toMatchObject({ field: 'body', detail });
  });

  it.each(['Hi {{owner.first_name', 'Hi {{#if owner.city}}', '{{/if}}', '{{}}'])(
    '%s: is told where it cannot be read',
    (body) => {
      expect(problems(body)[0]?.detail).toMatch(/^The template cannot be read/);
    },
  );

  it('answers with findings and never throws, whatever is written', () => {
    const scrap = fc.constantFrom('{{', '}}', '{{#if', '{{/if}}', 'owner.city', '@', '"', ' ', '|');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(scrap, fc.string({ maxLength: 3 })), { maxLength: 12 }),
        (parts) => {
          const body = parts.join('');
          if (problems(body).length === 0) expect(() => render(body)).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('an amount', () => {
  it.each([
    [2500, 'USD', '$25'],
    [2550, 'USD', '$25.50'],
    [-500, 'USD', '-$5'],
    [1234567, 'EUR', '€12,345.67'],
    [500, 'JPY', '¥500'],
    [500, 'CHF', 'CHF 5'],
  ])('of %i cents %s is %s', (cents, currency, text) => {
    expect(formatValue(cents, { type: 'number', money: true }, { currency })).toBe(text);
  });
});
