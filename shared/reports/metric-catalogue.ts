import { resultMetrics } from '../results/result-metrics.ts';
import { smsMetrics } from '../sms-analytics/sms-metrics.ts';
import { describeMetric, type MetricDescription } from './metric.ts';

/** Every metric of the product, each defined once. */
export const metricCatalogue: readonly MetricDescription[] = [
  ...smsMetrics.map((it) => describeMetric(it)),
  ...resultMetrics.map((it) => describeMetric(it)),
];
