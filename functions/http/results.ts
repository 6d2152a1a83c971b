import { z } from 'zod';
import { dateInput } from '../../shared/customers/input-fields.ts';
import { ATTRIBUTION_RULES } from '../../shared/results/attribution-rule.ts';
import { campaignResults } from '../../shared/results/campaign-results.ts';
import { LIFT_WINDOW_DAYS } from '../../shared/results/model.ts';
import { resultMetrics, type ResultMetricId } from '../../shared/results/result-metrics.ts';
import { RESULT_GROUPS, type Results } from '../../shared/results/results.ts';
import { workflowResults } from '../../shared/results/workflow-results.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, wholeNumber } from './list-page.ts';
import { smsNumberFields } from './sms-analytics.ts';

const creditFields = Object.fromEntries(
  resultMetrics.map(({ id, formula, unit }) => [
    id,
    z.number().nullable().describe(`${formula} Unit: ${unit}.`),
  ]),
) as Record<ResultMetricId, z.ZodNullable<z.ZodNumber>>;

const numbersView = z
  .object({
    ...smsNumberFields,
    ...creditFields,
    data: z.enum(['enough', 'not-enough']).describe('Whether the rates are enough to go by'),
    dataSays: z.string().describe('The same in plain words'),
  })
  .meta({ id: 'ResultNumbers' });

const amounts = z.array(z.object({ currency: z.string(), amount: z.number() }));

/** What is said of results in any case. */
const resultFields = {
  from: z.string(),
  to: z.string(),
  rule: z
    .object({
      version: z.number(),
      hours: z
        .object({
          click: z.number().optional(),
          reply: z.number().optional(),
          delivered: z.number().optional(),
        })
        .describe('How long after each a booking is credited to it, inclusively'),
    })
    .describe('By which bookings were credited: the strongest of the three, of that the last'),
  currency: z.string().describe('Of sales and revenue, which are in its smallest unit'),
  costCurrency: z.string().describe('Of costs, which are in millionths of it'),
  totals: numbersView,
  groups: z
    .array(
      z.object({
        key: z.string().nullable().describe('null: texts without such a tag'),
        numbers: numbersView,
      }),
    )
    .optional(),
  otherCosts: amounts.describe('Prices of texts in other currencies (millionths), in no total'),
  otherRevenue: amounts.describe('Revenue in other currencies (smallest unit), in no total'),
  pending: z.array(z.string()).describe('Days whose latest changes are not counted yet'),
};

const resultsView = z.object(resultFields).meta({ id: 'Results' });

const rangeQuery = z.strictObject({
  from: dateInput.optional().describe('First day of the texts; absent: 90 days in all'),
  to: dateInput.optional().describe('The day after the last one; absent: today is the last'),
  groupBy: z.enum(RESULT_GROUPS).optional(),
  rule: wholeNumber(1, ATTRIBUTION_RULES.length)
    .optional()
    .describe('The version of the rule of credit; 1 when absent'),
});

function shown({ groups, otherCosts, otherRevenue, pending, rule, ...rest }: Results) {
  return {
    ...rest,
    rule: { version: rule.version, hours: { ...rule.hours } },
    ...(groups !== undefined && { groups: [...groups] }),
    otherCosts: [...otherCosts],
    otherRevenue: [...otherRevenue],
    pending: [...pending],
  };
}

const workflowResultsEndpoint = endpoint({
  name: 'get-workflow-results',
  method: 'GET',
  route: 'workflows/{workflowId}/results',
  role: 'staff',
  summary:
    'What the texts of a workflow came to: delivery, answers, bookings, revenue, cost, return.',
  params: idParam('workflowId'),
  query: rangeQuery,
  failures: [422],
  replies: { 200: resultsView },
  cacheSeconds: 60,
  handle: async ({ context, caller: { tenantId }, params, query }) => {
    const found = await workflowResults(context, { tenantId, ...params, ...query });
    return reply(200, shown(found));
  },
});

const group = z.object({
  owners: z.number(),
  booked: z.number(),
  share: z.number().nullable().describe('null for nobody'),
});

const liftView = z
  .object({
    variant: z.string().optional().describe('Absent: all who were texted'),
    texted: group,
    heldOut: group,
    verdict: z.enum(['not-enough-data', 'no-difference-shown', 'more-bookings', 'fewer-bookings']),
    inWords: z.string().describe('The verdict for a person'),
    difference: z.number().optional().describe('Share of the texted less share of the others'),
    interval: z.array(z.number()).optional().describe('Where it lies, 95 times of 100: from, to'),
    p: z.number().optional().describe('How often chance alone makes a difference as large'),
    addedBookings: z.number().optional().describe('Owners who would not have booked otherwise'),
  })
  .meta({ id: 'Lift' });

const campaignResultsView = z
  .object({
    ...resultFields,
    lift: z
      .array(liftView)
      .describe(
        `Who booked within ${String(LIFT_WINDOW_DAYS)} days of entering, against owners left alone; empty without a hold-out`,
      ),
  })
  .meta({ id: 'CampaignResults' });

const campaignResultsEndpoint = endpoint({
  name: 'get-campaign-results',
  method: 'GET',
  route: 'campaigns/{campaignId}/results',
  role: 'staff',
  summary:
    'What the texts of a campaign came to, by variant too, and what they added against owners left alone.',
  params: idParam('campaignId'),
  query: rangeQuery.extend({
    from: dateInput.optional().describe('First day of the texts; absent: the day it started'),
  }),
  failures: [422],
  replies: { 200: campaignResultsView },
  cacheSeconds: 60,
  handle: async ({ context, caller: { tenantId }, params, query }) => {
    const found = await campaignResults(context, { tenantId, ...params, ...query });
    const lift = found.lift.map(({ interval, ...rest }) => ({
      ...rest,
      ...(interval !== undefined && { interval: [...interval] }),
    }));
    return reply(200, { ...shown(found), lift });
  },
});

/** Endpoints on what workflows and campaigns came to. */
export const resultEndpoints = [workflowResultsEndpoint, campaignResultsEndpoint];
