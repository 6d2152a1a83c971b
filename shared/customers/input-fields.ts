import { z } from 'zod';
import { parseLocalDate, type LocalDate } from '../kernel/local-date.ts';

/** A text of one line: trimmed, in Unicode's composed form, 1 to `max` characters. */
export function oneLine(max: number) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), {
      error: 'must not contain line breaks or control characters',
    });
}

/** A text that may have several lines: trimmed, 1 to `max` characters. */
export function manyLines(max: number) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/[^\P{Cc}\r\n\t]/u.test(text), {
      error: 'must not contain control characters',
    });
}

/** A calendar date that exists, `YYYY-MM-DD`, from 1980 on, before 2100. */
export const dateInput = z
  .string()
  .refine((text) => parseLocalDate(text).ok && text >= '1980' && text < '2100', {
    error: 'must be a date YYYY-MM-DD that exists, from 1980 to 2099',
    params: { allowed: 'YYYY-MM-DD, from 1980-01-01 to 2099-12-31' },
  })
  .meta({ format: 'date' })
  .transform((text) => text as LocalDate);
