import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import { readDays } from '../reports/read-days.ts';
import { byGroupKey, groupKey } from '../sms-analytics/group-key.ts';
import { readSmsDays, sumOf } from '../sms-analytics/sms-analytics.ts';
import type { SmsCell } from '../sms-analytics/model.ts';
import { smsNumbers, type SmsNumbers } from '../sms-analytics/sms-metrics.ts';
import { smsTermsOf } from '../sms-analytics/sms-terms.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { ATTRIBUTION_RULES, DEFAULT_RULE, type AttributionRule } from './attribution-rule.ts';
import { scanCreditDay } from './credit-day-source.ts';
import { sumOfCredits } from './credit-facts.ts';
import { dataOf, type DataFinding } from './enough-data.ts';
import { attributionType, creditDayId, creditDayType, type CreditCell } from './model.ts';
import { creditNumbers, type CreditNumbers, type ResultTerms } from './result-metrics.ts';

/** By what results may be told apart. */
export const RESULT_GROUPS = ['day', 'month', 'campaign', 'variant'] as const;
/** One of {@link RESULT_GROUPS}. */
export type ResultGroup = (typeof RESULT_GROUPS)[number];

/** What is asked: the texts of a workflow or of a campaign. */
export interface ResultQuestion {
  readonly tenantId: string;
  readonly workflowId?: string | undefined;
  readonly campaignId?: string | undefined;
  /** The first day of the texts. */
  readonly from: LocalDate;
  /** The day after the last one. */
  readonly to: LocalDate;
  readonly groupBy?: ResultGroup | undefined;
  /** The version of the rule by which bookings are credited. */
  readonly rule?: number | undefined;
}

/** All numbers of some texts, and whether they are enough to go by. */
export type ResultNumbers = SmsNumbers & CreditNumbers & DataFinding;

/** An amount in another currency than the totals'. */
export interface OtherAmount {
  readonly currency: string;
  readonly amount: number;
}

/** The results of a range. */
export interface Results {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** The rule that bookings were credited by. */
  readonly rule: AttributionRule;
  /** ISO 4217: of sales and revenue. */
  readonly currency: string;
  /** ISO 4217: of costs. */
  readonly costCurrency: string;
  readonly totals: ResultNumbers;
  /** By key in its order; texts without campaign or variant are in the group `null`, last. */
  readonly groups?: readonly { readonly key: string | null; readonly numbers: ResultNumbers }[];
  /** Prices of texts in other currencies (millionths), which no total holds. */
  readonly otherCosts: readonly OtherAmount[];
  /** Revenue in other currencies (cents), which no total holds. */
  readonly otherRevenue: readonly OtherAmount[];
  /** Days that changed since they were summed up, and that are too large to be read at once. */
  readonly pending: readonly LocalDate[];
}

/** Something that counts under a day: texts, or what they are credited with. */
interface Row {
  readonly date: LocalDate;
  readonly campaignId?: string | undefined;
  readonly variant?: string | undefined;
  readonly texts?: SmsCell;
  readonly credits?: CreditCell;
}

/**
 * What the texts of a workflow or campaign came to. Texts count under their day, and so does
 * everything that came of them, so that cost and revenue speak of the same texts. Five calls of the
 * store for any range, and some more for days that changed in the last minutes.
 */
export async function results(context: Context, question: ResultQuestion): Promise<Results> {
  const { from, to, groupBy, rule: version = DEFAULT_RULE } = question;
  const tenant = await loadTenant(context, question.tenantId);
  const rule = ATTRIBUTION_RULES.find((it) => it.version === version);
  if (rule === undefined) throw new RangeError(`There is no rule ${String(version)}.`);
  const texts = await readSmsDays(context, tenant, from, to);
  const credits = await readCreditDays(context, tenant, from, to);
  const rows: Row[] = [
    ...texts.days.flatMap(({ date, cells }) =>
      cells.filter(isWanted(question)).map((cell) => ({ date, ...tags(cell), texts: cell })),
    ),
    ...credits.days.flatMap(({ date, cells }) =>
      cells
        .filter(isWanted(question))
        .filter(({ ruleVersion }) => ruleVersion === version)
        .map((cell) => ({ date, ...tags(cell), credits: cell })),
    ),
  ];
  const terms = { texts: smsTermsOf(tenant), currency: tenant.currency };
  const facts = factsOf(rows);
  return {
    ...{ from, to, rule },
    currency: terms.currency,
    costCurrency: terms.texts.currency,
    totals: numbersOf(rows, terms),
    ...(groupBy !== undefined && { groups: groupsOf(rows, groupBy, terms) }),
    otherCosts: others(facts.texts.costMicros, terms.texts.currency),
    otherRevenue: others(facts.credits.revenueCents, terms.currency),
    pending: [...new Set([...texts.pending, ...credits.pending])].sort(),
  };
}

async function readCreditDays(
  context: Context,
  { tenantId }: Tenant,
  from: LocalDate,
  to: LocalDate,
): ReturnType<typeof readDays<CreditCell>> {
  const range = { tenantId, from, to };
  return readDays(context, range, {
    facts: 'credit',
    summary: creditDayType,
    idOf: creditDayId,
    size: async (countsOn) =>
      context.records.count(attributionType, liveOf(tenantId), { countsOn }),
    scan: async (date) => (await scanCreditDay(context, tenantId, date)).cells,
  });
}

type Tags = Pick<SmsCell, 'workflowId' | 'campaignId' | 'variant'>;

function isWanted({ workflowId, campaignId }: ResultQuestion): (cell: Tags) => boolean {
  return (cell) =>
    (workflowId === undefined || cell.workflowId === workflowId) &&
    (campaignId === undefined || cell.campaignId === campaignId);
}

function tags({ campaignId, variant }: Tags): Pick<Row, 'campaignId' | 'variant'> {
  return { campaignId, variant };
}

function factsOf(rows: readonly Row[]) {
  return {
    texts: sumOf(rows.flatMap(({ texts }) => texts ?? [])),
    credits: sumOfCredits(rows.flatMap(({ credits }) => credits ?? [])),
  };
}

function numbersOf(rows: readonly Row[], terms: ResultTerms): ResultNumbers {
  const facts = factsOf(rows);
  return {
    ...smsNumbers(facts.texts, terms.texts),
    ...creditNumbers(facts, terms),
    ...dataOf(facts),
  };
}

function groupsOf(
  rows: readonly Row[],
  groupBy: ResultGroup,
  terms: ResultTerms,
): NonNullable<Results['groups']> {
  return [...Map.groupBy(rows, (row) => groupKey(groupBy, row))]
    .map(([key, group]) => ({ key, numbers: numbersOf(group, terms) }))
    .sort(byGroupKey);
}

function others(amounts: Readonly<Record<string, number>>, own: string): OtherAmount[] {
  return Object.entries(amounts)
    .filter(([currency, amount]) => currency !== own && amount !== 0)
    .map(([currency, amount]) => ({ currency, amount }));
}
