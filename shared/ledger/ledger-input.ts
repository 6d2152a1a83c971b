import { z } from 'zod';
import { dateInput, oneLine } from '../customers/input-fields.ts';
import { MAX_CENTS } from '../kernel/money.ts';
import { LINE_KINDS, PAYMENT_METHODS } from './model.ts';

/** Whole cents from `min` on. */
function cents(min: 0 | 1) {
  return z.int().min(min).max(MAX_CENTS);
}

const reason = oneLine(500);
const reference = oneLine(100).optional();

/** A charge as staff enter it. */
export const newChargeInput = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        kind: z.enum(LINE_KINDS),
        description: oneLine(200),
        /** Before tax. */
        priceCents: cents(0),
        taxCents: cents(0).default(0),
        serviceId: oneLine(200).optional(),
        petId: oneLine(200).optional(),
        staffId: oneLine(200).optional(),
      }),
    )
    .min(1)
    .max(50)
    .refine((lines) => lines.some((it) => it.priceCents + it.taxCents > 0), {
      error: 'must come to at least one cent',
    }),
  /** The day of the visit or sale; today when absent. */
  serviceDate: dateInput.optional(),
  reference,
});

const tip = cents(0).default(0);

function comesToSomething(it: { readonly amountCents: number; readonly tipCents: number }) {
  return it.amountCents + it.tipCents > 0;
}
const NOTHING = { error: 'must come to at least one cent with the tip', path: ['amountCents'] };

/** Money that came in, as staff enter it. Paid by two methods: two payments. */
export const newPaymentInput = z
  .strictObject({
    method: z.enum(PAYMENT_METHODS),
    /** Without the tip. */
    amountCents: cents(0),
    tipCents: tip,
    reference,
  })
  .refine(comesToSomething, NOTHING);

/** Money that goes back. */
export const newRefundInput = z
  .strictObject({
    /** Without the tip. */
    amountCents: cents(0),
    tipCents: tip,
    /** As it came when absent. */
    method: z.enum(PAYMENT_METHODS).optional(),
    reason,
    reference,
  })
  .refine(comesToSomething, NOTHING);

/** What is not asked for: all of the charge when no amount is given. */
export const newWaiverInput = z.strictObject({ amountCents: cents(1).optional(), reason });

/** Credit granted without money. */
export const newCreditInput = z.strictObject({ amountCents: cents(1), reason });

/** How much credit is to cover open charges: all there is when absent. */
export const newCreditUseInput = z.strictObject({ amountCents: cents(1).optional() });

/** Why an entry is undone. */
export const newReversalInput = z.strictObject({ reason });
