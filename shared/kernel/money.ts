import { InvariantError } from './result.ts';

/** The most that one amount may be, in cents: it keeps every sum a safe integer. */
export const MAX_CENTS = 100_000_000;

/** Whether a number is a whole amount from 0 to {@link MAX_CENTS}. */
export function isAmount(cents: number): boolean {
  return Number.isInteger(cents) && cents >= 0 && cents <= MAX_CENTS;
}

// Making a format to ask costs more than reading the amount it is asked for.
const digits = new Map<string, number>();

/**
 * Decimal places of a currency's amounts as ISO 4217 has them: 2 for USD, 0 for JPY, 3 for KWD.
 * Throws a RangeError for what is no code of three letters.
 */
export function minorDigits(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const asked = format.resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, asked);
  return asked;
}

/** Tax on top of a price: `ratePpm` are millionths (8.875 % is 88,750), half a cent rounds up. */
export function taxOn(priceCents: number, ratePpm: number): number {
  const millionths = BigInt(priceCents) * BigInt(ratePpm);
  return Number((millionths + 500_000n) / 1_000_000n);
}

/** `cents` x `part` / `whole`, rounded down; exact at any size. 0 of nothing is 0. */
export function shareOf(cents: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(cents) * BigInt(part)) / BigInt(whole));
}

/** The sum of amounts. */
export function sumOf(amounts: Iterable<number>): number {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
}

/**
 * Divides `cents` over parts in proportion to what each can take, and never gives one more than
 * that: each share is rounded down, and what remains goes to the largest part, the first of equals,
 * then to the next. Shares add up to `cents` exactly. Throws an `InvariantError` for more than all
 * parts can take.
 */
export function proRata(cents: number, capacities: readonly number[]): number[] {
  const whole = sumOf(capacities);
  if (cents < 0 || cents > whole) {
    throw new InvariantError(`${String(cents)} cannot be divided over ${String(whole)}.`);
  }
  const shares = capacities.map((capacity) => shareOf(cents, capacity, whole));
  let rest = cents - sumOf(shares);
  const bySize = capacities.map((capacity, at) => ({ capacity, at }));
  for (const { capacity, at } of bySize.toSorted((a, b) => b.capacity - a.capacity)) {
    const taken = Math.min(rest, capacity - (shares[at] ?? 0));
    shares[at] = (shares[at] ?? 0) + taken;
    rest -= taken;
  }
  return shares;
}
