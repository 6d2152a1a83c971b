import type { Owner } from '../customers/model.ts';
import { addMonths, type LocalDate } from '../kernel/local-date.ts';
import { LONGEST_WINDOW_MONTHS, type NoShowRules } from '../tenants/no-show-rules.ts';
import type { NoShowRecord } from './model.ts';

/** A mark that counts: which, and of which local day. */
export type Strike = NonNullable<Owner['noShowStrikes']>[number];

/** Hundredths of the fee by strike; the last holds for all further ones. */
const STEPS = [100, 150, 200] as const;

/** What the ladder says about one mark. */
export interface AssessedFee {
  readonly cents: number;
  /** The strike's number within the window, from 1. */
  readonly strike: number;
  readonly reason: NoShowRecord['fee']['reason'];
}

/**
 * The fee of the n-th strike (from 1): `feeCents` x 1, x 1.5, x 2 for the third and all further ones,
 * half a cent up, never above `feeCapCents`. Without escalation always x 1. Never less for a later
 * strike than for an earlier one.
 */
export function feeOfStrike(
  strike: number,
  {
    feeCents,
    feeCapCents,
    escalation,
  }: Pick<NoShowRules, 'feeCents' | 'feeCapCents' | 'escalation'>,
): number {
  const step = escalation ? (STEPS[Math.min(strike, STEPS.length) - 1] ?? 100) : 100;
  return Math.min(feeCapCents, Math.round((feeCents * step) / 100));
}

/**
 * What a mark of the day `on` costs, with `others` the owner's standing marks beside it. One strike
 * per local day: a second mark of a day costs nothing more. The window ends with that day and is
 * `windowMonths` long: a strike of March 2nd counts up to and including March 1st a year later, one of
 * February 29th up to the 27th. Marks of later days do not count. A waived first strike costs nothing
 * and still counts as the first.
 */
export function assessFee(
  on: LocalDate,
  others: readonly Strike[],
  rules: NoShowRules,
): AssessedFee {
  const from = addMonths(on, -rules.windowMonths);
  const days = new Set(others.map((it) => it.on).filter((day) => day > from && day <= on));
  const sameDay = days.has(on);
  const strike = sameDay ? days.size : days.size + 1;
  if (rules.feeMode === 'none') return { cents: 0, strike, reason: 'no-fee' };
  if (sameDay) return { cents: 0, strike, reason: 'same-day' };
  if (strike === 1 && rules.waiveFirst) return { cents: 0, strike, reason: 'first-strike-waived' };
  const cents = feeOfStrike(strike, rules);
  if (cents === 0) return { cents, strike, reason: 'no-fee' };
  return { cents, strike, reason: strike === 1 ? 'first-strike' : 'repeated-strike' };
}

/** The owner's strikes with this one, without those no window reaches any more. */
export function withStrike(strikes: readonly Strike[] = [], added: Strike): Strike[] {
  const others = withoutStrike(strikes, added.recordId);
  const latest = others.reduce((day, { on }) => (on > day ? on : day), added.on);
  const from = addMonths(latest, -LONGEST_WINDOW_MONTHS);
  return [...others, added].filter(({ on }) => on > from);
}

/** The owner's strikes without that of a record. */
export function withoutStrike(strikes: readonly Strike[] = [], recordId: string): Strike[] {
  return strikes.filter((it) => it.recordId !== recordId);
}
