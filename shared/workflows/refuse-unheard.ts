import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '../kernel/problem.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { MOST_ACTIVE_PER_TRIGGER, workflowType, type Workflow } from './model.ts';

/**
 * Throws when a change of settings takes away the offset or the threshold that an active workflow waits
 * for (409, `setting-in-use`): it would go on waiting, and nobody would be told. Costs a store call only
 * where one of the two lists changes.
 */
export async function refuseUnheard(
  records: Records,
  before: Tenant,
  after: Tenant,
): Promise<void> {
  const hours = schedulingOf(after).reminderHours;
  const days = after.vaccination.thresholdDays;
  const sameHours = isDeepStrictEqual(hours, schedulingOf(before).reminderHours);
  if (!sameHours) {
    const waiting = await activeOf(records, after.tenantId, 'appointment_approaching');
    const lost = waiting.find(({ definition: { trigger } }) => {
      return trigger.type === 'appointment_approaching' && !hours.includes(trigger.hoursBefore);
    });
    if (lost !== undefined) throw inUse('scheduling.reminderHours', hours, lost);
  }
  if (isDeepStrictEqual(days, before.vaccination.thresholdDays)) return;
  const waiting = await activeOf(records, after.tenantId, 'vaccination_expiring');
  const lost = waiting.find(({ definition: { trigger } }) => {
    const { daysBefore } = trigger.type === 'vaccination_expiring' ? trigger : {};
    return daysBefore !== undefined && !days.includes(daysBefore);
  });
  if (lost !== undefined) throw inUse('vaccination.thresholdDays', days, lost);
}

async function activeOf(
  records: Records,
  tenantId: string,
  activeTrigger: Workflow['definition']['trigger']['type'],
): Promise<Workflow[]> {
  const asked = { where: { activeTrigger }, limit: MOST_ACTIVE_PER_TRIGGER };
  const page = await records.query(workflowType, liveOf(tenantId), asked);
  return page.items.map(({ value }) => value);
}

function inUse(field: string, value: readonly number[], { name, id }: Workflow): ProblemError {
  return new ProblemError({
    kind: 'setting-in-use',
    status: 409,
    detail: `The active workflow ${JSON.stringify(name)} (${id}) would never start again.`,
    field,
    value: value.join(', '),
    allowed: 'a list with the value it waits for, or pause it first',
  });
}
