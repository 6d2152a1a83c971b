import { minorDigits } from '../kernel/money.ts';
import type { PaymentMethod } from '../ledger/model.ts';
import { definedFields } from './defined-fields.ts';
import { parseAmount } from './parse-amount.ts';
import { parseMethod } from './parse-status.ts';
import type { HistoryReading } from './read-appointment.ts';
import { readWhen, type When } from './read-when.ts';
import type { Cell, RowCells } from './row-cells.ts';
import type { AppointmentFacts, MoneyFacts, RowFacts } from './row-facts.ts';

/** Kinds of a transaction by which money went back. */
const GIVEN_BACK = /refund|return|charge ?back|reversal|money back/i;
/** Kinds that may or may not have moved money. */
const UNCLEAR = /void|credit/i;

/**
 * What a row says was paid or, told by its kind or by a negative amount, given back. In a row of a visit
 * it may be nothing, and the visit's day is the payment's when no other is told. What cannot be read, and
 * what is void or mere credit, is left out with a reason.
 */
export function readPayment(
  cells: RowCells,
  reading: HistoryReading,
  visit: AppointmentFacts | undefined,
): Pick<RowFacts, 'payment' | 'refund'> {
  const money = readMoney(cells, reading, visit !== undefined);
  if (money === undefined) return {};
  const when = readPaidAt(cells, reading, visit);
  if (when === undefined) return {};
  const { back, ...amounts } = money;
  const reference = cells.line('payment.reference');
  const method = readMethod(cells);
  const told = definedFields({ externalId: cells.line('payment.id'), reference });
  const facts: MoneyFacts = { at: when.at, ...amounts, ...told };
  if (!back) return { payment: { ...facts, method: method ?? 'other' } };
  const of = cells.line('payment.refundOf');
  return { refund: { ...facts, date: when.date, ...definedFields({ method, of }) } };
}

interface Money {
  /** Without the tip, 0 or more. */
  readonly amountCents: number;
  readonly tipCents: number;
  /** It went back. */
  readonly back: boolean;
}

function readMoney(
  cells: RowCells,
  { tenant }: HistoryReading,
  mayBeNothing: boolean,
): Money | undefined {
  const kind = kindOf(cells);
  if (kind === 'unclear') return undefined;
  const digits = minorDigits(tenant.currency);
  const own = cells.cell('payment.amount');
  const paid = own ?? cells.cell('payment.total');
  const tip = readCents(cells, cells.cell('payment.tip'), digits);
  const whole = readCents(cells, paid, digits);
  if (tip === undefined || whole === undefined) return undefined;
  const tipCents = Math.abs(tip);
  const amountCents = Math.abs(whole) - (own === undefined ? tipCents : 0);
  const misfit = misfitOf(whole * tip, amountCents);
  if (misfit !== undefined) cells.report(paid, 'payment', misfit);
  else if (amountCents + tipCents > 0) {
    // What went back is written with or without a sign.
    return { amountCents, tipCents, back: kind === 'back' || Math.min(whole, tip) < 0 };
  } else if (!mayBeNothing) cells.report(paid, 'payment', 'Nothing was paid.');
  return undefined;
}

function misfitOf(signs: number, amountCents: number): string | undefined {
  if (signs < 0) return 'One amount was paid and the other one given back.';
  return amountCents < 0 ? 'The tip is more than the total.' : undefined;
}

function kindOf(cells: RowCells): 'back' | 'unclear' | 'paid' {
  const kind = cells.cell('payment.kind');
  if (kind === undefined) return 'paid';
  if (GIVEN_BACK.test(kind.value)) return 'back';
  if (!UNCLEAR.test(kind.value)) return 'paid';
  cells.report(kind, 'payment', 'This is neither a payment nor a refund: it is left out.');
  return 'unclear';
}

/** An amount, 0 where nothing stands; undefined: reported, no payment can be made of it. */
function readCents(cells: RowCells, cell: Cell | undefined, digits: number): number | undefined {
  if (cell === undefined) return 0;
  const amount = parseAmount(cell.value, digits);
  if (amount.ok) return amount.value;
  cells.report(cell, 'payment', amount.error.reason);
  return undefined;
}

function readPaidAt(
  cells: RowCells,
  reading: HistoryReading,
  visit: AppointmentFacts | undefined,
): Pick<When, 'at' | 'date'> | undefined {
  const dated = cells.cell('payment.date');
  if (dated === undefined) {
    if (visit !== undefined && visit.startsAt <= reading.now) {
      return { at: visit.startsAt, date: visit.localDate };
    }
    cells.report(undefined, 'payment', 'The row does not say when it was paid.');
    return undefined;
  }
  const refuse = (reason: string): void => cells.report(dated, 'payment', reason);
  const when = readWhen(cells, dated, cells.cell('payment.time'), reading, refuse);
  if (when === undefined || when.at <= reading.now) return when;
  refuse('A payment lies in the past.');
  return undefined;
}

function readMethod(cells: RowCells): PaymentMethod | undefined {
  const cell = cells.cell('payment.method');
  if (cell === undefined) return undefined;
  const method = parseMethod(cell.value);
  if (method === undefined) cells.report(cell, 'value', 'This method is kept as "other".');
  return method ?? 'other';
}

/** Whether a cell of this field makes it possible that its row tells of money given back. */
export function mayBeRefund(field: string, cell = ''): boolean {
  if (cell === '' || !field.startsWith('payment.')) return false;
  if (field === 'payment.kind') return GIVEN_BACK.test(cell);
  return /^payment\.(amount|total|tip)$/.test(field) && /[-(\u2212]/.test(cell);
}
