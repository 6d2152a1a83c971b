import { minorDigits } from '../kernel/money.ts';
import { ratio, type Metric } from '../reports/metric.ts';
import type { SmsFacts } from '../sms-analytics/model.ts';
import { costTotal } from '../sms-analytics/sms-metrics.ts';
import type { SmsTerms } from '../sms-analytics/sms-terms.ts';
import type { CreditFacts } from './model.ts';

/** Texts, and what they are credited with. */
export interface ResultFacts {
  readonly texts: SmsFacts;
  readonly credits: CreditFacts;
}

/** On what terms facts are valued. */
export interface ResultTerms {
  readonly texts: SmsTerms;
  /** ISO 4217: the business's, of sales and revenue. */
  readonly currency: string;
}

type ResultMetric = Metric<ResultFacts, ResultTerms>;

const DATE_BASIS =
  'the day of the text that is credited (as of every number about texts), whenever the visit was booked, made or paid';
const ZONE = "the business's zone on that day";
const CENTS = 'smallest unit of the currency (cents)';

function metric<const I extends string>(
  id: I,
  rest: Omit<ResultMetric, 'id' | 'dateBasis' | 'zone'>,
): ResultMetric & { readonly id: I } {
  return { id, dateBasis: DATE_BASIS, zone: ZONE, ...rest };
}

function bookings<const I extends string>(
  id: I,
  name: string,
  formula: string,
  value: (credits: CreditFacts) => number,
) {
  const of = ({ credits }: ResultFacts) => value(credits);
  return metric(id, { name, formula, unit: 'bookings', kind: 'count', value: of });
}

function money<const I extends string>(
  id: I,
  name: string,
  formula: string,
  amounts: (credits: CreditFacts) => CreditFacts['salesCents'],
) {
  const value = ({ credits }: ResultFacts, { currency }: ResultTerms) =>
    amounts(credits)[currency] ?? 0;
  return metric(id, { name, formula, unit: CENTS, kind: 'money', value });
}

/** The metrics about what texts of workflows and campaigns brought about. */
export const resultMetrics = [
  bookings(
    'attributedBookings',
    'Bookings',
    'Visits booked online, by telephone, by staff or as walk-ins whose owner clicked a link of one of these texts at most 120 hours before; of who did not, answered one at most 72 hours before; of who did neither, got a marketing text at most 24 hours before (rule 1; rule 2 leaves the last one out). The strongest of the three counts, of that the last one, and a visit counts once. Cancelled and missed ones are among them.',
    (it) => it.bookings,
  ),
  bookings(
    'attributedByClick',
    'Bookings after a click',
    'Of the bookings those credited to the first opening of a link by a person.',
    (it) => it.byClick,
  ),
  bookings(
    'attributedByReply',
    'Bookings after a reply',
    'Of the bookings those credited to words that came in as the answer to a text that asks nothing; STOP, START and HELP are none.',
    (it) => it.byReply,
  ),
  bookings(
    'attributedByDelivery',
    'Bookings after a delivery',
    'Of the bookings those credited to a marketing text that was delivered and did nothing more. None by rule 2.',
    (it) => it.byDelivery,
  ),
  bookings(
    'attributedCompleted',
    'Visits made',
    'Of the bookings those whose visit is completed.',
    (it) => it.completed,
  ),
  bookings(
    'attributedCancelled',
    'Bookings cancelled',
    'Of the bookings those that were cancelled, by whomever.',
    (it) => it.cancelled,
  ),
  bookings(
    'attributedMissed',
    'Visits missed',
    'Of the bookings those whose owner did not come.',
    (it) => it.missed,
  ),
  metric('attributedBookingRate', {
    name: 'Bookings per text',
    formula: 'Bookings / texts sent. Above 1 where texts brought about several visits each.',
    unit: 'bookings per text',
    kind: 'ratio',
    value: ({ texts, credits }) => ratio(credits.bookings, texts.taken),
  }),
  money(
    'attributedSales',
    'Sales',
    "What the credited visits were charged, without tax and less what was waived, paid or not; fees and what was charged beside the visit are not in it. In the business's currency.",
    (it) => it.salesCents,
  ),
  money(
    'attributedRevenue',
    'Revenue',
    "How much of those charges payments cover now, without tax and tips: refunds and payments undone are taken off, granted credit is no money. In the business's currency.",
    (it) => it.revenueCents,
  ),
  metric('returnOnCost', {
    name: 'Return on cost (ROI)',
    formula:
      'Revenue less the cost of these texts in total, / that cost: 0 is what was spent, 1 is as much again. Null without cost, without a known one, and when revenue and cost are in different currencies.',
    unit: 'share of the cost',
    kind: 'ratio',
    value: returnOnCost,
  }),
] as const;

function returnOnCost(
  { texts, credits }: ResultFacts,
  { texts: terms, currency }: ResultTerms,
): number | null {
  const cost = costTotal(texts, terms);
  if (cost === null || cost === 0 || terms.currency !== currency) return null;
  const cents = credits.revenueCents[currency] ?? 0;
  return ratio(cents * 10 ** (6 - minorDigits(currency)) - cost, cost);
}

/** The id of a metric about results. */
export type ResultMetricId = (typeof resultMetrics)[number]['id'];

/** The numbers of some credits, by metric; null where a number has no meaning. */
export type CreditNumbers = Readonly<Record<ResultMetricId, number | null>>;

/** Every metric of these facts on these terms. */
export function creditNumbers(facts: ResultFacts, terms: ResultTerms): CreditNumbers {
  return Object.fromEntries(
    resultMetrics.map((it) => [it.id, it.value(facts, terms)]),
  ) as unknown as CreditNumbers;
}
