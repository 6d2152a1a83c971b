/** How a number of a metric is to be read. */
export const METRIC_KINDS = ['count', 'ratio', 'money'] as const;

/** What a metric is: the one definition that API, page, exports and documentation use. */
export interface MetricDescription {
  /** Stable; the field's name wherever the number is given. */
  readonly id: string;
  readonly name: string;
  /** In words, with every boundary. */
  readonly formula: string;
  /** texts, segments, bookings, a share of 1, and millionths or cents of a currency, among others. */
  readonly unit: string;
  /** Which day decides what is counted where. */
  readonly dateBasis: string;
  /** In which zone that day is. */
  readonly zone: string;
  readonly kind: (typeof METRIC_KINDS)[number];
}

/** A metric with its formula as code. `value` is null where it has no meaning, as a ratio of nothing has. */
export interface Metric<F, T> extends MetricDescription {
  value(facts: F, terms: T): number | null;
}

/** A ratio, null when there is nothing to divide by; both are sums, never averages of averages. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The description of a metric without its code. */
export function describeMetric<F, T>(metric: Metric<F, T>): MetricDescription {
  const { id, name, formula, unit, dateBasis, zone, kind } = metric;
  return { id, name, formula, unit, dateBasis, zone, kind };
}
