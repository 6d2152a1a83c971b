import { expect, it } from 'vitest';
import { definitionFor } from '../../../shared/campaigns/variant-definition.ts';
import type { Variant } from '../../../shared/campaigns/model.ts';
import { definitionInput } from '../../../shared/workflows/definition.ts';

const definition = definitionInput.parse({
  name: 'Offer',
  trigger: { type: 'manual' },
  steps: [
    { type: 'send_sms', template: 'offer', variables: { what: 'a bath', until: 'Friday' } },
    { type: 'log_event', message: 'offered' },
  ],
});
const steps = definitionInput.shape.steps.parse([{ type: 'log_event', message: 'other' }]);
const variants: Variant[] = [
  { id: 'plain', name: 'Plain', weight: 1 },
  {
    ...{ id: 'other', name: 'Other', weight: 1 },
    changes: { 'step-1': { template: 'offer_b', variables: { what: 'a trim' } } },
  },
  { id: 'own', name: 'Own', weight: 1, steps },
];

it('changes the template and the variables it names, and leaves the rest', () => {
  const { steps: changed, ...rest } = definitionFor(definition, variants, 'other');
  const { steps: before, ...same } = definition;
  expect(rest).toEqual(same);
  expect(changed).toEqual([
    {
      ...before[0],
      template: 'offer_b',
      variables: { what: 'a trim', until: 'Friday' },
    },
    before[1],
  ]);
});

it('has steps of its own in place of all', () => {
  expect(definitionFor(definition, variants, 'own').steps).toEqual(steps);
});

it.each(['plain', 'gone', undefined])('is the workflow as it is for %s', (id) => {
  expect(definitionFor(definition, variants, id)).toEqual(definition);
});
