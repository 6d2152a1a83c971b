import type { FieldType, FieldValue } from '../kernel/condition.ts';
import { parseLocalDate } from '../kernel/local-date.ts';
import { isLocalTime } from '../kernel/time-zone.ts';

/** What a fallback of each type may be, in words. */
export const FALLBACKS: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  number: 'a number such as 3 or 2.5, an amount in cents',
  boolean: 'true or false',
  date: 'a date such as 2026-03-01',
  time: 'a time such as 09:30',
};

/**
 * The value that a fallback stands for when its variable is of `type`, so that it reads and counts like any
 * other value of it; undefined: it is none of that type.
 */
export function fallbackValue(fallback: string, type: FieldType): FieldValue | undefined {
  switch (type) {
    case 'text':
      return fallback;
    case 'number':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(fallback) ? Number(fallback) : undefined;
    case 'boolean':
      return fallback === 'true' || (fallback === 'false' ? false : undefined);
    case 'date':
      return parseLocalDate(fallback).ok ? fallback : undefined;
    case 'time':
      return isLocalTime(fallback) ? fallback : undefined;
  }
}
