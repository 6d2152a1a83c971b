import { minorDigits } from '../kernel/money.ts';
import type { PaymentMethod } from '../ledger/model.ts';
import { definedFields } from './defined-fields.ts';
import { parseAmount } from './parse-amount.ts';
import { parseMethod } from './parse-status.ts';
import type { HistoryReading } from './read-appointment.ts';
import { readWhen, type When } from './read-when.ts';
import type { Cell, RowCells } from './row-cells.ts';
import type { AppointmentFacts, PaymentFacts } from './row-facts.ts';

const TAKEN_BACK = /refund|return|void|charge ?back|reversal|credit/i;
const REFUND =
  'What was given back is not imported: import the payments as they were and post it by hand.';

/**
 * What a row says was paid. In a row of a visit it may be nothing, and the visit's day is the
 * payment's when no other is told. Refunds, and what cannot be read, are left out with a reason.
 */
export function readPayment(
  cells: RowCells,
  reading: HistoryReading,
  visit: AppointmentFacts | undefined,
): PaymentFacts | undefined {
  const money = readMoney(cells, reading, visit !== undefined);
  if (money === undefined) return undefined;
  const when = readPaidAt(cells, reading, visit);
  if (when === undefined) return undefined;
  const reference = cells.line('payment.reference');
  return {
    at: when.at,
    method: readMethod(cells),
    ...money,
    ...definedFields({ externalId: cells.line('payment.id'), reference }),
  };
}

type Money = Pick<PaymentFacts, 'amountCents' | 'tipCents'>;

function readMoney(
  cells: RowCells,
  { tenant }: HistoryReading,
  mayBeNothing: boolean,
): Money | undefined {
  const kind = cells.cell('payment.kind');
  if (kind !== undefined && TAKEN_BACK.test(kind.value)) {
    cells.report(kind, 'payment', REFUND);
    return undefined;
  }
  const digits = minorDigits(tenant.currency);
  const own = cells.cell('payment.amount');
  const paid = own ?? cells.cell('payment.total');
  const tipCents = readCents(cells, cells.cell('payment.tip'), digits);
  const paidCents = readCents(cells, paid, digits);
  if (tipCents === undefined || paidCents === undefined) return undefined;
  const amountCents = own === undefined ? paidCents - tipCents : paidCents;
  if (amountCents < 0) cells.report(paid, 'payment', 'The tip is more than the total.');
  else if (amountCents + tipCents > 0) return { amountCents, tipCents };
  else if (!mayBeNothing) cells.report(paid, 'payment', 'Nothing was paid.');
  return undefined;
}

/** An amount of 0 or more, 0 where nothing stands; undefined: reported, no payment can be made of it. */
function readCents(cells: RowCells, cell: Cell | undefined, digits: number): number | undefined {
  if (cell === undefined) return 0;
  const amount = parseAmount(cell.value, digits);
  if (amount.ok && amount.value >= 0) return amount.value;
  cells.report(cell, 'payment', amount.ok ? REFUND : amount.error.reason);
  return undefined;
}

function readPaidAt(
  cells: RowCells,
  reading: HistoryReading,
  visit: AppointmentFacts | undefined,
): Pick<When, 'at'> | undefined {
  const dated = cells.cell('payment.date');
  if (dated === undefined) {
    if (visit !== undefined && visit.startsAt <= reading.now) return { at: visit.startsAt };
    cells.report(undefined, 'payment', 'The row does not say when it was paid.');
    return undefined;
  }
  const refuse = (reason: string): void => cells.report(dated, 'payment', reason);
  const when = readWhen(cells, dated, cells.cell('payment.time'), reading, refuse);
  if (when === undefined || when.at <= reading.now) return when;
  refuse('A payment lies in the past.');
  return undefined;
}

function readMethod(cells: RowCells): PaymentMethod {
  const cell = cells.cell('payment.method');
  if (cell === undefined) return 'other';
  const method = parseMethod(cell.value);
  if (method === undefined) cells.report(cell, 'value', 'This method is kept as "other".');
  return method ?? 'other';
}
