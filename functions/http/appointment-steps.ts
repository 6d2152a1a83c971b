import { z } from 'zod';
import {
  cancellationInput,
  instantInput,
  linesInput,
  moveInput,
  overrideInput,
  visitChangesInput,
} from '../../shared/appointments/booking-input.ts';
import { cancelAppointment } from '../../shared/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../shared/appointments/complete-appointment.ts';
import { editAppointment, moveAppointment } from '../../shared/appointments/move-appointment.ts';
import type { Appointment } from '../../shared/appointments/model.ts';
import {
  arriveAtAppointment,
  confirmAppointment,
  startAppointment,
} from '../../shared/appointments/visit-steps.ts';
import { undoCancellation } from '../../shared/appointments/undo-cancellation.ts';
import { undoCompletion } from '../../shared/appointments/undo-completion.ts';
import { undoCheckIn, undoStart, type UndoEdit } from '../../shared/appointments/undo-steps.ts';
import { oneLine } from '../../shared/customers/input-fields.ts';
import type { ExpectedRevisions } from '../../shared/kernel/revision.ts';
import type { Context } from '../../shared/platform/context.ts';
import type { Role } from '../../shared/tenants/membership.ts';
import { appointmentView } from './appointment-view.ts';
import type { Caller } from './app-context.ts';
import { endpoint, reply, type Endpoint } from './endpoint.ts';
import { idParam } from './list-page.ts';

const params = idParam('appointmentId');
const replies = { 200: appointmentView };

/** Which visit a request changes, and on whose behalf. */
function editOf(asked: {
  readonly caller: Caller;
  readonly params: { readonly appointmentId: string };
  readonly expected: ExpectedRevisions;
}) {
  const { tenantId, memberId, role } = asked.caller;
  return { tenantId, acting: { memberId, role }, ...asked.params, expected: asked.expected };
}

function shown(visit: Appointment) {
  return reply(200, visit, { revision: visit.revision });
}

const editEndpoint = endpoint({
  name: 'edit-appointment',
  method: 'PATCH',
  route: 'appointments/{appointmentId}',
  role: 'staff',
  summary: 'Changes notes or services of a visit that is not over; more services need free time.',
  params,
  body: visitChangesInput,
  example: { notes: 'Nails too' },
  replies,
  handle: async (asked) =>
    shown(await editAppointment(asked.context, { ...editOf(asked), changes: asked.body })),
});

const moveEndpoint = endpoint({
  name: 'reschedule-appointment',
  method: 'POST',
  route: 'appointments/{appointmentId}/reschedule',
  role: 'staff',
  summary:
    'Moves a visit to another time, another staff member or both; `by` says on whose wish (the owner’s when absent). Rules named in `override` are set aside by a manager.',
  params,
  ifMatch: true,
  body: moveInput,
  example: { startsAt: '2026-03-11T14:00:00-04:00', by: 'owner' },
  replies,
  handle: async (asked) =>
    shown(await moveAppointment(asked.context, { ...editOf(asked), move: asked.body })),
});

const confirmEndpoint = endpoint({
  name: 'confirm-appointment',
  method: 'POST',
  route: 'appointments/{appointmentId}/confirm',
  role: 'staff',
  summary: 'The owner said that they will come.',
  params,
  ifMatch: true,
  replies,
  handle: async (asked) => shown(await confirmAppointment(asked.context, editOf(asked))),
});

const arriveEndpoint = endpoint({
  name: 'check-in-appointment',
  method: 'POST',
  route: 'appointments/{appointmentId}/check-in',
  role: 'staff',
  summary: 'They are here; `at` says since when, where that is not now.',
  params,
  ifMatch: true,
  body: z.strictObject({ at: instantInput.optional() }),
  example: { at: '2026-03-10T10:25:00-04:00' },
  replies,
  handle: async (asked) =>
    shown(await arriveAtAppointment(asked.context, { ...editOf(asked), at: asked.body.at })),
});

const startEndpoint = endpoint({
  name: 'start-appointment',
  method: 'POST',
  route: 'appointments/{appointmentId}/start',
  role: 'staff',
  summary: 'Work on the pets begins.',
  params,
  ifMatch: true,
  replies,
  handle: async (asked) => shown(await startAppointment(asked.context, editOf(asked))),
});

const completeEndpoint = endpoint({
  name: 'complete-appointment',
  method: 'POST',
  route: 'appointments/{appointmentId}/complete',
  role: 'staff',
  summary:
    'The visit is done; `services` says what was done where it differs from what was booked.',
  params,
  ifMatch: true,
  body: z.strictObject({ services: linesInput.optional() }),
  example: {
    services: [
      {
        petId: 'pet_23456789abcdefghijkm',
        serviceId: 'svc_23456789abcdefghijkm',
        priceCents: 5200,
      },
    ],
  },
  replies,
  handle: async (asked) => {
    const { services } = asked.body;
    return shown(await completeAppointment(asked.context, { ...editOf(asked), services }));
  },
});

const cancelEndpoint = endpoint({
  name: 'cancel-appointment',
  method: 'POST',
  route: 'appointments/{appointmentId}/cancel',
  role: 'staff',
  summary:
    'Cancels a visit on the wish of the owner or of the business; only the owner’s can be late.',
  params,
  ifMatch: true,
  body: cancellationInput,
  example: { by: 'owner', reason: 'Sick' },
  replies,
  handle: async (asked) =>
    shown(await cancelAppointment(asked.context, { ...editOf(asked), cancellation: asked.body })),
});

type Undo = (context: Context, edit: UndoEdit) => Promise<Appointment>;

function undoEndpoint(step: string, role: Role, summary: string, undo: Undo): Endpoint {
  return endpoint({
    name: `undo-${step}`,
    method: 'POST',
    route: `appointments/{appointmentId}/undo-${step}`,
    role,
    summary,
    params,
    ifMatch: true,
    body: z.strictObject({ reason: oneLine(500) }),
    example: { reason: 'It was another dog.' },
    replies,
    handle: async (asked) =>
      shown(await undo(asked.context, { ...editOf(asked), reason: asked.body.reason })),
  });
}

const undoCancellationEndpoint = endpoint({
  name: 'undo-cancellation',
  method: 'POST',
  route: 'appointments/{appointmentId}/undo-cancellation',
  role: 'staff',
  summary:
    'The visit was not cancelled after all, until it would have ended: it has its time and its reminders again, and a late cancellation costs nothing. Refused when the time was given away; a manager may set `double-booking` and `outside-shift` aside.',
  params,
  ifMatch: true,
  body: z.strictObject({ reason: oneLine(500), override: overrideInput.optional() }),
  example: { reason: 'It was another dog.' },
  replies,
  handle: async (asked) =>
    shown(await undoCancellation(asked.context, { ...editOf(asked), ...asked.body })),
});

/** Endpoints on what happens to a visit. */
export const appointmentStepEndpoints = [
  editEndpoint,
  moveEndpoint,
  confirmEndpoint,
  arriveEndpoint,
  startEndpoint,
  completeEndpoint,
  cancelEndpoint,
  undoEndpoint(
    'check-in',
    'staff',
    'They are not here after all: the visit is booked or confirmed as before, with a grace period from now on where its own is over.',
    undoCheckIn,
  ),
  undoEndpoint(
    'start',
    'staff',
    'Work has not begun after all: they are here, no more.',
    undoStart,
  ),
  undoEndpoint(
    'completion',
    'manager',
    'The visit is not done after all: its charge is reversed, counters and score are as before. Refused when something was paid for it, or a later visit has ended.',
    undoCompletion,
  ),
  undoCancellationEndpoint,
];
