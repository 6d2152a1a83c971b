import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import { readDays, type DayCells } from '../reports/read-days.ts';
import { messageType } from '../messaging/model.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { byGroupKey, groupKey } from './group-key.ts';
import { smsDayId, smsDayType, type SmsCell, type SmsFacts } from './model.ts';
import { scanDay } from './scan-day.ts';
import { addFacts, NO_FACTS } from './sms-facts.ts';
import { smsNumbers, type SmsNumbers } from './sms-metrics.ts';
import { replyWindowMs, smsTermsOf, type SmsTerms } from './sms-terms.ts';

/** By what numbers may be told apart. */
export const SMS_GROUPS = ['day', 'month', 'campaign', 'workflow', 'variant', 'reason'] as const;
/** One of {@link SMS_GROUPS}. */
export type SmsGroup = (typeof SMS_GROUPS)[number];

/** The most days one question may cover: a leap year. */
export const MAX_RANGE_DAYS = 366;

/** What is asked. */
export interface SmsQuestion {
  readonly tenantId: string;
  /** The first day. */
  readonly from: LocalDate;
  /** The day after the last one. */
  readonly to: LocalDate;
  readonly groupBy?: SmsGroup | undefined;
  /** Only texts with this tag. */
  readonly campaignId?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly variant?: string | undefined;
}

/** The numbers of a range. */
export interface SmsAnalytics {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** ISO 4217: of all amounts. */
  readonly currency: string;
  readonly totals: SmsNumbers;
  /** By key in its order; a text without campaign, workflow or variant is in the group `null`. */
  readonly groups?: readonly {
    readonly key: string | null;
    readonly numbers: Partial<SmsNumbers>;
  }[];
  /** Prices in other currencies, which no total holds. */
  readonly otherCosts: readonly { readonly currency: string; readonly costMicros: number }[];
  /** Days that changed since they were summed up, and that are too large to be read at once. */
  readonly pending: readonly LocalDate[];
}

/**
 * Answers from the summaries of the days. A day that changed since its summary was made is read
 * live if it is small; of larger ones the summary stands and the day is named as pending. Reads at
 * most 366 summaries and marks and, live, 3 days of 5,000 texts.
 */
export async function smsAnalytics(context: Context, question: SmsQuestion): Promise<SmsAnalytics> {
  const { tenantId, from, to, groupBy } = question;
  const tenant = await loadTenant(context, tenantId);
  const terms = smsTermsOf(tenant);
  const { days, pending } = await readSmsDays(context, tenant, from, to);
  const wanted = days.map(({ date, cells }) => ({ date, cells: cells.filter(isWanted(question)) }));
  const facts = sumOf(wanted.flatMap(({ cells }) => cells));
  const others = Object.entries(facts.costMicros).filter(([it]) => it !== terms.currency);
  return {
    from,
    to,
    currency: terms.currency,
    totals: smsNumbers(facts, terms),
    ...(groupBy !== undefined && { groups: groupsOf(wanted, facts, groupBy, terms) }),
    otherCosts: others.map(([currency, costMicros]) => ({ currency, costMicros })),
    pending,
  };
}

function isWanted({ campaignId, workflowId, variant }: SmsQuestion): (cell: SmsCell) => boolean {
  return (cell) =>
    (campaignId === undefined || cell.campaignId === campaignId) &&
    (workflowId === undefined || cell.workflowId === workflowId) &&
    (variant === undefined || cell.variant === variant);
}

/** The texts' cells of a range of days, see `readDays`. */
export async function readSmsDays(
  context: Context,
  tenant: Tenant,
  from: LocalDate,
  to: LocalDate,
): ReturnType<typeof readDays<SmsCell>> {
  const { tenantId } = tenant;
  return readDays(
    context,
    { tenantId, from, to },
    {
      facts: 'sms',
      summary: smsDayType,
      idOf: smsDayId,
      size: async (countsOn) => context.records.count(messageType, liveOf(tenantId), { countsOn }),
      scan: async (date) => (await scanDay(context, tenantId, date, replyWindowMs(tenant))).cells,
    },
  );
}

/** The sum of the facts of cells. */
export function sumOf(cells: readonly SmsFacts[]): SmsFacts {
  return cells.reduce<SmsFacts>((sum, cell) => addFacts(sum, cell), NO_FACTS);
}

function groupsOf(
  days: readonly DayCells<SmsCell>[],
  totals: SmsFacts,
  groupBy: SmsGroup,
  terms: SmsTerms,
): NonNullable<SmsAnalytics['groups']> {
  if (groupBy === 'reason') {
    return Object.entries(totals.reasons)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([key, smsFailures]) => ({ key, numbers: { smsFailures } }));
  }
  const keyed = days.flatMap(({ date, cells }) =>
    cells.map((cell) => ({ key: groupKey(groupBy, { ...cell, date }), cell })),
  );
  return [...Map.groupBy(keyed, ({ key }) => key)]
    .map(([key, group]) => ({
      key,
      numbers: smsNumbers(sumOf(group.map(({ cell }) => cell)), terms),
    }))
    .sort(byGroupKey);
}
