import { z } from 'zod';
import { dateInput, oneLine } from '../customers/input-fields.ts';
import { isLocalTime, type LocalTime } from '../kernel/time-zone.ts';
import { colorInput } from '../services/service-input.ts';
import { EXCEPTION_KINDS, STAFF_STATUSES } from './model.ts';
import { DAY_END } from './working-time.ts';

const time = (allowed: string, fits: (text: string) => boolean) =>
  z.string().refine(fits, { error: `must be ${allowed}`, params: { allowed } });

const hours = {
  start: time('a time of day from 00:00 to 23:59', isLocalTime).transform((it) => it as LocalTime),
  end: time('a time of day up to 24:00', (it) => isLocalTime(it) || it === DAY_END),
};

const endsLater = {
  path: ['end'],
  error: 'must be later than start on the same day; work over midnight is two shifts',
  params: { allowed: 'a time after start, up to 24:00' },
};

const shift = z
  .strictObject({ weekday: z.number().int().min(0).max(6), ...hours })
  .refine(({ start, end }) => start < end, endsLater);

const shifts = z
  .array(shift)
  .max(42)
  .refine(apartByWeekday, {
    error: 'overlap on one weekday',
    params: { allowed: 'shifts of one weekday that do not overlap' },
  });

/** Weekly shifts that hold from a day on; 0 is Sunday. */
export const shiftsInput = z.strictObject({
  /** The first day they hold; today when absent. */
  from: dateInput.optional(),
  shifts,
});

/** What holds on each day of a stretch in place of its earlier exceptions; none: the weekly shifts. */
export const exceptionsInput = z
  .strictObject({
    from: dateInput,
    /** The last day, inclusive; `from` when absent. */
    to: dateInput.optional(),
    exceptions: z
      .array(
        z
          .strictObject({
            kind: z.enum(EXCEPTION_KINDS),
            start: hours.start.default('00:00' as LocalTime),
            end: hours.end.default(DAY_END),
            reason: oneLine(200).optional(),
          })
          .refine(({ start, end }) => start < end, endsLater),
      )
      .max(10),
  })
  .refine((it) => it.to === undefined || it.from <= it.to, {
    path: ['to'],
    error: 'must not be before from',
    params: { allowed: 'from or a later date' },
  });

const serviceIds = z
  .array(z.string().min(1).max(200))
  .max(200)
  .refine((ids) => new Set(ids).size === ids.length, {
    error: 'names a service twice',
    params: { allowed: 'each service once' },
  });

/** Somebody who takes visits, as people enter them. */
export const newStaffInput = z.strictObject({
  name: oneLine(100),
  /** A number of their own, for tests of texts. */
  phone: oneLine(40).optional(),
  serviceIds: serviceIds.default([]),
  color: colorInput.optional(),
  /** Weekly shifts from ever on. */
  shifts: shifts.default([]),
});
/** Somebody who takes visits, checked. */
export type NewStaffInput = z.output<typeof newStaffInput>;

/** Changes of a staff member: absent leaves a field, null removes it. */
export const staffChangesInput = z.strictObject({
  name: oneLine(100).optional(),
  phone: oneLine(40).nullable().optional(),
  serviceIds: serviceIds.optional(),
  color: colorInput.nullable().optional(),
  status: z.enum(STAFF_STATUSES).optional(),
});
/** Changes of a staff member, checked. */
export type StaffChanges = z.output<typeof staffChangesInput>;

function apartByWeekday(list: readonly z.output<typeof shift>[]): boolean {
  return list.every((a, i) =>
    list.every((b, j) => i >= j || a.weekday !== b.weekday || a.end <= b.start || b.end <= a.start),
  );
}
