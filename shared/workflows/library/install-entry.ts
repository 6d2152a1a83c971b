import { ProblemError } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import { create } from '../../platform/store/records.ts';
import { templateWrites, newTemplate } from '../../templates/edit-templates.ts';
import { templateId, templateType } from '../../templates/model.ts';
import { liveOf } from '../../tenants/model.ts';
import { newWorkflow, versionOf } from '../edit-workflows.ts';
import { workflowType, type Workflow } from '../model.ts';
import { refuseMisfit } from '../refuse-misfit.ts';
import { readyEntry, WORKFLOW_LIBRARY, workflowIdOf } from './library.ts';

/**
 * Makes a draft workflow of an entry of the library, with the templates it names, in one commit. The id
 * derives from the entry: installing it again, or twice at once, gives the workflow that is there, as
 * people have changed it since. A template of the same key is the business's own and stays as it is;
 * one that does not fit the workflow any more is refused (422, `invalid-workflow`). Throws
 * `unknown-library-entry` (422) for a key that is none.
 */
export async function installEntry(
  context: Context,
  input: { readonly tenantId: string; readonly key: string },
): Promise<Workflow> {
  const { tenantId } = input;
  const found = WORKFLOW_LIBRARY.find(({ key }) => key === input.key);
  if (found === undefined) throw unknownEntry(input.key);
  const entry = readyEntry(found);
  const { records, clock } = context;
  const id = workflowIdOf(entry.key);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(workflowType, liveOf(tenantId), id);
    if (stored !== undefined) return { writes: [], value: stored.value };
    const ids = entry.templates.map(({ key }) => templateId(key));
    const known = await records.getMany(templateType, liveOf(tenantId), ids);
    const now = clock.now();
    const missing = entry.templates
      .filter(({ key }) => known.every(({ value }) => value.key !== key))
      .map((template) => newTemplate({ tenantId, template }, now));
    const { definition, key: origin } = entry;
    await refuseMisfit(records, tenantId, definition, missing);
    const workflow = newWorkflow({ id, tenantId, definition, origin }, now);
    const writes = [create(workflow), create(versionOf(workflow))];
    return { writes: [...writes, ...missing.flatMap(templateWrites)], value: workflow };
  });
}

function unknownEntry(key: string): ProblemError {
  return new ProblemError({
    kind: 'unknown-library-entry',
    status: 422,
    detail: `The library has no workflow ${JSON.stringify(key)}.`,
    field: 'key',
    value: key,
    allowed: WORKFLOW_LIBRARY.map((entry) => entry.key).join(', '),
  });
}
