import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import {
  documentType,
  instantField,
  localDateField,
  localTimeField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** Whether somebody takes visits. Who is inactive is not booked any more; what was booked stands. */
export const STAFF_STATUSES = ['active', 'inactive'] as const;

/** off: away at these hours of that day. extra: works them beside the weekly shifts. */
export const EXCEPTION_KINDS = ['off', 'extra'] as const;

/** Hours of one day in local time: `start` inclusive, `end` exclusive, `24:00` is the day's end. */
const hours = { start: localTimeField, end: z.string() };

/** Weekly shifts that hold from a day on, until the next period begins. */
const shiftPeriod = z.object({
  /** First local date; absent: from ever. */
  from: localDateField.optional(),
  /** 0 Sunday .. 6 Saturday; a day may have several shifts, none overlap. */
  shifts: z.array(z.object({ weekday: z.number(), ...hours })),
});

/** Somebody who takes visits; whether they also sign in is the members' matter. */
export const staffType = documentType('staff', {
  name: z.string(),
  nameKey: z.string(),
  /** The services they do. */
  serviceIds: z.array(z.string()),
  status: z.enum(STAFF_STATUSES),
  /** E.164; where tests of texts may go. */
  phone: z.string().optional(),
  color: z.string().optional(),
  /** Weekly shifts by period, oldest first, so that past days keep the shifts they had. */
  shiftPeriods: z.array(shiftPeriod),
  /** Dated exceptions, by date. */
  exceptions: z.array(
    z.object({
      date: localDateField,
      kind: z.enum(EXCEPTION_KINDS),
      ...hours,
      reason: z.string().optional(),
    }),
  ),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** Somebody who takes visits. */
export type Staff = DocumentOf<typeof staffType>;

/**
 * What is booked of one staff member's time on one **UTC** date: the guard against double booking.
 * An appointment stands in the document of every UTC date that its time touches, all written in
 * the commit of the appointment, so that of two bookings that race one finds the ETag changed.
 */
export const staffDayType = documentType('staffDay', {
  staffId: z.string(),
  /** UTC, not local. */
  date: localDateField,
  /** Booked time, `from` inclusive, `until` exclusive, the clean-up after it included. */
  booked: z.array(z.object({ appointmentId: z.string(), from: instantField, until: instantField })),
  updatedAt: instantField,
});
/** What is booked of a staff member's UTC date. */
export type StaffDay = DocumentOf<typeof staffDayType>;

/** The id of a staff member's UTC date. */
export function staffDayId(staffId: string, date: LocalDate): string {
  return derivedId('staffDay', staffId, date);
}
