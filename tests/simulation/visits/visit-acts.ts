import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../../shared/appointments/complete-appointment.ts';
import { isOpen, type Appointment } from '../../../shared/appointments/model.ts';
import { moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import type { Acting } from '../../../shared/appointments/overrides.ts';
import {
  arriveAtAppointment,
  confirmAppointment,
  startAppointment,
} from '../../../shared/appointments/visit-steps.ts';
import { undoCancellation } from '../../../shared/appointments/undo-cancellation.ts';
import { undoCompletion } from '../../../shared/appointments/undo-completion.ts';
import { undoCheckIn, undoStart } from '../../../shared/appointments/undo-steps.ts';
import { bookAppointment } from '../../../shared/appointments/book-appointment.ts';
import {
  bookingInput,
  moveInput,
  overrideInput,
} from '../../../shared/appointments/booking-input.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { markByHand } from '../../../shared/no-shows/mark-by-hand.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Visits } from './business.ts';

/** Something a person does: a name for the trace, and the use case. */
export interface Act {
  readonly name: string;
  readonly run: (context: Context) => Promise<unknown>;
}

const MANAGER: Acting = { memberId: 'mem_manager', role: 'manager' };
const HALF_HOUR_MS = 30 * 60_000;
const DOUBLE = { rules: ['double-booking', 'outside-shift'], reason: 'They are regulars.' };

/** A start within the next hours, on the half hour, so that many want the same. */
function someStart({ world }: Visits): string {
  const { dice, timeline } = world;
  const ahead = dice.int(1, dice.pick([8, 30, 100]));
  const slot = Math.floor(timeline.nowMs() / HALF_HOUR_MS) + ahead;
  return instantOf(slot * HALF_HOUR_MS);
}

/** Somebody books, for an owner who may be merged away by the time it is committed. */
export function book(visits: Visits): Act {
  const { world, plan, staffIds, serviceIds } = visits;
  const { dice, truth } = world;
  const pet = dice.pick(truth.all('pet'));
  const walkIn = dice.chance(8);
  const booking = bookingInput.parse({
    ownerId: String(pet['ownerId']),
    staffId: dice.pick(staffIds),
    source: walkIn ? 'walk_in' : dice.pick(['online', 'phone', 'staff']),
    services: [{ petId: pet.id, serviceId: dice.pick(serviceIds) }],
    ...(!walkIn && { startsAt: someStart(visits) }),
    ...(dice.chance(10) && { override: DOUBLE }),
  });
  const { tenantId } = plan;
  return {
    name: `book ${booking.staffId} ${booking.startsAt ?? 'now'}`,
    run: async (context) => bookAppointment(context, { tenantId, acting: MANAGER, booking }),
  };
}

/** What somebody does about a visit, chosen by the dice among what people try, fitting or not. */
export function actOnVisit(visits: Visits, visit: Appointment): Act {
  const { dice, timeline } = visits.world;
  const edit = {
    tenantId: visit.tenantId,
    appointmentId: visit.id,
    acting: MANAGER,
    expected: undefined,
  };
  const named = (name: string, run: Act['run']): Act => ({ name: `${name} ${visit.id}`, run });
  const cancel = (): Act => {
    const by = dice.pick(['owner', 'owner', 'business'] as const);
    const cancellation = { by, reason: 'Something came up.' };
    return named(`cancel by ${by}`, async (context) =>
      cancelAppointment(context, { ...edit, cancellation }),
    );
  };
  const move = (): Act => {
    const move = moveInput.parse({
      startsAt: someStart(visits),
      ...(dice.chance(40) && { staffId: dice.pick(visits.staffIds) }),
      by: dice.pick(['owner', 'business']),
      ...(dice.chance(10) && { override: DOUBLE }),
    });
    return named('move', async (context) => moveAppointment(context, { ...edit, move }));
  };
  const steps: readonly (() => Act)[] = [
    () => named('confirm', async (context) => confirmAppointment(context, edit)),
    () => named('check in', async (context) => arriveAtAppointment(context, edit)),
    () => named('complete', async (context) => completeAppointment(context, edit)),
    () => named('mark', async (context) => markByHand(context, { ...edit, by: 'mem_manager' })),
    cancel,
    cancel,
    move,
    move,
  ];
  if (visit.status === 'cancelled') {
    if (dice.chance(60)) return undoCancel(visit, dice.chance(15));
  } else if (!isOpen(visit) && dice.chance(35)) {
    return takeBack(visit, dice.chance(85));
  }
  // A visit under way mostly goes on.
  if (!isOpen(visit) && dice.chance(60)) return goOn(visits, visit);
  return visit.startsAt > timeline.now() && dice.chance(70)
    ? dice.pick([cancel, move])()
    : dice.pick(steps)();
}

/** A cancelled visit comes about after all, whoever has its time by now, when a manager says so. */
function undoCancel(visit: Appointment, byForce: boolean): Act {
  const edit = {
    ...{ tenantId: visit.tenantId, appointmentId: visit.id, acting: MANAGER },
    ...{ expected: undefined, reason: 'It was another dog.' },
    ...(byForce && { override: overrideInput.parse(DOUBLE) }),
  };
  return {
    name: `undo the cancellation of ${visit.id}`,
    run: async (context) => undoCancellation(context, edit),
  };
}

/** The last step of a visit is taken back: the one that fits, or another one. */
function takeBack(visit: Appointment, fitting: boolean): Act {
  const edit = {
    tenantId: visit.tenantId,
    appointmentId: visit.id,
    acting: MANAGER,
    expected: undefined,
    reason: 'It was another dog.',
  };
  const done = visit.status === 'completed';
  if (done === fitting) {
    return {
      name: `undo the completion of ${visit.id}`,
      run: async (context) => undoCompletion(context, edit),
    };
  }
  return visit.startedAt !== undefined
    ? { name: `undo the start of ${visit.id}`, run: async (context) => undoStart(context, edit) }
    : {
        name: `undo the check-in of ${visit.id}`,
        run: async (context) => undoCheckIn(context, edit),
      };
}

/** The next step of a visit that somebody came to. */
export function goOn({ world }: Visits, visit: Appointment): Act {
  const edit = {
    tenantId: visit.tenantId,
    appointmentId: visit.id,
    acting: MANAGER,
    expected: undefined,
  };
  if (isOpen(visit)) {
    return {
      name: `check in ${visit.id}`,
      run: async (context) => arriveAtAppointment(context, edit),
    };
  }
  return visit.startedAt === undefined && world.dice.chance(60)
    ? { name: `start ${visit.id}`, run: async (context) => startAppointment(context, edit) }
    : { name: `complete ${visit.id}`, run: async (context) => completeAppointment(context, edit) };
}
