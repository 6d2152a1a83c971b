import { expect, it } from 'vitest';
import { changedFields } from '../../../shared/audit/changed-fields.ts';

it.each([
  [
    'a new field has no before',
    {},
    { email: 'a@example.com' },
    { email: { after: 'a@example.com' } },
  ],
  ['a removed field has no after', { email: 'a' }, {}, { email: { before: 'a' } }],
  ['an undefined field counts as absent', { email: undefined }, {}, {}],
  ['nested values are compared by content', { a: { b: [1] } }, { a: { b: [1] } }, {}],
  [
    'a nested change shows the whole field',
    { a: [1] },
    { a: [2] },
    { a: { before: [1], after: [2] } },
  ],
  ['null differs from absent', {}, { a: null }, { a: { after: null } }],
])('%s', (_title, before, after, changes) => {
  expect(changedFields(before, after)).toEqual(changes);
});

it('says nothing of fields that change with every write', () => {
  const before = { revision: 1, updatedAt: 'a', leaseId: 'x', nameKey: 'k' };
  expect(changedFields(before, { revision: 2, updatedAt: 'b', nameKey: 'l' })).toEqual({});
});
