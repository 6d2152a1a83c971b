import type { z } from 'zod';
import type { newTemplateInput } from '../../templates/template-input.ts';
import type { TEMPLATE_CATEGORIES } from '../../templates/model.ts';
import type { definitionInput } from '../definition.ts';

/** A ready-made workflow with the templates that it names. */
export interface LibraryEntry {
  /** Never changes: an installed workflow remembers it as its `origin`. */
  readonly key: string;
  readonly category: (typeof TEMPLATE_CATEGORIES)[number];
  /** What it does and for whom, for whoever decides about it. */
  readonly description: string;
  readonly definition: z.input<typeof definitionInput>;
  readonly templates: readonly z.input<typeof newTemplateInput>[];
}

/** An entry that sends one text, whose template has the entry's key, name and category. */
export function textEntry(entry: {
  readonly key: string;
  readonly name: string;
  readonly category: LibraryEntry['category'];
  readonly description: string;
  readonly purpose?: 'marketing';
  readonly body: string;
  /** What the text asks of the visit: its body says how to answer. */
  readonly asks?: 'confirm' | 'rating';
  readonly variables?: LibraryEntry['templates'][number]['variables'];
  readonly definition: Omit<LibraryEntry['definition'], 'name' | 'purpose' | 'steps'>;
  /** Steps before the text. */
  readonly first?: LibraryEntry['definition']['steps'];
}): LibraryEntry {
  const { key, name, category, description, purpose = 'service', body, variables = [] } = entry;
  const asks = entry.asks === undefined ? {} : { asks: entry.asks };
  const text = { type: 'send_sms' as const, id: 'text', template: key, ...asks };
  const steps = [...(entry.first ?? []), text];
  return {
    key,
    category,
    description,
    definition: { name, description, purpose, ...entry.definition, steps },
    templates: [{ key, name, category, channel: 'sms', purpose, body, variables }],
  };
}
