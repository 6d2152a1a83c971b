import type { Instant } from '../../kernel/instant.ts';
import { ProblemError } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import type { Write } from '../../platform/store/document-store.ts';
import { create } from '../../platform/store/records.ts';
import { newTemplate, templateWrites } from '../../templates/edit-templates.ts';
import type { Tenant } from '../../tenants/model.ts';
import { getWorkflow, newWorkflow, versionOf } from '../edit-workflows.ts';
import type { Workflow } from '../model.ts';
import { activateWorkflow } from '../set-status.ts';
import { installEntry } from './install-entry.ts';
import { readyEntry, WORKFLOW_LIBRARY, workflowIdOf } from './library.ts';

/** What every business begins with: reminders a day and two hours before each visit. */
export const DEFAULT_WORKFLOWS = ['reminder_24h', 'reminder_2h'] as const;

/**
 * The writes that give a new business its reminders, switched on, for the commit of its settings: it
 * never stands without them. Their offsets are those that a business begins with.
 */
export function defaultWorkflows({ tenantId }: Tenant, now: Instant): Write[] {
  const entries = WORKFLOW_LIBRARY.filter(({ key }) => isDefault(key)).map(readyEntry);
  return entries.flatMap(({ key: origin, definition, templates }) => {
    const id = workflowIdOf(origin);
    const draft = newWorkflow({ id, tenantId, definition, origin }, now);
    const activeTrigger = definition.trigger.type;
    const workflow: Workflow = { ...draft, status: 'active', activeTrigger, activatedAt: now };
    return [
      create(workflow),
      create(versionOf(workflow)),
      ...templates.flatMap((template) => templateWrites(newTemplate({ tenantId, template }, now))),
    ];
  });
}

function isDefault(key: string): boolean {
  return DEFAULT_WORKFLOWS.some((it) => it === key);
}

/** What became of an entry that was to be switched on. */
export interface SwitchedOn {
  readonly entry: string;
  readonly workflow: Workflow;
  /** kept: people paused it or put it away, or switched it on before, and it stays as they left it. */
  readonly outcome: 'switched-on' | 'kept';
}

/**
 * Installs entries of the library and switches them on, for a business that was there before they were.
 * What people paused, put away or changed stays so. Repeating changes nothing, and dying in between leaves
 * a draft that the next call switches on. Refused like switching one on by hand, see `activateWorkflow`;
 * what came before the refusal stands.
 */
export async function switchOnEntries(
  context: Context,
  input: { readonly tenantId: string; readonly entries: readonly string[] },
): Promise<SwitchedOn[]> {
  const { tenantId, entries } = input;
  const done: SwitchedOn[] = [];
  for (const entry of entries) {
    const workflow = await installEntry(context, { tenantId, key: entry });
    if (workflow.status !== 'draft') {
      done.push({ entry, workflow, outcome: 'kept' });
      continue;
    }
    const edit = { tenantId, workflowId: workflow.id, expected: [workflow.revision] };
    const outcome = 'switched-on';
    try {
      done.push({ entry, workflow: await activateWorkflow(context, edit), outcome });
    } catch (error) {
      // Somebody else was quicker, to switch it on or to change it: it is theirs.
      if (!(error instanceof ProblemError) || error.problem.status !== 412) throw error;
      const theirs = await getWorkflow(context, { tenantId, workflowId: workflow.id });
      done.push({ entry, workflow: theirs, outcome: 'kept' });
    }
  }
  return done;
}
