import { z } from 'zod';
import { METRIC_KINDS } from '../../shared/reports/metric.ts';
import { metricCatalogue } from '../../shared/reports/metric-catalogue.ts';
import { endpoint, reply } from './endpoint.ts';

const metricView = z
  .object({
    id: z.string().describe('The field of this number wherever it is given'),
    name: z.string(),
    formula: z.string(),
    unit: z.string(),
    dateBasis: z.string(),
    zone: z.string(),
    kind: z.enum(METRIC_KINDS),
  })
  .meta({ id: 'Metric' });

const listMetricsEndpoint = endpoint({
  name: 'list-metrics',
  method: 'GET',
  route: 'metrics',
  role: 'staff',
  summary: 'What every number of the reports means: formula, unit, date basis, zone.',
  replies: { 200: z.object({ metrics: z.array(metricView) }) },
  cacheSeconds: 3600,
  handle: async () => reply(200, { metrics: [...metricCatalogue] }),
});

/** The metric catalogue. */
export const metricEndpoints = [listMetricsEndpoint];
