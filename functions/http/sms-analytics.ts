import { z } from 'zod';
import { dateInput } from '../../shared/customers/input-fields.ts';
import { daysBetween } from '../../shared/kernel/local-date.ts';
import {
  MAX_RANGE_DAYS,
  SMS_GROUPS,
  smsAnalytics,
} from '../../shared/sms-analytics/sms-analytics.ts';
import { smsMetrics, type SmsMetricId } from '../../shared/sms-analytics/sms-metrics.ts';
import { endpoint, reply } from './endpoint.ts';

/** The fields about texts that the catalogue names, with its words. */
export const smsNumberFields = Object.fromEntries(
  smsMetrics.map(({ id, formula, unit }) => [
    id,
    z.number().nullable().describe(`${formula} Unit: ${unit}.`),
  ]),
) as Record<SmsMetricId, z.ZodNullable<z.ZodNumber>>;

const numbersView = z.object(smsNumberFields).meta({ id: 'SmsNumbers' });

const analyticsView = z
  .object({
    from: z.string(),
    to: z.string(),
    currency: z.string().describe('Of all amounts, which are in millionths of it'),
    totals: numbersView,
    groups: z
      .array(
        z.object({
          key: z.string().nullable().describe('null: texts without such a tag'),
          numbers: numbersView.partial().meta({ id: 'SomeSmsNumbers' }),
        }),
      )
      .optional(),
    otherCosts: z
      .array(z.object({ currency: z.string(), costMicros: z.number() }))
      .describe('Prices in other currencies, in no total'),
    pending: z.array(z.string()).describe('Days whose latest changes are not counted yet'),
  })
  .meta({ id: 'SmsAnalytics' });

const day = (description: string) => dateInput.describe(description);
const tag = z.string().min(1).max(200).optional();

const rangeQuery = z
  .strictObject({
    from: day('The first day, in the zone of the business'),
    to: day('The day after the last one'),
    groupBy: z.enum(SMS_GROUPS).optional(),
    campaignId: tag.describe('Only texts of this campaign'),
    workflowId: tag.describe('Only texts of this workflow'),
    variant: tag.describe('Only texts of this variant of a campaign'),
  })
  .superRefine(({ from, to }, refinement) => {
    const days = daysBetween(from, to);
    if (days >= 1 && days <= MAX_RANGE_DAYS) return;
    refinement.addIssue({
      code: 'custom',
      path: ['to'],
      message: `must be 1 to ${String(MAX_RANGE_DAYS)} days after from`,
      params: { allowed: `1 to ${String(MAX_RANGE_DAYS)} days after from` },
    });
  });

const getSmsAnalyticsEndpoint = endpoint({
  name: 'get-sms-analytics',
  method: 'GET',
  route: 'sms-analytics',
  role: 'staff',
  summary: 'What texts came to and cost, in a range of days and by day, month, tag or reason.',
  query: rangeQuery,
  replies: { 200: analyticsView },
  cacheSeconds: 60,
  handle: async ({ context, caller, query }) => {
    const answer = await smsAnalytics(context, { tenantId: caller.tenantId, ...query });
    const { groups, otherCosts, pending, ...rest } = answer;
    return reply(200, {
      ...rest,
      ...(groups !== undefined && { groups: [...groups] }),
      otherCosts: [...otherCosts],
      pending: [...pending],
    });
  },
});

/** Endpoints on what texts came to. */
export const smsAnalyticsEndpoints = [getSmsAnalyticsEndpoint];
