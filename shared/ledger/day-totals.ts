import { PAYMENT_METHODS, type LedgerEntry, type LINE_KINDS, type PaymentMethod } from './model.ts';

/** What one method brought on a day, in cents. */
export interface MethodTotals {
  /** Payments, without tips. */
  readonly paidCents: number;
  /** Refunds, and payments undone. */
  readonly refundedCents: number;
  /** Tips, less those that went back. */
  readonly tipCents: number;
  /** What is there: paid - refunded + tips. */
  readonly netCents: number;
}

/** What was collected on a day, by payment date. Never to be mixed with sales. */
export interface Collected {
  readonly byMethod: Readonly<Record<PaymentMethod, MethodTotals>>;
  /** Without tips, with tax, less refunds. */
  readonly collectedCents: number;
  readonly tipCents: number;
  /** Tax in what was collected, as far as it is known what it was paid for. */
  readonly taxCents: number;
  /** Collected without tips and tax. */
  readonly revenueCents: number;
}

/** Adds up the entries posted on a day (or on any days): whatever moved money or found tax in it. */
export function collectedOn(entries: readonly LedgerEntry[]): Collected {
  const byMethod = Object.fromEntries(
    PAYMENT_METHODS.map((method) => [method, methodTotals(entries, method)]),
  ) as Record<PaymentMethod, MethodTotals>;
  const totals = Object.values(byMethod);
  const collectedCents = sum(totals, ({ paidCents, refundedCents }) => paidCents - refundedCents);
  const taxCents = sum(entries, (it) => it.taxCents);
  return {
    byMethod,
    collectedCents,
    tipCents: sum(totals, ({ tipCents }) => tipCents),
    taxCents,
    revenueCents: collectedCents - taxCents,
  };
}

function methodTotals(entries: readonly LedgerEntry[], method: PaymentMethod): MethodTotals {
  const moneys = entries.flatMap(({ kind, money }) =>
    money?.method === method ? [{ ...money, back: goesBack(kind, money) }] : [],
  );
  const paidCents = sum(moneys, (it) => (it.back ? 0 : it.amountCents));
  const refundedCents = sum(moneys, (it) => (it.back ? 0 - it.amountCents : 0));
  const tipCents = sum(moneys, (it) => it.tipCents);
  return { paidCents, refundedCents, tipCents, netCents: paidCents - refundedCents + tipCents };
}

/** A refund undone lessens the refunds; it is no payment. */
function goesBack(kind: LedgerEntry['kind'], money: NonNullable<LedgerEntry['money']>): boolean {
  const out = money.amountCents + money.tipCents < 0;
  return kind === 'reversal' ? true : out;
}

/** What was sold on a day, by the date of the visit. Never to be mixed with what was collected. */
export interface Sold {
  /** Charged and not undone, per kind of line, before tax. */
  readonly byKind: Readonly<Partial<Record<(typeof LINE_KINDS)[number], number>>>;
  readonly netCents: number;
  readonly taxCents: number;
  /** Of net + tax: not asked for. */
  readonly waivedCents: number;
}

/** Adds up the entries whose `serviceDate` is a day (or any days): charges and what took them back. */
export function soldOn(entries: readonly LedgerEntry[]): Sold {
  const undone = new Set(entries.flatMap((it) => (it.kind === 'reversal' ? [it.entryId] : [])));
  const standing = entries.filter(({ id }) => !undone.has(id));
  const lines = standing.flatMap(({ lines: it = [] }) => it);
  const byKind: Partial<Record<(typeof LINE_KINDS)[number], number>> = {};
  for (const { kind, priceCents } of lines) byKind[kind] = (byKind[kind] ?? 0) + priceCents;
  return {
    byKind,
    netCents: sum(lines, ({ priceCents }) => priceCents),
    taxCents: sum(lines, ({ taxCents }) => taxCents),
    waivedCents: sum(standing, ({ kind, effectCents }) =>
      kind === 'waiver' ? 0 - effectCents : 0,
    ),
  };
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
