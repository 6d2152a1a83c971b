import type { Facts, Field, FieldValue } from '../kernel/condition.ts';
import { dateInWords, timeInWords } from '../kernel/in-words.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { LocalTime } from '../kernel/time-zone.ts';

/** What texts of a business are written in. */
export interface Manner {
  /** ISO 4217 currency of its amounts. */
  readonly currency: string;
}

/**
 * A value as it stands in a text: dates as `Tue, Mar 10`, times as `10:30 AM`, amounts as `$25` or
 * `$25.50`, several values as `Bella, Max and Rex`, each said once. undefined: nothing to say, which
 * a blank text is too. Line breaks become blanks, so that a name cannot lay out a message.
 */
export function formatValue(
  value: Facts[string],
  field: Pick<Field, 'type' | 'money'>,
  manner: Manner,
): string | undefined {
  if (value === undefined) return undefined;
  const values = typeof value === 'object' ? value : [value];
  const shown = values.map((it) => formatOne(it, field, manner)).filter((it) => it !== '');
  const distinct = [...new Set(shown)];
  const last = distinct.pop();
  if (last === undefined || distinct.length === 0) return last;
  return `${distinct.join(', ')} and ${last}`;
}

function formatOne(
  value: FieldValue,
  { type, money }: Pick<Field, 'type' | 'money'>,
  { currency }: Manner,
): string {
  if (typeof value === 'number') return money === true ? amount(value, currency) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (type === 'date') return dateInWords(value as LocalDate, 'Tue, Mar 10');
  if (type === 'time') return timeInWords(value as LocalTime);
  return value.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function amount(cents: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  });
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions();
  // Intl separates some currencies from the amount by a blank that no GSM-7 text can hold.
  return format.format(cents / 10 ** digits).replaceAll('\u00a0', ' ');
}
