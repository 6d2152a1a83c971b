import { z } from 'zod';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { parseInstant, type Instant } from '../kernel/instant.ts';
import { APPOINTMENT_PARTIES, BOOKING_RULES } from './model.ts';

/** The most lines of one visit: 10 pets with some services each. */
const MOST_LINES = 40;
const MOST_PETS = 10;

/** An instant with its offset, a whole minute, from 1980 on, before 2100. */
const startInput = z
  .string()
  .refine(isWholeMinute, {
    error: 'must be a time with its offset and without seconds, such as 2026-03-02T10:30:00-05:00',
    params: { allowed: 'a whole minute with its offset' },
  })
  .meta({ format: 'date-time' })
  .transform(instantRead);

/** An instant with its offset. */
export const instantInput = z
  .string()
  .refine((text) => parseInstant(text).ok, {
    error: 'must be a time with its offset, such as 2026-03-02T10:30:00-05:00',
    params: { allowed: 'a time with its offset' },
  })
  .meta({ format: 'date-time' })
  .transform(instantRead);

const id = z.string().min(1).max(200);

const line = z.strictObject({
  petId: id,
  serviceId: id,
  /** What was agreed with this owner; the service's own when absent. */
  priceCents: z.number().int().min(0).max(100_000_000).optional(),
  durationMinutes: z.number().int().min(5).max(720).optional(),
});

/** What is done for which pet: each pair once. */
export const linesInput = z
  .array(line)
  .min(1)
  .max(MOST_LINES)
  .refine(
    (lines) => new Set(lines.map((it) => `${it.petId} ${it.serviceId}`)).size === lines.length,
    {
      error: 'names a service twice for one pet',
      params: { allowed: 'each service once per pet' },
    },
  )
  .refine((lines) => new Set(lines.map((it) => it.petId)).size <= MOST_PETS, {
    error: `names more than ${String(MOST_PETS)} pets`,
    params: { allowed: `${String(MOST_PETS)} pets at most` },
  });
/** What is done for which pet. */
export type LinesInput = z.output<typeof linesInput>;

/** Rules that somebody with the right sets aside. */
export const overrideInput = z.strictObject({
  rules: z.array(z.enum(BOOKING_RULES)).min(1).max(BOOKING_RULES.length),
  reason: oneLine(300),
});
/** Rules that somebody with the right sets aside, and why. */
export type OverrideInput = z.output<typeof overrideInput>;

/** How bookings come in by hand or from the booking page. */
const SOURCES = ['online', 'phone', 'walk_in', 'staff'] as const;

/** A booking. A walk-in begins now and needs no `startsAt`. */
export const bookingInput = z
  .strictObject({
    ownerId: id,
    staffId: id,
    startsAt: startInput.optional(),
    services: linesInput,
    source: z.enum(SOURCES),
    notes: manyLines(4000).optional(),
    override: overrideInput.optional(),
  })
  .refine((it) => it.startsAt !== undefined || it.source === 'walk_in', {
    path: ['startsAt'],
    error: 'is missing',
    params: { allowed: 'a start; only a walk-in begins now' },
  });
/** A booking, checked. */
export type BookingInput = z.output<typeof bookingInput>;

/** Another time or another staff member for a visit. */
export const moveInput = z
  .strictObject({
    startsAt: startInput.optional(),
    staffId: id.optional(),
    /** On whose wish; it decides whether a later cancellation counts. */
    by: z.enum(APPOINTMENT_PARTIES).default('owner'),
    reason: oneLine(300).optional(),
    override: overrideInput.optional(),
  })
  .refine((it) => it.startsAt !== undefined || it.staffId !== undefined, {
    path: ['startsAt'],
    error: 'nothing to move: give a start or a staff member',
    params: { allowed: 'startsAt, staffId or both' },
  });
/** A move, checked. */
export type MoveInput = z.output<typeof moveInput>;

/** Changes of a visit that is not over: absent leaves a field, null removes it. */
export const visitChangesInput = z.strictObject({
  notes: manyLines(4000).nullable().optional(),
  services: linesInput.optional(),
  override: overrideInput.optional(),
});
/** Changes of a visit, checked. */
export type VisitChanges = z.output<typeof visitChangesInput>;

/** A cancellation. */
export const cancellationInput = z.strictObject({
  by: z.enum(APPOINTMENT_PARTIES),
  reason: oneLine(300),
});
/** A cancellation, checked. */
export type CancellationInput = z.output<typeof cancellationInput>;

function isWholeMinute(text: string): boolean {
  const read = parseInstant(text);
  return read.ok && read.value.endsWith(':00.000Z') && read.value >= '1980' && read.value < '2100';
}

function instantRead(text: string): Instant {
  const read = parseInstant(text);
  return read.ok ? read.value : (text as Instant);
}
