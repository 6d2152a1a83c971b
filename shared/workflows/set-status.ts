import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { updateSettings } from '../tenants/update-settings.ts';
import { editWorkflow, getWorkflow, type WorkflowEdit } from './edit-workflows.ts';
import { MOST_ACTIVE_PER_TRIGGER, workflowType, type Workflow } from './model.ts';
import { refuseMisfit } from './refuse-misfit.ts';

/** How many offsets before a visit a business may have, as `settings-input.ts` says. */
const MOST_OFFSETS = 6;

/**
 * Switches a workflow on: from now on its trigger starts runs, of what happens from now on. A definition
 * that no longer fits what the business has is refused (422), and so is the fifty-first of one trigger
 * (409, `too-many-active`). One for approaching visits adds its offset to the business's, and visits
 * to come are planned anew: that comes first, so that dying in between leaves an offset that nobody
 * waits for.
 */
export async function activateWorkflow(context: Context, edit: WorkflowEdit): Promise<Workflow> {
  const { records, clock } = context;
  const { tenantId } = edit;
  const { definition, status } = await getWorkflow(context, edit);
  if (status !== 'active') {
    await refuseMisfit(records, tenantId, definition);
    await addOffset(context, tenantId, definition.trigger);
  }
  return editWorkflow(context, edit, async (before) => {
    if (before.status === 'active') return {};
    const activeTrigger = before.definition.trigger.type;
    const active = await records.count(workflowType, liveOf(tenantId), { activeTrigger });
    if (active >= MOST_ACTIVE_PER_TRIGGER) throw tooMany(activeTrigger);
    return { status: 'active', activeTrigger, activatedAt: clock.now() };
  });
}

/**
 * Switches a workflow off, or puts it away (`archived`). It starts no more runs; a run that comes due
 * ends as cancelled with the reason, and a text of it that is planned is withdrawn at its claim. Nothing
 * is caught up on when it is switched on again.
 */
export async function deactivateWorkflow(
  context: Context,
  edit: WorkflowEdit & { readonly status: 'paused' | 'archived' },
): Promise<Workflow> {
  return editWorkflow(context, edit, (before) =>
    before.status === edit.status ? {} : { status: edit.status, activeTrigger: undefined },
  );
}

async function addOffset(
  context: Context,
  tenantId: string,
  trigger: Workflow['definition']['trigger'],
): Promise<void> {
  if (trigger.type !== 'appointment_approaching') return;
  const { reminderHours } = schedulingOf(await loadTenant(context, tenantId));
  if (reminderHours.includes(trigger.hoursBefore)) return;
  if (reminderHours.length >= MOST_OFFSETS) throw tooManyOffsets(reminderHours);
  const hours = [...reminderHours, trigger.hoursBefore].sort((a, b) => b - a);
  const changes = { scheduling: { reminderHours: hours } };
  await updateSettings(context, { tenantId, changes, expected: undefined });
}

function tooMany(trigger: string): ProblemError {
  return new ProblemError({
    kind: 'too-many-active',
    status: 409,
    detail: `There are ${String(MOST_ACTIVE_PER_TRIGGER)} active workflows of this trigger already.`,
    field: 'trigger',
    value: trigger,
    allowed: 'fewer active workflows: pause one',
  });
}

function tooManyOffsets(hours: readonly number[]): ProblemError {
  return new ProblemError({
    kind: 'too-many-active',
    status: 409,
    detail: 'Visits are told of at six offsets already.',
    field: 'trigger.hoursBefore',
    value: hours.join(', '),
    allowed: 'one of these, or fewer of them in the settings of the business',
  });
}
