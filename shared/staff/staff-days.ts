import { addMs, type Instant } from '../kernel/instant.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { staffDayId, type StaffDay } from './model.ts';
import { overlap, type Stretch } from './working-time.ts';

/** One staff member's UTC dates as read; undefined: nothing was ever booked on it. */
export type StaffDays = ReadonlyMap<LocalDate, Stored<StaffDay> | undefined>;

/** Somebody's claim on time. */
type Booked = StaffDay['booked'][number];

/** The UTC dates that a stretch touches, in order. */
export function utcDatesOf({ from, until }: Stretch): LocalDate[] {
  const dates: LocalDate[] = [];
  const last = localDateAt(addMs(until, -1), 'UTC');
  for (let date = localDateAt(from, 'UTC'); date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** The ids of a staff member's documents of these UTC dates. */
export function staffDayIds(staffId: string, dates: readonly LocalDate[]): string[] {
  return dates.map((date) => staffDayId(staffId, date));
}

/** The days by their dates; dates without a document among `found` are there as undefined. */
export function staffDaysOf(
  staffId: string,
  dates: readonly LocalDate[],
  found: readonly Stored<StaffDay>[],
): StaffDays {
  const byId = new Map(found.map((stored) => [stored.value.id, stored]));
  return new Map(dates.map((date) => [date, byId.get(staffDayId(staffId, date))]));
}

/** What else is booked in a stretch, earliest first; of a visit over midnight each day says the same. */
export function bookedWithin(
  days: StaffDays,
  stretch: Stretch,
  exceptAppointmentId?: string,
): Booked[] {
  const found = new Map<string, Booked>();
  for (const stored of days.values()) {
    for (const booked of stored?.value.booked ?? []) {
      if (booked.appointmentId === exceptAppointmentId || !overlap(booked, stretch)) continue;
      found.set(booked.appointmentId, booked);
    }
  }
  return [...found.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** What becomes of an appointment's claim on one staff member's time. */
export interface ClaimChange {
  readonly tenantId: string;
  readonly staffId: string;
  readonly appointmentId: string;
  /** The time it takes from now on; absent: none. */
  readonly take?: Stretch | undefined;
  readonly now: Instant;
}

/**
 * The writes after which an appointment has exactly this claim in `days`, which must hold every UTC
 * date that its claim touched before and touches now. They belong into the commit that books, moves
 * or cancels: whoever read one of these days before finds their own commit refused.
 */
export function claimWrites(days: StaffDays, change: ClaimChange): Write[] {
  const { tenantId, staffId, appointmentId, take, now } = change;
  const taken = new Set(take === undefined ? [] : utcDatesOf(take));
  return [...days].flatMap(([date, stored]): Write[] => {
    const before = stored?.value.booked ?? [];
    const others = before.filter((it) => it.appointmentId !== appointmentId);
    const own = take !== undefined && taken.has(date) ? [{ appointmentId, ...take }] : [];
    const booked = [...others, ...own].sort((a, b) => (a.from < b.from ? -1 : 1));
    if (own.length === 0 && others.length === before.length) return [];
    if (stored !== undefined) return [replace(stored, { booked, updatedAt: now })];
    const fresh: StaffDay = {
      id: staffDayId(staffId, date),
      type: 'staffDay',
      tenantId,
      schemaVersion: 1,
      staffId,
      date,
      booked,
      updatedAt: now,
    };
    return [create(fresh)];
  });
}
