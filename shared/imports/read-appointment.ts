import { addMs, millis, type Instant } from '../kernel/instant.ts';
import { minorDigits } from '../kernel/money.ts';
import type { Tenant } from '../tenants/model.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { definedFields } from './defined-fields.ts';
import { parseAmount } from './parse-amount.ts';
import { parseStatus, type ToldStatus } from './parse-status.ts';
import { parseTime } from './parse-time.ts';
import { readNotes } from './read-owner.ts';
import { readWhen, type When, type WhenReading } from './read-when.ts';
import type { RowCells } from './row-cells.ts';
import type { AppointmentFacts, ToldOutcome } from './row-facts.ts';

/** How the visits and payments of a file are to be read. */
export interface HistoryReading extends WhenReading {
  readonly tenant: Tenant;
  /** When the import began: what comes later is still to come. */
  readonly now: Instant;
}

const HOUR_MS = 3_600_000;
/** Longest visit in minutes. */
const MOST_MINUTES = 24 * 60;

/**
 * What a row says about its visit. One without a readable date is left out, and so is one that is
 * still to come and said to have ended already. A visit of the past whose end is not told is
 * `unresolved`; it is never taken for missed.
 */
export function readAppointment(
  cells: RowCells,
  reading: HistoryReading,
): AppointmentFacts | undefined {
  const dated = cells.cell('appointment.date');
  if (dated === undefined) {
    cells.report(undefined, 'appointment', 'The row does not say when the visit was.');
    return undefined;
  }
  const timed = cells.cell('appointment.time');
  const refuse = (reason: string): void => cells.report(dated, 'appointment', reason);
  const when = readWhen(cells, dated, timed, reading, refuse);
  if (when === undefined) return undefined;
  const ahead = when.at > reading.now;
  const status = readStatus(cells, ahead);
  if (ahead && status !== undefined && ENDED.has(status.kind)) {
    refuse('This visit is still to come, but its status says that it is over.');
    return undefined;
  }
  const cancelledAt = readCancelledAt(cells, reading);
  const ended = outcomeOf(status, when, cancelledAt, reading.tenant);
  return {
    startsAt: when.at,
    localDate: when.date,
    timeZone: when.timeZone,
    outcome: ahead && ended.status === 'unresolved' ? stillToCome(status) : ended,
    ...definedFields({
      externalId: cells.line('appointment.id'),
      durationMinutes: readDuration(cells, when, reading.tenant),
      cancelledAt,
      service: cells.line('appointment.service'),
      staff: cells.line('appointment.staff'),
      priceCents: readAmount(cells, 'appointment.price', reading.tenant),
      taxCents: readAmount(cells, 'appointment.tax', reading.tenant),
      notes: readNotes(cells, 'appointment.notes'),
    }),
  };
}

const ENDED: ReadonlySet<ToldStatus['kind']> = new Set(['came', 'completed', 'no_show']);

function stillToCome(status: ToldStatus | undefined): ToldOutcome {
  return { status: status?.kind === 'confirmed' ? 'confirmed' : 'booked' };
}

function readStatus(cells: RowCells, ahead: boolean): ToldStatus | undefined {
  const cell = cells.cell('appointment.status');
  if (cell === undefined) return undefined;
  const status = parseStatus(cell.value);
  if (status === undefined) {
    cells.report(
      cell,
      'value',
      `This status is not known; the visit is kept as ${ahead ? 'booked' : 'unresolved'}.`,
    );
  }
  return status;
}

function outcomeOf(
  status: ToldStatus | undefined,
  { at }: When,
  cancelledAt: Instant | undefined,
  tenant: Tenant,
): ToldOutcome {
  if (status === undefined || status.kind === 'open' || status.kind === 'confirmed') {
    return { status: 'unresolved' };
  }
  // Who was checked in came; that nobody checked them out is no doubt about it.
  if (status.kind === 'came') return { status: 'completed' };
  if (status.kind !== 'cancelled') return { status: status.kind };
  const { lateCancellationHours } = schedulingOf(tenant);
  const short =
    cancelledAt !== undefined && cancelledAt > addMs(at, -lateCancellationHours * HOUR_MS);
  const { by, late = by === 'owner' && short } = status;
  return { status: 'cancelled', by, late };
}

function readCancelledAt(cells: RowCells, reading: HistoryReading): Instant | undefined {
  const cell = cells.cell('appointment.cancelledAt');
  if (cell === undefined) return undefined;
  const refuse = (reason: string): void => cells.report(cell, 'value', reason);
  // Without a time of day it cannot be told whether it was late.
  const when = readWhen(cells, cell, undefined, reading, refuse);
  return when?.at;
}

function readDuration(cells: RowCells, { at, date, timeZone }: When, tenant: Tenant) {
  const cell = cells.cell('appointment.duration');
  const minutes = cell === undefined ? undefined : parseDuration(cell.value);
  if (cell !== undefined && minutes === undefined) {
    cells.report(cell, 'value', 'This is not a length in minutes, 1 to 1440.');
  }
  if (minutes !== undefined) return minutes;
  const ended = cells.cell('appointment.endTime');
  if (ended === undefined) return undefined;
  const refuse = (): void => undefined;
  const told =
    parseTime(ended.value) === undefined ? ended : { ...ended, value: `${date} ${ended.value}` };
  const end = readWhen(cells, told, undefined, { dateOrder: 'month-first', tenant }, refuse);
  const length = end === undefined ? 0 : Math.round((millis(end.at) - millis(at)) / 60_000);
  if (end?.timeZone === timeZone && length > 0 && length <= MOST_MINUTES) return length;
  cells.report(ended, 'value', 'This is not a time after the beginning on the same day.');
  return undefined;
}

function parseDuration(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const clock = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(word);
  const words = /^(?:(\d{1,2}) ?h(?:(?:ou)?rs?)?)? ?(?:(\d{1,4}) ?(?:m(?:in(?:ute)?s?)?)?)?$/.exec(
    word,
  );
  const [, hours, minutes] = clock ?? words ?? [];
  const total = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return total > 0 && total <= MOST_MINUTES ? total : undefined;
}

/** An amount that is 0 or more; another one is reported and left out. */
function readAmount(
  cells: RowCells,
  field: 'appointment.price' | 'appointment.tax',
  { currency }: Tenant,
): number | undefined {
  const cell = cells.cell(field);
  if (cell === undefined) return undefined;
  const amount = parseAmount(cell.value, minorDigits(currency));
  if (amount.ok && amount.value >= 0) return amount.value;
  cells.report(cell, 'value', amount.ok ? 'A price is not below 0.' : amount.error.reason);
  return undefined;
}
