import { describe, expect, it } from 'vitest';
import { countSegments } from '../../../shared/messaging/segments.ts';
import { checkWords } from '../../../shared/templates/check-words.ts';
import { newTemplate } from '../../../shared/templates/edit-templates.ts';
import { TEMPLATE_CATEGORIES } from '../../../shared/templates/model.ts';
import { fillTemplate } from '../../../shared/templates/preview-template.ts';
import { checkDefinition } from '../../../shared/workflows/check-definition.ts';
import { readyEntry, WORKFLOW_LIBRARY } from '../../../shared/workflows/library/library.ts';
import { factsOf } from '../../../shared/workflows/refuse-misfit.ts';
import { START } from '../../scenarios/http/edge.ts';

const entries = WORKFLOW_LIBRARY.map(readyEntry);
const texts = entries.flatMap(({ templates }) => templates);

/** Usual names, and of the longer ones among them. */
const FACTS = {
  'business.name': 'Maple Street Grooming',
  'owner.first_name': 'Alexandra',
  'pets.names': ['Bella', 'Charlie'],
  'vaccinations.expired': ['Rabies', 'DHPP'],
  'history.visit_count': 12,
  'ledger.balance': 12_550,
  'appointment.date': '2026-09-30',
  'appointment.time': '10:30',
  'appointment.pet_names': ['Bella', 'Charlie'],
};

describe('the library', () => {
  it('has workflows of every category under keys and names of their own', () => {
    expect(entries.length).toBeGreaterThanOrEqual(12);
    expect(new Set(entries.map(({ category }) => category))).toEqual(new Set(TEMPLATE_CATEGORIES));
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
    expect(new Set(entries.map((it) => it.definition.name)).size).toBe(entries.length);
    expect(new Set(texts.map(({ key }) => key)).size).toBe(texts.length);
  });
});

describe.each(entries)('$key', ({ definition, templates, description }) => {
  it('can be switched on as it is', () => {
    const made = templates.map((template) => newTemplate({ tenantId: 'maple', template }, START));
    const known = new Map(made.map((it) => [it.key, factsOf(it)]));
    expect(
      checkDefinition(definition, {
        templates: known,
        segmentIds: new Set(),
        thresholdDays: [30, 14, 7, 0],
      }),
    ).toEqual([]);
    expect(templates.flatMap((it) => checkWords(it))).toEqual([]);
    expect(templates.every(({ purpose }) => purpose === definition.purpose)).toBe(true);
    expect(description.length).toBeGreaterThan(30);
  });

  it.each(templates)('$key fits into two GSM-7 segments, also where little is known', (it) => {
    const { 'owner.first_name': _name, 'appointment.pet_names': _pets, ...rest } = FACTS;
    for (const facts of [FACTS, { ...rest, 'pets.names': [] }]) {
      const filled = fillTemplate(it, facts, { currency: 'USD' });
      if (filled.kind !== 'filled') throw new Error(`missing ${filled.names.join(', ')}`);
      const count = countSegments(filled.body);
      expect(count, filled.body).toMatchObject({ encoding: 'GSM-7' });
      expect(count.segments, filled.body).toBeLessThanOrEqual(2);
    }
  });
});
