import { z } from 'zod';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { TEMPLATE_CATEGORIES, TEMPLATE_CHANNELS } from './model.ts';

/** What a text may hold, in characters; longer bodies are refused by the provider. */
const MAX_BODY = 1600;

/** How a template is named in workflows: lower case, digits and underscores. */
const templateKeyInput = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{1,59}$/,
    'must be 2 to 60 lower-case letters, digits and underscores, starting with a letter',
  );

const variable = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be lower-case letters, digits, underscores'),
  type: z.enum(['text', 'number', 'boolean', 'date', 'time']).default('text'),
  label: oneLine(80),
  money: z.boolean().optional(),
  many: z.boolean().optional(),
  /** A field of the catalogue, such as owner.first_name. */
  from: z.string().max(80).optional(),
  fallback: oneLine(100).optional(),
});

const words = {
  name: oneLine(100),
  description: manyLines(1000).optional(),
  category: z.enum(TEMPLATE_CATEGORIES),
  channel: z.enum(TEMPLATE_CHANNELS),
  purpose: z.enum(['service', 'marketing']).default('service'),
  /** Of an e-mail; a text has none. */
  subject: oneLine(150).optional(),
  body: manyLines(MAX_BODY),
  variables: z.array(variable).max(30).default([]),
};

/** A template as it is written; `checkTemplateWords` says what is wrong with its words. */
export const newTemplateInput = z.strictObject({ key: templateKeyInput, ...words });
/** A template as it is written. */
export type NewTemplateInput = z.output<typeof newTemplateInput>;

/** The whole of a template but its key, in place of what stands. */
export const templateWordsInput = z.strictObject(words);
/** The whole of a template but its key. */
export type TemplateInput = z.output<typeof templateWordsInput>;
