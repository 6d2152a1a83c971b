import { z } from 'zod';
import { dateInput } from '../../shared/customers/input-fields.ts';
import { definitionInput, withTodaysNames } from '../../shared/workflows/definition.ts';
import { DRY_RUN_REASONS } from '../../shared/workflows/dry-run-model.ts';
import { dryRun } from '../../shared/workflows/dry-run.ts';
import { endpoint, reply } from './endpoint.ts';

const count = z.number();

const dryRunView = z
  .object({
    items: z.array(
      z.object({
        ownerId: z.string(),
        /** When it would have begun. */
        at: z.string(),
        subject: z.object({ type: z.string(), id: z.string() }).optional(),
        texts: z.array(
          z.object({
            stepId: z.string(),
            channel: z.enum(['sms', 'email']),
            /** When it would have gone out, moved into the hours for texts. */
            at: z.string(),
            segments: count,
          }),
        ),
        /** What would not have been sent, and why. */
        skipped: z.array(
          z.object({
            stepId: z.string().optional(),
            reason: z.enum(DRY_RUN_REASONS),
            /** In words. */
            reasons: z.array(z.string()),
          }),
        ),
      }),
    ),
    /** What they would have read: 20 at most over all pages. */
    samples: z.array(z.object({ ownerId: z.string(), stepId: z.string(), body: z.string() })),
    /** Of this page and all before it. */
    totals: z.object({
      owners: count.describe('Owners looked at; of ownersInAll'),
      occasions: count.describe('How often the trigger would have fired'),
      recipients: count.describe('Owners who would have been sent something'),
      texts: count,
      emails: count,
      segments: count.describe('What carriers would have billed'),
      skipped: z.partialRecord(z.enum(DRY_RUN_REASONS), count).describe('By reason'),
    }),
    costMicros: z
      .number()
      .nullable()
      .describe('Segments so far x the rate of the settings, in millionths; null: none is set'),
    currency: z.string(),
    ownersInAll: count,
    next: z.string().optional().describe('The cursor of the page that follows'),
  })
  .meta({ id: 'WorkflowDryRun' });

const id = z.string().min(1).max(200);

const dryRunBody = z
  .strictObject({
    workflowId: id.optional().describe('A saved workflow, whatever its status'),
    definition: definitionInput.optional().describe('One that is still being written'),
    period: z
      .strictObject({
        from: dateInput.describe('The first day, in the zone of the business'),
        to: dateInput.describe('The day after the last one, 92 days on at most'),
      })
      .optional()
      .describe('Absent: everybody enters now'),
    segmentId: id.optional().describe('Only owners in this segment as it stands today'),
    limit: z.number().int().min(1).max(200).default(100).describe('Owners looked at per page'),
    cursor: z.string().min(1).max(4000).optional().describe('`next` of the page before'),
  })
  .refine((it) => (it.workflowId === undefined) !== (it.definition === undefined), {
    error: 'must name a saved workflow or hold a definition, one of the two',
    path: ['workflowId'],
    params: { allowed: 'workflowId or definition' },
  });

const dryRunEndpoint = endpoint({
  name: 'dry-run-workflow',
  method: 'POST',
  route: 'workflow-dry-runs',
  role: 'manager',
  summary: 'Who would have been sent what, who not and why, and at what cost; writes nothing.',
  body: dryRunBody,
  readsAs: withTodaysNames,
  example: {
    definition: {
      name: 'Thanks after a visit',
      trigger: { type: 'appointment_completed', delayHours: 2 },
      steps: [{ type: 'log_event', message: 'Came and went' }],
    },
    period: { from: '2026-02-01', to: '2026-03-01' },
  },
  failures: [404],
  replies: { 200: dryRunView },
  handle: async ({ context, caller: { tenantId }, body }) => {
    const { items, samples, totals, ...rest } = await dryRun(context, { tenantId, ...body });
    return reply(200, {
      ...rest,
      items: items.map(({ texts, skipped, ...item }) => ({
        ...item,
        texts: texts.map(({ stepId, channel, at, segments }) => ({
          stepId,
          channel,
          at,
          segments,
        })),
        skipped: skipped.map((it) => ({ ...it, reasons: [...it.reasons] })),
      })),
      samples: [...samples],
      totals,
    });
  },
});

/** Endpoints that try workflows. */
export const workflowDryRunEndpoints = [dryRunEndpoint];
