import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';
import { PAYMENT_METHODS } from './model.ts';

const perMethod = z.partialRecord(z.enum(PAYMENT_METHODS), z.number());

/**
 * One count of a day's takings: what should have been there and what was. It stays as it is; who
 * counts again makes another one, and the one with the highest number holds.
 */
export const cashUpType = documentType('cashUp', {
  localDate: localDateField,
  /** From 1, per day. */
  number: z.number(),
  /** In the drawer before the day's first payment. */
  floatCents: z.number(),
  /** Per method that was counted: what the ledger says, the float in cash included. */
  expectedCents: perMethod,
  countedCents: perMethod,
  /** Counted less expected, all methods together. */
  differenceCents: z.number(),
  note: z.string().optional(),
  /** The member who counted. */
  by: z.string().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** One count of a day's takings. */
export type CashUp = DocumentOf<typeof cashUpType>;

/** The id of a day's count of a number: two counts at once get two numbers. */
export function cashUpId(localDate: LocalDate, number: number): string {
  return derivedId('cashUp', localDate, String(number));
}
