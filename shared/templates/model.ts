import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** What a template is for, to find it by. */
export const TEMPLATE_CATEGORIES = [
  'reminders',
  'follow-ups',
  'vaccination',
  'win-back',
  'promotions',
  'no-show recovery',
] as const;

/** How a template's words reach people. */
export const TEMPLATE_CHANNELS = ['sms', 'email'] as const;

/** A variable that a template has beside the fields of the catalogue. */
export const templateVariable = z.object({
  name: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'date', 'time']),
  label: z.string(),
  money: z.boolean().optional(),
  many: z.boolean().optional(),
  /** The field it takes its value from when nothing else is said. */
  from: z.string().optional(),
  /** What it says when its value is missing. */
  fallback: z.string().optional(),
});
/** A variable of a template. */
export type TemplateVariable = z.output<typeof templateVariable>;

/** The words of a template, as one version has them. */
const words = {
  channel: z.enum(TEMPLATE_CHANNELS),
  /** marketing reaches those alone who agreed to it. */
  purpose: z.enum(['service', 'marketing']),
  /** Of an e-mail. */
  subject: z.string().optional(),
  body: z.string(),
  variables: z.array(templateVariable),
};

/** A message template. Workflows name it by its key, so that its words can be mended under them. */
export const templateType = documentType('template', {
  key: z.string(),
  name: z.string(),
  nameKey: z.string(),
  description: z.string().optional(),
  category: z.enum(TEMPLATE_CATEGORIES),
  ...words,
  /** Counts the versions of its words; each is kept. */
  version: z.number(),
  status: z.enum(['active', 'archived']),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A message template. */
export type Template = DocumentOf<typeof templateType>;
/** The words of a template. */
export type TemplateWords = Pick<Template, keyof typeof words>;

/** One version of a template's words, never changed. */
export const templateVersionType = documentType('templateVersion', {
  templateId: z.string(),
  version: z.number(),
  ...words,
  createdAt: instantField,
});
/** One version of a template's words. */
export type TemplateVersion = DocumentOf<typeof templateVersionType>;

/** The id of the template of a key. */
export function templateId(key: string): string {
  return derivedId('template', key);
}

/** The id of a version of a template. */
export function templateVersionId(id: string, version: number): string {
  return derivedId('templateVersion', id, String(version));
}
