import { ratio, type Metric } from '../reports/metric.ts';
import type { SmsFacts } from './model.ts';
import type { SmsTerms } from './sms-terms.ts';

type SmsMetric = Metric<SmsFacts, SmsTerms>;

const DATE_BASIS =
  'the day of the claim of the last send call, kept on the text; of its end when it never came to one';
const ZONE = "the business's zone on that day";

function metric<const I extends string>(
  id: I,
  rest: Omit<SmsMetric, 'id' | 'dateBasis' | 'zone'>,
): SmsMetric & { readonly id: I } {
  return { id, dateBasis: DATE_BASIS, zone: ZONE, ...rest };
}

function count<const I extends string>(
  id: I,
  name: string,
  formula: string,
  value: (facts: SmsFacts) => number,
  unit = 'texts',
) {
  return metric(id, { name, formula, unit, kind: 'count', value });
}

function share<const I extends string>(
  id: I,
  name: string,
  formula: string,
  value: (facts: SmsFacts) => number | null,
) {
  return metric(id, { name, formula, unit: 'share of 1', kind: 'ratio', value });
}

function money<const I extends string>(
  id: I,
  name: string,
  formula: string,
  value: SmsMetric['value'],
) {
  return metric(id, { name, formula, unit: 'millionths of the currency', kind: 'money', value });
}

/** The metrics about texts. */
export const smsMetrics = [
  count(
    'smsSent',
    'Texts sent',
    'Texts that the provider took: accepted, sent, delivered, undelivered, or failed after it took them.',
    ({ taken }) => taken,
  ),
  count('smsDelivered', 'Delivered', 'Texts whose receipt says delivered.', (it) => it.delivered),
  count(
    'smsUnconfirmed',
    'Delivery unconfirmed',
    'Texts sent of which no last word is known (yet): not every carrier sends receipts.',
    ({ unconfirmed }) => unconfirmed,
  ),
  count(
    'smsFailures',
    'Failures',
    'Undelivered texts, and failed ones whether the provider took them or not.',
    ({ undelivered, failed }) => undelivered + failed,
  ),
  count(
    'smsSkipped',
    'Not sent',
    'Texts skipped for a reason or expired before they could be sent.',
    ({ skipped, expired }) => skipped + expired,
  ),
  count(
    'smsOpen',
    'Outcome open',
    'Texts that were claimed and of which it is not known whether the provider took them.',
    ({ open }) => open,
  ),
  share(
    'smsDeliveryRate',
    'Delivery rate',
    'Delivered / (delivered + undelivered + failed). Unconfirmed texts are in neither.',
    ({ delivered, undelivered, failed }) => ratio(delivered, delivered + undelivered + failed),
  ),
  count(
    'smsAnswered',
    'Answered',
    'Delivered texts that words came back on from their number within the reply window (72 hours unless set), no later text lying between. STOP, START and HELP are no answers; several answers are one.',
    ({ answered }) => answered,
  ),
  share('smsResponseRate', 'Response rate', 'Answered / delivered.', ({ answered, delivered }) =>
    ratio(answered, delivered),
  ),
  count(
    'smsClicked',
    'Clicked',
    'Delivered texts of which a person opened a link at least once: one recipient each, whatever the clicks. Previews and scanners are left out.',
    ({ clicked }) => clicked,
  ),
  share(
    'smsClickThroughRate',
    'Click-through rate',
    'Clicked / delivered.',
    ({ clicked, delivered }) => ratio(clicked, delivered),
  ),
  count(
    'smsOptOuts',
    'Opt-outs',
    'Delivered texts that a STOP from their number followed within 48 hours, no later text lying between.',
    ({ optedOut }) => optedOut,
  ),
  share('smsOptOutRate', 'Opt-out rate', 'Opt-outs / delivered.', ({ optedOut, delivered }) =>
    ratio(optedOut, delivered),
  ),
  count(
    'smsSegments',
    'Segments',
    "Segments of the texts sent: the provider's count once known, ours until then.",
    ({ segments }) => segments,
    'segments',
  ),
  money(
    'smsCostFinal',
    'Cost, final',
    "Sum of the provider's prices, as far as they are known.",
    ({ costMicros }, { currency }) => costMicros[currency] ?? 0,
  ),
  money(
    'smsCostEstimated',
    'Cost, estimated',
    'Segments of the texts sent without a price yet x the rate per segment in the settings. Null when such texts exist and no rate is set. Failed texts count nothing until priced.',
    estimate,
  ),
  money('smsCostTotal', 'Cost, total', 'Final + estimated.', costTotal),
  money(
    'smsCostPerText',
    'Cost per text',
    'Cost in total / texts sent, rounded to a millionth.',
    (facts, terms) => {
      const cost = costTotal(facts, terms);
      const each = cost === null ? null : ratio(cost, facts.taken);
      return each === null ? null : Math.round(each);
    },
  ),
] as const;

function estimate({ unpricedSegments }: SmsFacts, { segmentMicros }: SmsTerms): number | null {
  if (unpricedSegments === 0) return 0;
  return segmentMicros === undefined ? null : unpricedSegments * segmentMicros;
}

/** What texts cost, final and estimated; null where a part is not known and no rate is set. */
export function costTotal(facts: SmsFacts, terms: SmsTerms): number | null {
  const estimated = estimate(facts, terms);
  return estimated === null ? null : (facts.costMicros[terms.currency] ?? 0) + estimated;
}

/** The id of a metric about texts. */
export type SmsMetricId = (typeof smsMetrics)[number]['id'];

/** The numbers of some texts, by metric; null where a number has no meaning. */
export type SmsNumbers = Readonly<Record<SmsMetricId, number | null>>;

/** Every metric of these facts on these terms. */
export function smsNumbers(facts: SmsFacts, terms: SmsTerms): SmsNumbers {
  return Object.fromEntries(
    smsMetrics.map((it) => [it.id, it.value(facts, terms)]),
  ) as unknown as SmsNumbers;
}
