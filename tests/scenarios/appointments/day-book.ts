import { bookAppointment } from '../../../shared/appointments/book-appointment.ts';
import { bookingInput } from '../../../shared/appointments/booking-input.ts';
import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import type { Acting } from '../../../shared/appointments/overrides.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import { ownerType, type Owner } from '../../../shared/customers/model.ts';
import { eventType, type Event } from '../../../shared/events/model.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import { createService } from '../../../shared/services/edit-services.ts';
import { newServiceInput } from '../../../shared/services/service-input.ts';
import { createStaff } from '../../../shared/staff/edit-staff.ts';
import { staffDayType, type StaffDay } from '../../../shared/staff/model.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

export const LIVE = { tenantId: TENANT };
export const MANAGER: Acting = { memberId: 'mem_manager', role: 'manager' };
export const STAFF: Acting = { memberId: 'mem_staff', role: 'staff' };

/** What a test says of a booking; the rest is Rex's bath with Robin. */
export interface Wish {
  readonly startsAt?: string;
  readonly source?: string;
  readonly staffId?: string;
  readonly ownerId?: string;
  readonly petId?: string;
  readonly serviceId?: string;
  readonly services?: readonly unknown[];
  readonly override?: unknown;
  readonly acting?: Acting;
  readonly context?: Context;
}

/** A salon in New York on Monday 2 March 2026, 10:00, with Robin, who works from 9 to 17 each day. */
export interface DayBook {
  readonly salon: Salon;
  readonly ids: {
    readonly ownerId: string;
    readonly petId: string;
    readonly serviceId: string;
    readonly staffId: string;
    /** Works from 18:00 until 2:00 on each night. */
    readonly nightId: string;
  };
  book(wish?: Wish): Promise<Appointment>;
  visit(id: string): Promise<Appointment>;
  owner(): Promise<Owner>;
  /** `staff from until`, of both staff members, in order. */
  booked(): Promise<string[]>;
  events(): Promise<Event[]>;
  all<T>(type: DocumentType<T>): Promise<T[]>;
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Opens a salon with a service of an hour and 10 minutes of clean-up, an owner and their dog. */
export async function openDayBook(): Promise<DayBook> {
  const salon = await openSalon();
  const { context } = salon;
  const owner = { firstName: 'Ada', lastName: 'Byron', phone: '+14155550101' };
  const { id: ownerId } = await createOwner(context, { tenantId: TENANT, owner });
  const pet = { name: 'Rex', species: 'dog' as const };
  const { id: petId } = await createPet(context, { tenantId: TENANT, ownerId, pet });
  const bath = { name: 'Bath', priceCents: 4500, durationMinutes: 60, bufferMinutes: 10 };
  const service = newServiceInput.parse(bath);
  const { id: serviceId } = await createService(context, { tenantId: TENANT, service });
  const shiftsOf = (...hours: [string, string][]) =>
    EVERY_DAY.flatMap((weekday) =>
      hours.map(([start, end]) => ({ weekday, start: start as LocalTime, end })),
    );
  const hire = async (name: string, ...hours: [string, string][]): Promise<string> => {
    const staff = { name, serviceIds: [serviceId], shifts: shiftsOf(...hours) };
    return (await createStaff(context, { tenantId: TENANT, staff })).id;
  };
  const staffId = await hire('Robin', ['09:00', '17:00']);
  const nightId = await hire('Noor', ['18:00', '24:00'], ['00:00', '02:00']);
  const ids = { ownerId, petId, serviceId, staffId, nightId };
  const all = async <T>(type: DocumentType<T>): Promise<T[]> =>
    (await context.records.query(type, LIVE, { limit: 1000 })).items.map(({ value }) => value);
  return {
    salon,
    ids,
    all,
    book: async (wish = {}) => {
      const { acting = STAFF, context: seen = context, petId: pet = petId, ...rest } = wish;
      const { serviceId: done = serviceId, ...fields } = rest;
      const booking = bookingInput.parse({
        ...{ ownerId, staffId, source: 'phone', startsAt: '2026-03-10T10:00:00-04:00' },
        services: [{ petId: pet, serviceId: done }],
        ...fields,
      });
      return bookAppointment(seen, { tenantId: TENANT, acting, booking });
    },
    visit: async (id) => {
      const stored = await context.records.get(appointmentType, LIVE, id);
      if (stored === undefined) throw new Error(`There is no visit ${id}`);
      return stored.value;
    },
    owner: async () => {
      const stored = await context.records.get(ownerType, LIVE, ownerId);
      if (stored === undefined) throw new Error('The owner is gone');
      return stored.value;
    },
    booked: async () => {
      const names = new Map([
        [staffId, 'Robin'],
        [nightId, 'Noor'],
      ]);
      const days: StaffDay[] = await all(staffDayType);
      return days
        .flatMap(({ staffId: id, date, booked }) =>
          booked.map(({ from, until }) => `${names.get(id) ?? id} ${date}: ${from} ${until}`),
        )
        .sort();
    },
    events: async () =>
      (await all(eventType)).sort((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1)),
  };
}

/** The kind of the problem with which something is refused; undefined: it is not. */
export async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const { problem } = error as { problem?: { kind: string } };
    if (problem === undefined) throw error;
    return problem.kind;
  }
}
