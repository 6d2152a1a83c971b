import { isDeepStrictEqual } from 'node:util';
import { moveJob, type MovedJob } from '../jobs/move-job.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { zonePeriodsOf } from '../tenants/zone-periods.ts';
import { workflowType } from './model.ts';

/** The name of the job that starts the runs of a workflow whose trigger recurs; its subject is the workflow. */
export const WORKFLOW_SCHEDULE = 'workflow-schedule';

/** The triggers that a recurring job starts. */
export const SCHEDULED_TRIGGERS = ['time_based', 'customer_lapsed', 'birthday'] as const;

/** The most workflows of these triggers that may be active: a move to another zone moves them all in one commit. */
export const MOST_SCHEDULED = 40;

/**
 * The writes that let the jobs of recurring workflows follow a move to another zone, for its commit: the
 * time of day stays what it is by the new clocks, and no day is left out, see `moveJob`.
 */
export async function moveSchedules(
  records: Records,
  before: Tenant,
  after: Tenant,
  now: Instant,
): Promise<MovedJob[]> {
  if (isDeepStrictEqual(zonePeriodsOf(before), zonePeriodsOf(after))) return [];
  const page = await records.query(workflowType, liveOf(after.tenantId), {
    where: { activeTrigger: { in: SCHEDULED_TRIGGERS } },
    limit: MOST_SCHEDULED,
  });
  const moved = await Promise.all(
    page.items.map(async ({ value: { id: subject, definition } }) => {
      const { trigger } = definition;
      const at = 'at' in trigger ? ({ every: 'day', at: trigger.at } as const) : undefined;
      const rule = trigger.type === 'time_based' ? trigger.rule : at;
      if (rule === undefined) return undefined;
      const move = { job: WORKFLOW_SCHEDULE, subject, rule, before, after, now };
      return moveJob(records, move);
    }),
  );
  return moved.filter((it) => it !== undefined);
}
