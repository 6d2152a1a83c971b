import type { Instant } from '../../kernel/instant.ts';
import type { Records } from '../../platform/store/records.ts';
import { newTemplate } from '../../templates/edit-templates.ts';
import { templateId, templateType, type Template } from '../../templates/model.ts';
import { liveOf } from '../../tenants/model.ts';
import type { Definition } from '../definition.ts';
import { refuseMisfit } from '../refuse-misfit.ts';
import { readyEntry, WORKFLOW_LIBRARY } from './library.ts';

/**
 * The ready-made templates that a definition names and the business does not have yet, to be added with it:
 * a workflow may be written with the words of the library before anybody installs them. A definition that
 * does not fit what the business has, these included, is refused (422, `invalid-workflow`) with every finding.
 */
export async function lentTemplates(
  records: Records,
  tenantId: string,
  definition: Definition,
  now: Instant,
): Promise<Template[]> {
  const lent = await readyTemplates(records, tenantId, definition, now);
  await refuseMisfit(records, tenantId, definition, lent);
  return lent;
}

async function readyTemplates(
  records: Records,
  tenantId: string,
  { steps }: Definition,
  now: Instant,
): Promise<Template[]> {
  const named = new Set(steps.flatMap((step) => ('template' in step ? [step.template] : [])));
  const ready = WORKFLOW_LIBRARY.filter(({ templates }) =>
    templates.some(({ key }) => named.has(key)),
  )
    .flatMap((entry) => readyEntry(entry).templates)
    .filter(({ key }) => named.has(key));
  if (ready.length === 0) return [];
  const ids = ready.map(({ key }) => templateId(key));
  const there = await records.getMany(templateType, liveOf(tenantId), ids);
  return ready
    .filter(({ key }) => there.every(({ value }) => value.key !== key))
    .map((template) => newTemplate({ tenantId, template }, now));
}
