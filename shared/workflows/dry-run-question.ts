import type { Condition } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import { daysBetween, type LocalDate } from '../kernel/local-date.ts';
import { ProblemError, notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { segmentType } from '../segments/model.ts';
import { templateId, templateType, type Template } from '../templates/model.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { Definition } from './definition.ts';
import { getWorkflow } from './edit-workflows.ts';
import { lentTemplates } from './library/ready-templates.ts';
import { meantBy } from './schedule-audience.ts';
import { TRIGGERS } from './triggers.ts';

/** The longest stretch of the past that is tried at once. */
const MAX_DRY_RUN_DAYS = 92;

/** What is tried, on whom and for when. */
export interface DryRunQuestion {
  readonly tenantId: string;
  /** A saved workflow, whatever its status; or `definition`. */
  readonly workflowId?: string | undefined;
  /** One that is still being written. */
  readonly definition?: Definition | undefined;
  /** The first day and the day after the last one; absent: everybody whom the trigger means enters now. */
  readonly period?: { readonly from: LocalDate; readonly to: LocalDate } | undefined;
  /** Only owners in this segment as it stands today; absent: those the trigger names, or all. */
  readonly segmentId?: string | undefined;
  /** Owners looked at per page. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A question with what answers it. */
export interface Prepared {
  readonly context: Context;
  readonly question: DryRunQuestion;
  readonly definition: Definition;
  readonly tenant: Tenant;
  readonly now: Instant;
  readonly templates: ReadonlyMap<string, Template>;
  /** Of the segment that is asked for, or of whom the trigger means now; absent: everybody. */
  readonly among: Condition | undefined;
}

/** Reads what answers a question; refuses one that cannot be answered, see `dryRun`. */
export async function prepareDryRun(context: Context, question: DryRunQuestion): Promise<Prepared> {
  const { records, clock } = context;
  const { tenantId, workflowId = '', period } = question;
  const definition =
    question.definition ?? (await getWorkflow(context, { tenantId, workflowId })).definition;
  const now = clock.now();
  const lent = await lentTemplates(records, tenantId, definition, now);
  const tenant = await loadTenant(context, tenantId);
  if (period === undefined) refuseNow(definition);
  else refusePeriod(definition, period, dateAt(tenant, now));
  const { steps } = definition;
  const keys = new Set(steps.flatMap((step) => ('template' in step ? [step.template] : [])));
  const ids = [...keys].map(templateId);
  const found = ids.length === 0 ? [] : await records.getMany(templateType, liveOf(tenantId), ids);
  const all = [...found.map(({ value }) => value), ...lent];
  const templates = new Map(all.map((it) => [it.key, it]));
  const among = await amongWhom(context, question, definition, dateAt(tenant, now));
  return { context, question, definition, tenant, now, templates, among };
}

/**
 * Of whom the dry run speaks: the segment that is asked for stands for the one that a trigger names. Now,
 * only those enter whom the trigger means today, just as its own job would find them.
 */
async function amongWhom(
  { records }: Context,
  { tenantId, period, segmentId }: DryRunQuestion,
  { trigger }: Definition,
  today: LocalDate,
): Promise<Condition | undefined> {
  const asked =
    segmentId === undefined ? undefined : await segmentConditions(records, tenantId, segmentId);
  if (trigger.type === 'time_based') {
    return asked ?? segmentConditions(records, tenantId, trigger.segmentId);
  }
  const now = period === undefined;
  const meant = now ? await meantBy(records, tenantId, trigger, today) : undefined;
  const parts = [asked, meant?.conditions].filter((it) => it !== undefined);
  return parts.length === 0 ? undefined : { all: parts };
}

async function segmentConditions(
  records: Context['records'],
  tenantId: string,
  segmentId: string,
): Promise<Condition> {
  const stored = await records.get(segmentType, liveOf(tenantId), segmentId);
  if (stored === undefined) throw notFound('segment', segmentId);
  return stored.value.conditions;
}

function refusePeriod(
  { trigger }: Definition,
  { from, to }: NonNullable<DryRunQuestion['period']>,
  today: LocalDate,
): void {
  if (trigger.type === 'manual') {
    throw refused('period', from, 'A workflow that staff start has no past.', 'no period');
  }
  if (from > today) {
    throw refused('period.from', from, 'The period is still to come.', `a day up to ${today}`);
  }
  const days = daysBetween(from, to);
  if (days >= 1 && days <= MAX_DRY_RUN_DAYS) return;
  const allowed = `1 to ${String(MAX_DRY_RUN_DAYS)} days after from`;
  throw refused('period.to', to, 'The period is empty or too long.', allowed);
}

/** What needs a visit, a vaccination or a text to speak of cannot begin now for everybody. */
function refuseNow({ trigger }: Definition): void {
  if (TRIGGERS[trigger.type].groups.length === 0) return;
  const detail = `What starts with ${trigger.type} is tried on what happened.`;
  throw refused('period', undefined, detail, 'a period of the past: from and to');
}

function refused(field: string, value: unknown, detail: string, allowed: string): ProblemError {
  return new ProblemError({ kind: 'no-dry-run', status: 422, detail, field, value, allowed });
}
