import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WORKFLOW_LIBRARY } from '../../../shared/workflows/library/library.ts';
import { startEdge, type Edge } from '../http/edge.ts';

let edge: Edge;
let fits: (definition: unknown) => boolean;
beforeAll(async () => {
  edge = await startEdge();
  const { components } = (await edge.ask('GET', 'openapi.json')).json as {
    components?: { schemas: Record<string, object> };
  };
  const ajv = new Ajv2020({ strict: false });
  const document = { $id: 'api', components };
  ajv.addSchema(document);
  const check = ajv.compile({ $ref: 'api#/components/schemas/WorkflowDefinition' });
  fits = (definition) => check(definition);
});
afterAll(async () => edge.stop());

const manual = { name: 'W', trigger: { type: 'manual' } };
const log = { type: 'log_event', message: 'x' };

it('the published JSON Schema of a workflow takes every workflow of the library', () => {
  for (const { key, definition } of WORKFLOW_LIBRARY) {
    expect(fits(JSON.parse(JSON.stringify(definition))), key).toBe(true);
  }
});

it.each([
  ['an unknown field', { ...manual, steps: [log], colour: 'red' }],
  ['no steps', { ...manual, steps: [] }],
  ['a step of no kind', { ...manual, steps: [{ type: 'shout', message: 'x' }] }],
  ['a wrong type', { ...manual, steps: [{ ...log, message: 7 }] }],
  ['an unknown trigger', { ...manual, trigger: { type: 'full_moon' }, steps: [log] }],
  [
    'an unknown operator',
    { ...manual, steps: [log], conditions: [{ field: 'a', operator: 'is' }] },
  ],
])('and refuses %s', (_what, definition) => {
  expect(fits(definition)).toBe(false);
});
