import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { updateSettings } from '../tenants/update-settings.ts';
import { editWorkflow, getWorkflow, type WorkflowEdit } from './edit-workflows.ts';
import type { Workflow } from './model.ts';
import { refuseTooMany, refuseUnconfirmed } from './refuse-activation.ts';
import { refuseMisfit } from './refuse-misfit.ts';
import { scheduleWrites } from './schedule-job.ts';

/** How many offsets before a visit a business may have, as `settings-input.ts` says. */
const MOST_OFFSETS = 6;

/**
 * Switches a workflow on: from now on its trigger starts runs, of what happens from now on. A definition
 * that no longer fits what the business has is refused (422), and so is the fifty-first of one trigger
 * (409, `too-many-active`). One for approaching visits adds its offset to the business's, and visits
 * to come are planned anew: that comes first, so that dying in between leaves an offset that nobody
 * waits for. One whose trigger recurs gets its job in the same commit; one that would text more
 * owners than the guard must be confirmed (409, `needs-confirmation`, says how many).
 */
export async function activateWorkflow(
  context: Context,
  edit: WorkflowEdit & { readonly confirm?: boolean | undefined },
): Promise<Workflow> {
  const { records, clock } = context;
  const { tenantId } = edit;
  const workflow = await getWorkflow(context, edit);
  const { definition, status } = workflow;
  if (status !== 'active') {
    await refuseMisfit(records, tenantId, definition);
    if (edit.confirm !== true) await refuseUnconfirmed(context, workflow);
    await addOffset(context, tenantId, definition.trigger);
  }
  const activated = async (before: Workflow): Promise<Partial<Workflow>> => {
    if (before.status === 'active') return {};
    const { trigger } = before.definition;
    await refuseTooMany(records, tenantId, trigger);
    return { status: 'active', activeTrigger: trigger.type, activatedAt: clock.now() };
  };
  return editWorkflow(context, edit, activated, async (after) => scheduled(context, after));
}

/**
 * Switches a workflow off, or puts it away (`archived`). It starts no more runs; a run that comes due
 * ends as cancelled with the reason, and a text of it that is planned is withdrawn at its claim. Nothing
 * is caught up on when it is switched on again. The job of a recurring one goes in the same commit.
 */
export async function deactivateWorkflow(
  context: Context,
  edit: WorkflowEdit & { readonly status: 'paused' | 'archived' },
): Promise<Workflow> {
  return editWorkflow(
    context,
    edit,
    (before) =>
      before.status === edit.status ? {} : { status: edit.status, activeTrigger: undefined },
    async (after) => scheduled(context, after),
  );
}

async function scheduled(context: Context, workflow: Workflow): Promise<readonly Write[]> {
  const tenant = await loadTenant(context, workflow.tenantId);
  return scheduleWrites(context.records, tenant, workflow, context.clock.now());
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
