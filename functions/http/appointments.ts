import { z } from 'zod';
import { bookAppointment } from '../../shared/appointments/book-appointment.ts';
import { bookingInput, instantInput } from '../../shared/appointments/booking-input.ts';
import {
  getAppointment,
  listAppointments,
  listAppointmentsOfOwner,
} from '../../shared/appointments/find-appointments.ts';
import { APPOINTMENT_STATUSES, type Appointment } from '../../shared/appointments/model.ts';
import { appointmentView } from './appointment-view.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

function createdReply(visit: Appointment) {
  const { id, revision } = visit;
  return reply(201, visit, { revision, location: `appointments/${id}` });
}

const listAppointmentsEndpoint = endpoint({
  name: 'list-appointments',
  method: 'GET',
  route: 'appointments',
  role: 'staff',
  summary:
    'Visits by their start, from `from` (inclusive) to `to` (exclusive); of one staff member or in one status.',
  query: z
    .strictObject({
      ...pageQuery,
      from: instantInput.optional(),
      to: instantInput.optional(),
      staffId: z.string().min(1).max(200).optional(),
      status: z.enum(APPOINTMENT_STATUSES).optional(),
    })
    .refine((it) => it.staffId === undefined || it.status === undefined, {
      path: ['status'],
      error: 'cannot be asked for together with staffId',
      params: { allowed: 'staffId or status' },
    }),
  replies: { 200: pageOf(appointmentView) },
  handle: async ({ context, caller, query }) => {
    const page = await listAppointments(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const listAppointmentsOfOwnerEndpoint = endpoint({
  name: 'list-appointments-of-owner',
  method: 'GET',
  route: 'owners/{ownerId}/appointments',
  role: 'staff',
  summary: 'Visits of an owner: `upcoming`, the nearest first, or `past`, the latest first.',
  params: idParam('ownerId'),
  query: z.strictObject({ ...pageQuery, when: z.enum(['upcoming', 'past']).default('upcoming') }),
  replies: { 200: pageOf(appointmentView) },
  handle: async ({ context, caller, params, query }) => {
    const { tenantId } = caller;
    const page = await listAppointmentsOfOwner(context, { tenantId, ...params, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const bookAppointmentEndpoint = endpoint({
  name: 'book-appointment',
  method: 'POST',
  route: 'appointments',
  role: 'staff',
  summary:
    'Books a visit of one or several pets of an owner. A walk-in begins now. Rules named in `override` are set aside by a manager.',
  body: bookingInput,
  example: {
    ownerId: 'own_23456789abcdefghijkm',
    staffId: 'stf_23456789abcdefghijkm',
    startsAt: '2026-03-10T10:30:00-04:00',
    services: [{ petId: 'pet_23456789abcdefghijkm', serviceId: 'svc_23456789abcdefghijkm' }],
    source: 'phone',
    notes: 'Shy with other dogs',
  },
  replies: { 201: appointmentView },
  creates: {
    type: 'appointment',
    again: async ({ context, caller, id }) =>
      createdReply(await getAppointment(context, { tenantId: caller.tenantId, appointmentId: id })),
  },
  handle: async ({ context, caller, body }) => {
    const { tenantId, memberId, role } = caller;
    const acting = { memberId, role };
    return createdReply(await bookAppointment(context, { tenantId, acting, booking: body }));
  },
});

const getAppointmentEndpoint = endpoint({
  name: 'get-appointment',
  method: 'GET',
  route: 'appointments/{appointmentId}',
  role: 'staff',
  summary: 'A visit, with what happened to it.',
  params: idParam('appointmentId'),
  replies: { 200: appointmentView },
  handle: async ({ context, caller, params }) => {
    const visit = await getAppointment(context, { tenantId: caller.tenantId, ...params });
    return reply(200, visit, { revision: visit.revision });
  },
});

/** Endpoints on visits: finding and booking. */
export const appointmentEndpoints = [
  listAppointmentsEndpoint,
  listAppointmentsOfOwnerEndpoint,
  bookAppointmentEndpoint,
  getAppointmentEndpoint,
];
