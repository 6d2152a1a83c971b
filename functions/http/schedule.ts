import { z } from 'zod';
import { daySchedule, type ScheduledVisit } from '../../shared/appointments/day-schedule.ts';
import { findFreeSlots } from '../../shared/appointments/find-free-slots.ts';
import { dateInput } from '../../shared/customers/input-fields.ts';
import { SPECIES } from '../../shared/customers/model.ts';
import { STAFF_STATUSES } from '../../shared/staff/model.ts';
import { appointmentView } from './appointment-view.ts';
import { endpoint, reply } from './endpoint.ts';

const stretch = z.object({ from: z.string(), until: z.string() });

const scheduleView = z
  .object({
    date: z.string(),
    timeZone: z.string(),
    items: z.array(
      z.object({
        staff: z.object({
          id: z.string(),
          name: z.string(),
          color: z.string().optional(),
          status: z.enum(STAFF_STATUSES),
        }),
        work: z.array(stretch),
        visits: z.array(
          z.object({
            visit: appointmentView,
            owner: z
              .object({ id: z.string(), firstName: z.string(), lastName: z.string() })
              .optional(),
            pets: z.array(z.object({ id: z.string(), name: z.string(), species: z.enum(SPECIES) })),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'DaySchedule' });

const slotsView = z
  .object({
    items: z.array(z.object({ staffId: z.string(), startsAt: z.string(), endsAt: z.string() })),
  })
  .meta({ id: 'FreeSlots' });

const scheduleEndpoint = endpoint({
  name: 'get-schedule',
  method: 'GET',
  route: 'schedule',
  role: 'staff',
  summary: 'One local day by staff member: when they work, and all visits of the day.',
  query: z.strictObject({ date: dateInput, staffId: z.string().min(1).max(200).optional() }),
  replies: { 200: scheduleView },
  handle: async ({ context, caller, query }) => {
    const day = await daySchedule(context, { tenantId: caller.tenantId, ...query });
    const items = day.staff.map(({ staff, work, visits }) => ({
      staff,
      work: [...work],
      visits: visits.map(visitView),
    }));
    return reply(200, { date: day.date, timeZone: day.timeZone, items });
  },
});

const availabilityEndpoint = endpoint({
  name: 'get-availability',
  method: 'GET',
  route: 'availability',
  role: 'staff',
  summary:
    'Free times of a service on the local days `from` to `to`, both inclusive, of all who do it or of one staff member.',
  query: z.strictObject({
    serviceId: z.string().min(1).max(200),
    from: dateInput,
    to: dateInput,
    staffId: z.string().min(1).max(200).optional(),
  }),
  replies: { 200: slotsView },
  failures: [404, 422],
  handle: async ({ context, caller, query }) => {
    const items = await findFreeSlots(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { items });
  },
});

function visitView({ visit, owner, pets }: ScheduledVisit) {
  return { visit, ...(owner !== undefined && { owner }), pets: [...pets] };
}

/** Endpoints on days and free times. */
export const scheduleEndpoints = [scheduleEndpoint, availabilityEndpoint];
