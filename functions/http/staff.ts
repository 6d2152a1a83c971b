import { z } from 'zod';
import { setExceptions, setShifts, type ChangedShifts } from '../../shared/staff/change-shifts.ts';
import { createStaff, getStaff, listStaff, updateStaff } from '../../shared/staff/edit-staff.ts';
import { EXCEPTION_KINDS, STAFF_STATUSES, type Staff } from '../../shared/staff/model.ts';
import {
  exceptionsInput,
  newStaffInput,
  shiftsInput,
  staffChangesInput,
} from '../../shared/staff/staff-input.ts';
import { maskNumber } from '../../shared/platform/sms/mask-number.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const hours = { start: z.string(), end: z.string() };

const staffView = z
  .object({
    id: z.string(),
    name: z.string(),
    serviceIds: z.array(z.string()),
    status: z.enum(STAFF_STATUSES),
    /** Only the last digits. */
    phone: z.string().optional(),
    color: z.string().optional(),
    shiftPeriods: z.array(
      z.object({
        from: z.string().optional(),
        shifts: z.array(z.object({ weekday: z.number(), ...hours })),
      }),
    ),
    exceptions: z.array(
      z.object({
        date: z.string(),
        kind: z.enum(EXCEPTION_KINDS),
        ...hours,
        reason: z.string().optional(),
      }),
    ),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Staff' });

const changedView = z
  .object({
    staff: staffView,
    /** Visits to come that the working time does not cover; they stand. */
    visitsOutside: z.array(z.object({ id: z.string(), startsAt: z.string(), endsAt: z.string() })),
  })
  .meta({ id: 'ChangedShifts' });

function viewOf({ phone, ...staff }: Staff): z.input<typeof staffView> {
  return { ...staff, ...(phone !== undefined && { phone: maskNumber(phone) }) };
}

function createdReply(staff: Staff) {
  const { id, revision } = staff;
  return reply(201, viewOf(staff), { revision, location: `staff/${id}` });
}

function changedReply({ staff, visitsOutside }: ChangedShifts) {
  const body = { staff: viewOf(staff), visitsOutside: [...visitsOutside] };
  return reply(200, body, { revision: staff.revision });
}

const listStaffEndpoint = endpoint({
  name: 'list-staff',
  method: 'GET',
  route: 'staff',
  role: 'staff',
  summary: 'Who takes visits, by name; `name` finds those whose name starts with it.',
  query: z.strictObject({
    ...pageQuery,
    name: z.string().trim().min(1).max(100).optional(),
    status: z.enum(STAFF_STATUSES).optional(),
  }),
  replies: { 200: pageOf(staffView) },
  handle: async ({ context, caller, query }) => {
    const page = await listStaff(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const createStaffEndpoint = endpoint({
  name: 'create-staff',
  method: 'POST',
  route: 'staff',
  role: 'manager',
  summary: 'Adds somebody who takes visits, with the services they do and their weekly shifts.',
  body: newStaffInput,
  example: {
    name: 'Robin',
    serviceIds: [],
    shifts: [{ weekday: 1, start: '09:00', end: '17:00' }],
    color: '#CC6633',
  },
  replies: { 201: staffView },
  creates: {
    type: 'staff',
    again: async ({ context, caller, id }) =>
      createdReply(await getStaff(context, { tenantId: caller.tenantId, staffId: id })),
  },
  handle: async ({ context, caller, body }) =>
    createdReply(await createStaff(context, { tenantId: caller.tenantId, staff: body })),
});

const getStaffEndpoint = endpoint({
  name: 'get-staff',
  method: 'GET',
  route: 'staff/{staffId}',
  role: 'staff',
  summary: 'Somebody who takes visits, with shifts and exceptions.',
  params: idParam('staffId'),
  replies: { 200: staffView },
  handle: async ({ context, caller, params }) => {
    const staff = await getStaff(context, { tenantId: caller.tenantId, ...params });
    return reply(200, viewOf(staff), { revision: staff.revision });
  },
});

const updateStaffEndpoint = endpoint({
  name: 'update-staff',
  method: 'PATCH',
  route: 'staff/{staffId}',
  role: 'manager',
  summary: 'Edits somebody who takes visits; who is inactive is not booked any more.',
  params: idParam('staffId'),
  body: staffChangesInput,
  example: { name: 'Robin', status: 'active' },
  replies: { 200: staffView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    const staff = await updateStaff(context, { tenantId, ...params, changes: body, expected });
    return reply(200, viewOf(staff), { revision: staff.revision });
  },
});

const setShiftsEndpoint = endpoint({
  name: 'set-staff-shifts',
  method: 'PUT',
  route: 'staff/{staffId}/shifts',
  role: 'manager',
  summary: 'Sets the weekly shifts from a day on (0 is Sunday); days before keep theirs.',
  params: idParam('staffId'),
  body: shiftsInput,
  example: { shifts: [{ weekday: 2, start: '10:00', end: '18:00' }] },
  replies: { 200: changedView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    return changedReply(await setShifts(context, { tenantId, ...params, change: body, expected }));
  },
});

const setExceptionsEndpoint = endpoint({
  name: 'set-staff-exceptions',
  method: 'PUT',
  route: 'staff/{staffId}/exceptions',
  role: 'manager',
  summary:
    'Sets what holds on each day from `from` to `to` beside the weekly shifts: `off` (the whole day without hours) or `extra` hours; an empty list leaves the weekly shifts.',
  params: idParam('staffId'),
  body: exceptionsInput,
  example: {
    from: '2026-07-06',
    to: '2026-07-17',
    exceptions: [{ kind: 'off', reason: 'Vacation' }],
  },
  replies: { 200: changedView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    const input = { tenantId, ...params, change: body, expected };
    return changedReply(await setExceptions(context, input));
  },
});

/** Endpoints on those who take visits. */
export const staffEndpoints = [
  listStaffEndpoint,
  createStaffEndpoint,
  getStaffEndpoint,
  updateStaffEndpoint,
  setShiftsEndpoint,
  setExceptionsEndpoint,
];
