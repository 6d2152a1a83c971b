import { z } from 'zod';
import {
  LEDGER_KINDS,
  LINE_KINDS,
  PAYMENT_METHODS,
  totalOf,
  type LedgerEntry,
} from '../../shared/ledger/model.ts';
import { reply } from './endpoint.ts';

/** An entry as the API shows it. */
export const ledgerEntryView = z
  .object({
    id: z.string(),
    ownerId: z.string(),
    kind: z.enum(LEDGER_KINDS),
    /** What it adds to what the owner owes; negative: takes off. */
    effectCents: z.number(),
    currency: z.string(),
    at: z.string(),
    localDate: z.string(),
    timeZone: z.string(),
    lines: z
      .array(
        z.object({
          kind: z.enum(LINE_KINDS),
          description: z.string(),
          priceCents: z.number(),
          taxCents: z.number(),
          serviceId: z.string().optional(),
          petId: z.string().optional(),
          staffId: z.string().optional(),
        }),
      )
      .optional(),
    /** Charges: tax included. */
    totalCents: z.number().optional(),
    subject: z.object({ type: z.string(), id: z.string() }).optional(),
    serviceDate: z.string().optional(),
    creditNoteFor: z.string().optional(),
    /** Money that came in; negative: went out. */
    money: z
      .object({
        method: z.enum(PAYMENT_METHODS),
        amountCents: z.number(),
        tipCents: z.number(),
      })
      .optional(),
    taxCents: z.number(),
    /** What it refunds, waives or undoes. */
    entryId: z.string().optional(),
    /** What it covers (positive) and lets go (negative). */
    moves: z.array(
      z.object({
        sourceId: z.string(),
        chargeId: z.string(),
        line: z.number(),
        cents: z.number(),
        taxCents: z.number(),
      }),
    ),
    reason: z.string().optional(),
    reference: z.string().optional(),
    by: z.string().optional(),
    externalId: z.string().optional(),
    createdAt: z.string(),
  })
  .meta({ id: 'LedgerEntry' });

/** An entry with what its lines come to. */
export function entryViewOf(entry: LedgerEntry): z.input<typeof ledgerEntryView> {
  return entry.lines === undefined ? entry : { ...entry, totalCents: totalOf(entry) };
}

/** The reply to a request that posted an entry. */
export function postedReply(entry: LedgerEntry) {
  return reply(201, entryViewOf(entry), { location: `ledger-entries/${entry.id}` });
}
