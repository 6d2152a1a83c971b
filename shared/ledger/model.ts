import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/**
 * What an entry is. charge: the owner owes it. payment: money came. refund: money of a payment went
 * back. waiver: a charge, or a part, is not asked for. credit: granted without money. credit_use:
 * what lay unallocated now covers charges. reversal: an entry is undone.
 */
export const LEDGER_KINDS = [
  'charge',
  'payment',
  'refund',
  'waiver',
  'credit',
  'credit_use',
  'reversal',
] as const;
/** One of {@link LEDGER_KINDS}. */
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** How money changes hands. */
export const PAYMENT_METHODS = ['cash', 'card', 'check', 'transfer', 'other'] as const;
/** One of {@link PAYMENT_METHODS}. */
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** What a line of a charge is for. */
export const LINE_KINDS = ['service', 'no_show_fee', 'product', 'adjustment'] as const;

/** One thing that is charged. */
const chargeLine = z.object({
  kind: z.enum(LINE_KINDS),
  description: z.string(),
  /** Before tax, 0 or more. */
  priceCents: z.number(),
  /** On top of the price, 0 or more. */
  taxCents: z.number(),
  serviceId: z.string().optional(),
  petId: z.string().optional(),
  staffId: z.string().optional(),
});
/** One thing that is charged. */
export type ChargeLine = z.output<typeof chargeLine>;

/** Covers a part of a charge's line from a source (payment, credit, waiver); negative: lets it go. */
const move = z.object({
  /** The entry whose money it is. */
  sourceId: z.string(),
  chargeId: z.string(),
  /** Index in the charge's lines. */
  line: z.number(),
  /** Tax included. */
  cents: z.number(),
  /** How much of `cents` is tax. */
  taxCents: z.number(),
});
/** Covers a part of a charge's line from a source; negative: lets it go. */
export type Move = z.output<typeof move>;

/**
 * One entry of an owner's ledger. Facts that stay: an entry is never edited, only reversed by
 * another one. (A merge of owners moves it to the survivor.) Amounts are whole cents of `currency`.
 * What is open on a charge and free of a payment follows from the entries, see `fold-ledger.ts`.
 */
export const ledgerEntryType = documentType('ledgerEntry', {
  ownerId: z.string(),
  kind: z.enum(LEDGER_KINDS),
  /** What it adds to what the owner owes; negative: takes off. The balance is the sum of these. */
  effectCents: z.number(),
  /** ISO 4217, the tenant's when it was posted. */
  currency: z.string(),
  /** When it was posted; for imported history, when it happened. */
  at: instantField,
  /** The day of `at` as the business has it in `timeZone`, kept when the business moves. */
  localDate: localDateField,
  timeZone: z.string(),
  /** charge: what is charged. */
  lines: z.array(chargeLine).optional(),
  /** charge: what it was caused by, an appointment or a no-show record. */
  subject: z.object({ type: z.string(), id: z.string() }).optional(),
  /** charge, and what waives or reverses one: the day of the visit. Sales are told by it. */
  serviceDate: localDateField.optional(),
  /** charge: the invoice that lists it. What takes it back is then a credit note. */
  invoiceId: z.string().optional(),
  /** waiver, reversal: a credit note is owed for this invoice. */
  creditNoteFor: z.string().optional(),
  /** Money that came in; negative: went out. */
  money: z
    .object({
      method: z.enum(PAYMENT_METHODS),
      /** Without the tip. */
      amountCents: z.number(),
      tipCents: z.number(),
    })
    .optional(),
  /**
   * How much of the money collected turns out to be tax by this entry's moves; negative: no more.
   * Money that lies unallocated is known to hold tax only once it is used.
   */
  taxCents: z.number(),
  /** refund: the payment. waiver: the charge. reversal: the entry undone. */
  entryId: z.string().optional(),
  /** What it covers and lets go, in this order. */
  moves: z.array(move),
  /** Why; required of what takes something back. */
  reason: z.string().optional(),
  /** The number of a check, receipt or transfer. */
  reference: z.string().optional(),
  /** The member who posted it; absent: the product itself, an operator or an import. */
  by: z.string().optional(),
  /** An imported payment or refund whose `moves` are settled once all rows are in; absent: they are. */
  unsettled: z.boolean().optional(),
  /** The id it had in the system it was imported from. */
  externalId: z.string().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** One entry of an owner's ledger. */
export type LedgerEntry = DocumentOf<typeof ledgerEntryType>;

/** The id of the entry that a cause leads to: posting it twice collides. */
export function causedEntryId(kind: LedgerKind, ...cause: readonly string[]): string {
  return derivedId('ledgerEntry', kind, ...cause);
}

/** The id of the reversal of an entry: there can be one only. */
export function reversalId(entryId: string): string {
  return causedEntryId('reversal', entryId);
}

/** What a charge comes to, tax included; 0 for entries of other kinds. */
export function totalOf({ lines = [] }: Pick<LedgerEntry, 'lines'>): number {
  return lines.reduce((sum, { priceCents, taxCents }) => sum + priceCents + taxCents, 0);
}
