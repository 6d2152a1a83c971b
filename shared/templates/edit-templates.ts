import { nameKey } from '../customers/name-key.ts';
import type { Instant } from '../kernel/instant.ts';
import { ProblemError, notFound, type FieldProblem } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { checkWords } from './check-words.ts';
import {
  templateId,
  templateType,
  templateVersionId,
  templateVersionType,
  type Template,
  type TemplateVersion,
  type TemplateWords,
} from './model.ts';
import type { NewTemplateInput, TemplateInput } from './template-input.ts';

/**
 * Adds a template, its first version in the same commit. A key that is taken is refused (409,
 * `template-exists`), words that cannot be used (422, `invalid-template`) with every finding.
 */
export async function createTemplate(
  context: Context,
  input: { readonly tenantId: string; readonly template: NewTemplateInput },
): Promise<Template> {
  const {
    key,
    name: _name,
    description: _description,
    category: _category,
    ...words
  } = input.template;
  refuseBadWords(words);
  const template = newTemplate(input, context.clock.now());
  const writes = templateWrites(template);
  const result = await context.records.commit(liveOf(input.tenantId), writes);
  if (!result.ok) throw keyTaken(key);
  return template;
}

/** A template as it begins. Its words must have passed `checkWords`. */
export function newTemplate(
  input: { readonly tenantId: string; readonly template: NewTemplateInput },
  now: Instant,
): Template {
  const { tenantId } = input;
  const { key, ...given } = input.template;
  const { name, description, category, ...words } = given;
  return {
    id: templateId(key),
    type: 'template',
    tenantId,
    schemaVersion: 1,
    key,
    name,
    nameKey: nameKey(name),
    ...(description !== undefined && { description }),
    category,
    ...words,
    version: 1,
    status: 'active',
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** The writes of a new template: itself and its first version. */
export function templateWrites(template: Template): Write[] {
  return [create(template), create(versionOf(template))];
}

/**
 * Puts other words in the place of a template's; texts rendered from then on say them. What stood is
 * kept as a version. Words that are the same make no new version.
 */
export async function changeTemplate(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly templateId: string;
    readonly template: TemplateInput;
    readonly expected: ExpectedRevisions;
  },
): Promise<Template> {
  const { name, description, category, ...words } = input.template;
  refuseBadWords(words);
  return change(context, input, (before) => ({
    name,
    nameKey: nameKey(name),
    description,
    category,
    subject: undefined,
    ...words,
    version: sameWords(before, words) ? before.version : before.version + 1,
  }));
}

/** Takes an earlier version's words up again, as a new version. Refused (404) when there is none of the number. */
export async function restoreVersion(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly templateId: string;
    readonly version: number;
    readonly expected: ExpectedRevisions;
  },
): Promise<Template> {
  const { tenantId, version } = input;
  const template = await getTemplate(context, input);
  const id = templateVersionId(template.id, version);
  const stored = await context.records.get(templateVersionType, liveOf(tenantId), id);
  if (stored === undefined) throw notFound('version', String(version));
  const { channel, purpose, subject, body, variables } = stored.value;
  return change(context, input, (before) => ({
    ...{ channel, purpose, subject, body, variables },
    version: before.version + 1,
  }));
}

/** Takes a template out of use, or into it again. What names it by its key goes on finding it. */
export async function setTemplateStatus(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly templateId: string;
    readonly status: Template['status'];
    readonly expected: ExpectedRevisions;
  },
): Promise<Template> {
  return change(context, input, () => ({ status: input.status }));
}

/** A template by id; throws not-found (404), also for another tenant's. */
export async function getTemplate(
  context: Context,
  input: { readonly tenantId: string; readonly templateId: string },
): Promise<Template> {
  return (await storedTemplate(context.records, input)).value;
}

async function storedTemplate(
  records: Records,
  { tenantId, templateId: id }: { readonly tenantId: string; readonly templateId: string },
): Promise<Stored<Template>> {
  const stored = await records.get(templateType, liveOf(tenantId), id);
  if (stored === undefined) throw notFound('template', id);
  return stored;
}

async function change(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly templateId: string;
    readonly expected: ExpectedRevisions;
  },
  changesOf: (before: Template) => Partial<Template>,
): Promise<Template> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(input.tenantId), async () => {
    const stored = await storedTemplate(records, input);
    const before = stored.value;
    requireRevision(before.revision, input.expected);
    const edited = { ...changesOf(before), revision: before.revision + 1, updatedAt: clock.now() };
    const value: Template = { ...before, ...edited };
    const kept = value.version === before.version ? [] : [create(versionOf(value))];
    return { writes: [replace(stored, edited), ...kept], value };
  });
}

function versionOf(template: Template): TemplateVersion {
  const { id, tenantId, version, channel, purpose, subject, body, variables } = template;
  return {
    id: templateVersionId(id, version),
    type: 'templateVersion',
    tenantId,
    schemaVersion: 1,
    templateId: id,
    version,
    ...{ channel, purpose, body, variables },
    ...(subject !== undefined && { subject }),
    createdAt: template.updatedAt,
  };
}

function sameWords(before: TemplateWords, words: TemplateWords): boolean {
  const plain = ({ channel, purpose, subject, body, variables }: TemplateWords) =>
    JSON.stringify([channel, purpose, subject, body, variables]);
  return plain(before) === plain(words);
}

/** Throws what is wrong with the words of a template (422, `invalid-template`). */
export function refuseBadWords(words: TemplateWords): void {
  const errors: readonly FieldProblem[] = checkWords(words);
  const [first] = errors;
  if (first === undefined) return;
  throw new ProblemError({ kind: 'invalid-template', status: 422, ...first, errors });
}

function keyTaken(key: string): ProblemError {
  return new ProblemError({
    kind: 'template-exists',
    status: 409,
    detail: `There is a template ${JSON.stringify(key)} already.`,
    field: 'key',
    value: key,
    allowed: 'a key that is not taken',
  });
}
