import { z } from 'zod';
import {
  FEE_REASONS,
  FEE_STATUSES,
  HOLD_REASONS,
  NO_SHOW_FINDERS,
  NO_SHOW_STATUSES,
  type NoShowRecord,
} from '../../shared/no-shows/model.ts';
import { reply } from './endpoint.ts';

const act = { at: z.string(), reason: z.string(), by: z.string().optional() };

/** A missed visit, or one that is believed to be. */
export const noShowView = z
  .object({
    id: z.string(),
    ownerId: z.string(),
    appointmentId: z.string(),
    markSeq: z.number(),
    status: z.enum(NO_SHOW_STATUSES),
    found: z.enum(NO_SHOW_FINDERS),
    detectedAt: z.string(),
    occurredAt: z.string(),
    startsAt: z.string(),
    localDate: z.string(),
    timeZone: z.string(),
    gracePeriodMinutes: z.number(),
    staffId: z.string(),
    valueCents: z.number(),
    hold: z
      .object({
        reason: z.enum(HOLD_REASONS),
        checkIns: z.number(),
        ended: z.number(),
        unmarked: z.number(),
      })
      .optional(),
    fee: z.object({
      status: z.enum(FEE_STATUSES),
      cents: z.number(),
      strike: z.number(),
      reason: z.enum(FEE_REASONS),
      chargeId: z.string().optional(),
    }),
    policyText: z.string(),
    markedBy: z.string().optional(),
    markedAt: z.string().optional(),
    waived: z.object(act).optional(),
    dismissed: z.object(act).optional(),
    undone: z.object({ ...act, arrivedAt: z.string(), resoldTo: z.array(z.string()) }).optional(),
    notice: z
      .object({ messageId: z.string(), status: z.string(), reason: z.string().optional() })
      .optional(),
    correction: z
      .object({
        status: z.string(),
        messageId: z.string().optional(),
        reason: z.string().optional(),
      })
      .optional(),
    notes: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'NoShow' });

/** A missed visit with what its owner's other fees would be by now. */
export const noShowDetailView = noShowView
  .extend({
    laterFees: z.array(
      z.object({
        recordId: z.string(),
        localDate: z.string(),
        feeCents: z.number(),
        /** What the ladder would ask by now; adjusting the fee lowers it to this. */
        wouldBeCents: z.number(),
      }),
    ),
  })
  .meta({ id: 'NoShowDetail' });

/** The reply that shows a record. */
export function noShowReply(record: NoShowRecord) {
  return reply(200, record, { revision: record.revision });
}
