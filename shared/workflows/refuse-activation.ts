import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Records } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { MOST_ACTIVE_PER_TRIGGER, workflowType, type Workflow } from './model.ts';
import { MOST_SCHEDULED, SCHEDULED_TRIGGERS } from './move-schedules.ts';
import { countAudience } from './schedule-audience.ts';
import { scheduleRule } from './schedule-job.ts';

/**
 * Throws when a business has as many active workflows as it may (409, `too-many-active`): fifty of a
 * trigger, and forty of those whose trigger recurs, all together.
 */
export async function refuseTooMany(
  records: Records,
  tenantId: string,
  trigger: Workflow['definition']['trigger'],
): Promise<void> {
  const recurs = scheduleRule(trigger) !== undefined;
  const most = recurs ? MOST_SCHEDULED : MOST_ACTIVE_PER_TRIGGER;
  const activeTrigger = recurs ? { in: SCHEDULED_TRIGGERS } : trigger.type;
  const active = await records.count(workflowType, liveOf(tenantId), { activeTrigger });
  if (active < most) return;
  throw new ProblemError({
    kind: 'too-many-active',
    status: 409,
    detail: recurs
      ? `There are ${String(most)} active workflows that recur already.`
      : `There are ${String(most)} active workflows of this trigger already.`,
    field: 'trigger',
    value: trigger.type,
    allowed: 'fewer active workflows: pause one',
  });
}

/**
 * Throws how many owners a recurring workflow would text if it were its time now, when they are more than
 * the guard of the business (409, `needs-confirmation`). Counting stops one past the guard's page.
 */
export async function refuseUnconfirmed(context: Context, workflow: Workflow): Promise<void> {
  if (scheduleRule(workflow.definition.trigger) === undefined) return;
  const tenant = await loadTenant(context, workflow.tenantId);
  const { textGuard } = tenant.vaccination;
  const texts = await countAudience(context, tenant, workflow, textGuard);
  if (texts <= textGuard) return;
  throw new ProblemError({
    kind: 'needs-confirmation',
    status: 409,
    detail:
      `This workflow would text at least ${String(texts)} owners at a time, more than ` +
      `${String(textGuard)}. Send "confirm": true to switch it on; each time it will wait for approval.`,
    field: 'confirm',
    value: false,
    allowed: 'true',
  });
}
