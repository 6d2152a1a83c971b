import { expect, it } from 'vitest';
import { z } from 'zod';
import { fieldPath } from '../../../shared/kernel/field-path.ts';

it.each([
  [[], ''],
  [['name'], 'name'],
  [['trigger', 'type'], 'trigger.type'],
  [['steps', 0, 'type'], 'steps[0].type'],
  [['conditions', 'all', 1, 'any', 0, 'field'], 'conditions.all[1].any[0].field'],
  [[0], '[0]'],
  [[2, 'name'], '[2].name'],
  [['columns', '0'], 'columns.0'],
])('spells %j as %j', (parts, spelt) => {
  expect(fieldPath(parts)).toBe(spelt);
});

it('spells the paths of a schema, whose places are numbers and whose names are texts', () => {
  const schema = z.object({ steps: z.array(z.record(z.string(), z.number())) });
  const found = schema.safeParse({ steps: [{ 7: 1 }, { 7: 'x' }] });
  expect(found.error?.issues.map(({ path }) => fieldPath(path))).toEqual(['steps[1].7']);
});
