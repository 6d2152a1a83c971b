import type { Condition } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { Records } from '../platform/store/records.ts';
import { countMembers } from '../segments/count-members.ts';
import type { Member } from '../segments/members.ts';
import { segmentType } from '../segments/model.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { Workflow } from './model.ts';
import { meantOn } from './meant-on.ts';
import type { Trigger } from './triggers.ts';

/** Whom a recurring workflow speaks to. */
export interface Audience {
  /** The trigger's and the workflow's own. */
  readonly conditions: Condition;
  /** Of the segment; 0: there is none. */
  readonly segmentRevision: number;
}

/**
 * Whom a recurring workflow speaks to on a date. undefined: its segment is gone, or its trigger does
 * not recur.
 */
export async function audienceOf(
  records: Records,
  { tenantId, definition }: Pick<Workflow, 'tenantId' | 'definition'>,
  date: LocalDate,
): Promise<Audience | undefined> {
  const meant = await meantBy(records, tenantId, definition.trigger, date);
  return meant && { ...meant, conditions: { all: [meant.conditions, definition.conditions] } };
}

/** Whom a trigger that recurs means on a date, the workflow's own conditions apart; else as `audienceOf`. */
export async function meantBy(
  records: Records,
  tenantId: string,
  trigger: Trigger,
  date: LocalDate,
): Promise<Audience | undefined> {
  if (trigger.type === 'time_based') {
    const stored = await records.get(segmentType, liveOf(tenantId), trigger.segmentId);
    const { conditions, revision: segmentRevision = 0 } = stored?.value ?? {};
    return conditions && { conditions, segmentRevision };
  }
  const conditions = meantOn(trigger, date);
  return conditions && { conditions, segmentRevision: 0 };
}

/** Whether a workflow has a step that sends something. */
export function sends({ definition }: Workflow): boolean {
  return definition.steps.some(({ type }) => type === 'send_sms' || type === 'send_email');
}

/**
 * How many owners a recurring workflow would text if it were its time now: counted until there are more
 * than `enough`, and among the first 5,000 owners at most. Each of its runs counts all of them again.
 */
export async function countAudience(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  tenant: Tenant,
  workflow: Workflow,
  enough: number,
): Promise<number> {
  const now: Instant = clock.now();
  const audience = await audienceOf(records, workflow, dateAt(tenant, now));
  if (audience === undefined || !sends(workflow)) return 0;
  const texted = ({ facts }: Member): boolean => facts['owner.sms_opted_in'] === true;
  return countMembers(records, tenant, audience.conditions, { now, enough, counts: texted });
}
