import { ProblemError, type FieldProblem } from '../kernel/problem.ts';
import type { Records } from '../platform/store/records.ts';
import { templateId, templateType, type Template } from '../templates/model.ts';
import { checkTemplate } from '../templates/template-language.ts';
import { catalogueOf } from '../templates/template-catalogue.ts';
import { loadStoredTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { checkDefinition } from './check-definition.ts';
import type { TemplateFacts } from './check-send.ts';
import type { Definition } from './definition.ts';

/**
 * Throws what is wrong with a definition among what the business has (422, `invalid-workflow`). `added`
 * are templates that are written in the same commit.
 */
export async function refuseMisfit(
  records: Records,
  tenantId: string,
  definition: Definition,
  added: readonly Template[] = [],
): Promise<void> {
  const errors = await misfitsOf(records, tenantId, definition, added);
  const [first] = errors;
  if (first === undefined) return;
  throw new ProblemError({ kind: 'invalid-workflow', status: 422, ...first, errors });
}

/** What is wrong with a definition among what the business has, see `refuseMisfit`; empty: nothing. */
export async function misfitsOf(
  records: Records,
  tenantId: string,
  definition: Definition,
  added: readonly Template[] = [],
): Promise<FieldProblem[]> {
  const keys = definition.steps.flatMap((step) => ('template' in step ? [step.template] : []));
  const ids = [...new Set(keys)].map(templateId);
  const found = ids.length === 0 ? [] : await records.getMany(templateType, liveOf(tenantId), ids);
  return checkDefinition(definition, {
    templates: new Map(
      [...found.map(({ value }) => value), ...added].map((it) => [it.key, factsOf(it)]),
    ),
    segmentIds: await knownSegments(records, tenantId, definition),
    thresholdDays: await thresholdsOf(records, tenantId, definition),
  });
}

/**
 * What a definition needs to know of a template.
 * @internal
 */
export function factsOf(template: Template): TemplateFacts {
  const { key, channel, purpose, body, subject = '', variables } = template;
  const catalogue = catalogueOf(variables);
  const uses = [body, subject].map((text) => checkTemplate(text, catalogue, '').use);
  const bound = variables.filter((it) => it.from !== undefined || it.fallback !== undefined);
  return {
    key,
    channel,
    purpose,
    variables: new Set(uses.flatMap((use) => [...use.variables])),
    own: new Map(variables.map((it) => [it.name, it])),
    bound: new Set(bound.map(({ name }) => name)),
  };
}

/** Which of the segments that the definition names exist. */
async function knownSegments(
  records: Records,
  tenantId: string,
  { trigger }: Definition,
): Promise<ReadonlySet<string>> {
  if (trigger.type !== 'time_based') return new Set();
  const stored = await records.store.get(liveOf(tenantId), trigger.segmentId);
  return new Set(stored?.value['type'] === 'segment' ? [trigger.segmentId] : []);
}

/** Read where it matters alone. */
async function thresholdsOf(
  records: Records,
  tenantId: string,
  { trigger }: Definition,
): Promise<readonly number[]> {
  if (trigger.type !== 'vaccination_expiring') return [];
  return (await loadStoredTenant(records, tenantId)).value.vaccination.thresholdDays;
}
