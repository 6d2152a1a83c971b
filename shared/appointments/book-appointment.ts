import { enqueueNow } from '../due-work/fast-path.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { canBook } from '../reputation/can-book.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts, type BookingFacts } from './booking-facts.ts';
import { latestStart } from './booking-horizon.ts';
import { passGate } from './booking-gate.ts';
import type { BookingInput } from './booking-input.ts';
import { startOutOfRange } from './booking-problems.ts';
import { NO_CHECKPOINTS, planCheckpoints } from './checkpoints.ts';
import type { Appointment } from './model.ts';
import { overrideDesk, type Acting } from './overrides.ts';
import { datesFrom, placeVisit, type Placed } from './place-visit.ts';

const MINUTE_MS = 60_000;

/** A walk-in may be entered so long after they began. */
const WALK_IN_BACK_MS = 60 * MINUTE_MS;

/**
 * So many rounds for a day that many book at once: of any number of rivals one gets through in each
 * round, and whoever finds the time taken is told at once.
 */
export const BOOKING_ROUNDS = 120;

/**
 * Books a visit: one read of everything that decides it and one commit, which holds the visit, the
 * staff member's days that it touches, guards of staff member and pets, and the event
 * `appointment_created` (a walk-in has arrived and raises that too). Of two bookings that race for
 * one staff member's time one commits, and the other is decided again: it gets `slot-taken` (409),
 * or its own time.
 *
 * Dying after the commit loses nothing: the tick finds event and checkpoints. Sent again without an
 * `Idempotency-Key` it meets its own booking: `slot-taken`.
 */
export async function bookAppointment(
  context: Context,
  input: { readonly tenantId: string; readonly acting: Acting; readonly booking: BookingInput },
): Promise<Appointment> {
  const { tenantId, acting, booking } = input;
  const { ownerId, staffId, services: lines } = booking;
  const id = context.ids.next('appointment');
  const booked = await commitWithRetry(
    context.records,
    liveOf(tenantId),
    async () => {
      const now = context.clock.now();
      const desk = overrideDesk(booking.override, acting, now);
      const startsAt = booking.startsAt ?? minuteOf(now);
      const facts = await readFacts(context, {
        ...{ tenantId, ownerId, staffIds: [staffId], dates: datesFrom(startsAt) },
        petIds: lines.map(({ petId }) => petId),
        serviceIds: lines.map(({ serviceId }) => serviceId),
      });
      const { source } = booking;
      requireStart(startsAt, source, facts.tenant, now);
      const standing = canBook(facts.tenant, facts.owner.value, { source, now });
      passGate(standing, facts.owner.value.id, desk);
      const request = { facts, desk, appointmentId: id, startsAt, staffId, lines, now };
      const placed = placeVisit(request);
      const fresh: Appointment = {
        ...newVisit(input, { id, ownerId: facts.owner.value.id, placed, now }),
        overrides: desk.noted(),
        ...(standing.outcome === 'deposit' && { depositAsked: true }),
      };
      const { visit, writes, pointers } = opened(fresh, facts, now);
      return { writes: [create(visit), ...placed.writes, ...writes], value: { visit, pointers } };
    },
    BOOKING_ROUNDS,
  );
  await enqueueNow(context, booked.pointers);
  return booked.visit;
}

function newVisit(
  { tenantId, acting, booking }: Parameters<typeof bookAppointment>[1],
  made: {
    readonly id: string;
    readonly ownerId: string;
    readonly placed: Placed;
    readonly now: Instant;
  },
): Appointment {
  const { id, ownerId, placed, now } = made;
  const by = acting.memberId === undefined ? {} : { by: acting.memberId };
  return {
    id,
    type: 'appointment',
    tenantId,
    schemaVersion: 1,
    ownerId,
    status: 'booked',
    source: booking.source,
    ...placed.fields,
    ...(booking.notes !== undefined && { notes: booking.notes }),
    overrides: [],
    ...NO_CHECKPOINTS,
    skippedCheckpoints: [],
    offsetsDone: [],
    scheduleVersion: 1,
    markSeq: 0,
    eventSequence: 0,
    history: [{ at: now, what: 'booked', status: 'booked', ...by }],
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** The new visit as it is stored: with its checkpoints and its first events. */
function opened(fresh: Appointment, { tenant, owner }: BookingFacts, now: Instant) {
  if (fresh.source !== 'walk_in') {
    const visit = { ...fresh, plannedAt: now };
    const planned = { ...fresh, ...planCheckpoints(visit, tenant, now, owner.value) };
    const created = raiseAppointmentEvent(planned, 'appointment_created', now);
    return { visit: created.appointment, writes: [created.write], pointers: [created.pointer] };
  }
  const created = raiseAppointmentEvent(fresh, 'appointment_created', now);
  const [entry] = fresh.history;
  const here: Appointment = {
    ...created.appointment,
    status: 'arrived',
    arrivedAt: fresh.startsAt,
    history: entry === undefined ? [] : [{ ...entry, status: 'arrived' }],
  };
  const arrived = raiseAppointmentEvent(here, 'appointment_arrived', now);
  return {
    visit: arrived.appointment,
    writes: [created.write, arrived.write],
    pointers: [created.pointer, arrived.pointer],
  };
}

/** Refuses (422) a start that has passed or lies further ahead than the business books. */
export function requireStart(
  startsAt: Instant,
  source: Appointment['source'],
  tenant: Tenant,
  now: Instant,
): void {
  const first = source === 'walk_in' ? addMs(now, -WALK_IN_BACK_MS) : now;
  // A walk-in that begins later than now is a booking.
  const latest = source === 'walk_in' ? now : latestStart(tenant, now);
  if (startsAt < first || startsAt > latest) throw startOutOfRange(startsAt, first, latest);
}

function minuteOf(now: Instant): Instant {
  return addMs(now, -(Date.parse(now) % MINUTE_MS));
}
