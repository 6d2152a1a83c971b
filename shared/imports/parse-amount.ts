import { isAmount } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** What surrounds an amount: a currency's sign or code, blanks. */
const AROUND = /^(?:\p{Sc}|[A-Z]{3}|\s)+|(?:\p{Sc}|[A-Z]{3}|\s)+$/giu;
/** Blanks between thousands. */
const GROUPS = /(?<=\d)\s(?=\d{3}(?!\d))/g;

/**
 * Reads an amount of money as people and spreadsheets write it (`$1,234.50`, `1.234,50 €`, `(12.00)`
 * for -12) in the smallest unit of a currency with `digits` decimal places. Nothing is guessed or
 * rounded: `1.234` can be either where a currency has two places, and `1.005` is no amount of it.
 */
export function parseAmount(text: string, digits: number): Result<number, { reason: string }> {
  const bare = text.trim();
  const negative = /^\(.*\)$|^\p{Sc}?\s*[-\u2212]|[-\u2212]$/u.test(bare);
  const number = bare
    .replace(/[()\-\u2212'\u2019]/gu, '')
    .replaceAll(AROUND, '')
    .replace(GROUPS, '');
  const cents = unsigned(number, digits);
  if (cents === undefined) return err({ reason: 'This is not an amount of money PetOps reads.' });
  if (!isAmount(cents)) return err({ reason: 'Amounts are at most 1,000,000.' });
  return ok(negative ? 0 - cents : cents);
}

function unsigned(number: string, digits: number): number | undefined {
  if (!/^\d[\d.,]*$/.test(number)) return undefined;
  const mark = decimalMark(number, digits);
  if (mark === undefined) return undefined;
  const at = mark === '' ? number.length : number.lastIndexOf(mark);
  const [whole, fraction] = [number.slice(0, at), number.slice(at + 1)];
  const thousands = mark === ',' ? '.' : ',';
  const groups = whole.split(mark === '' && !whole.includes(',') ? '.' : thousands);
  const grouped = groups.length === 1 || groups.slice(1).every((it) => /^\d{3}$/.test(it));
  if (!grouped || groups.some((it) => !/^\d+$/.test(it))) return undefined;
  if (!/^\d*$/.test(fraction) || /[1-9]/.test(fraction.slice(digits))) return undefined;
  return Number(groups.join('') + fraction.slice(0, digits).padEnd(digits, '0'));
}

/** The decimal mark of a number; empty: it has none. Undefined: it could be either. */
function decimalMark(number: string, digits: number): '.' | ',' | '' | undefined {
  const [dot, comma] = [number.lastIndexOf('.'), number.lastIndexOf(',')];
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const mark = dot >= 0 ? '.' : ',';
  const at = Math.max(dot, comma);
  if (at < 0 || number.indexOf(mark) !== at) return '';
  const behind = number.length - at - 1;
  if (behind !== 3 || digits === 3) return mark;
  // `1,234` is how thousands are written; `1.234` is read both ways.
  return mark === ',' ? '' : undefined;
}
