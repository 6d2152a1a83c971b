import { bookAppointment } from '../../shared/appointments/book-appointment.ts';
import { cancelAppointment } from '../../shared/appointments/cancel-appointment.ts';
import type { VisitEdit } from '../../shared/appointments/change-visit.ts';
import { completeAppointment } from '../../shared/appointments/complete-appointment.ts';
import { appointmentType } from '../../shared/appointments/model.ts';
import { arriveAtAppointment, confirmAppointment } from '../../shared/appointments/visit-steps.ts';
import { ownerType, petType, type Pet } from '../../shared/customers/model.ts';
import { later, type Instant } from '../../shared/kernel/instant.ts';
import type { LocalDate } from '../../shared/kernel/local-date.ts';
import { ProblemError } from '../../shared/kernel/problem.ts';
import type { LocalTime } from '../../shared/kernel/time-zone.ts';
import type { Context } from '../../shared/platform/context.ts';
import type { DocumentType } from '../../shared/platform/store/document-type.ts';
import { createService } from '../../shared/services/edit-services.ts';
import { newServiceInput } from '../../shared/services/service-input.ts';
import { createStaff } from '../../shared/staff/edit-staff.ts';
import { liveOf } from '../../shared/tenants/model.ts';
import { DEMO_TENANT } from '../demo/generate-demo.ts';
import { formerVisits } from '../demo/former-visits.ts';
import { demoPayments } from '../demo/payment-plan.ts';
import { DEMO_SERVICES, DEMO_STAFF, demoVisits, type DemoVisit } from '../demo/visit-plan.ts';
import { contextAt, demoId } from './seed-context.ts';
import { seedCashUps, seedPayment } from './seed-payments.ts';

const TENANT = DEMO_TENANT.id;
const LIVE = liveOf(TENANT);
/** The rules of booking hold for the demo's visits too; nobody sets one aside. */
const ACTING = { role: 'staff' } as const;
const WORKING_DAYS = [1, 2, 3, 4, 5];
/** Of so many customers one has stayed away. */
const FORMER_ONE_OF = 9;

/** An owner's household: whoever of its pets can be looked after. */
interface Household {
  readonly ownerId: string;
  readonly petIds: readonly string[];
}

/**
 * Fills the book of the demo business: services, staff with their shifts, and visits with what was paid
 * for them, around the demo's morning and long before, of customers who have stayed away since. Each
 * step is taken by the product's own use case at the time at which it happened. Every id derives from
 * what it stands for, so that a start that died midway is completed by the next: what is there is passed over.
 */
export async function seedDemoVisits(context: Context, anchor: LocalDate): Promise<void> {
  for (const service of DEMO_SERVICES) await addService(context, service);
  for (const staff of DEMO_STAFF) await addStaff(context, staff);
  const households = await householdsOf(context);
  if (households.length === 0) return;
  const now = context.clock.now();
  const former = households.filter((_household, n) => n % FORMER_ONE_OF === 0);
  const steady = households.filter((_household, n) => n % FORMER_ONE_OF !== 0);
  const past = formerVisits(anchor, former.length);
  const book = demoVisits(anchor);
  const payments = new Map(demoPayments([...past, ...book], now).map((it) => [it.visit, it]));
  const fill = async (visits: readonly DemoVisit[], whose: readonly Household[]): Promise<void> => {
    for (const visit of visits) {
      const household = whose[visit.household % whose.length];
      if (household !== undefined) await liveThrough(context, visit, household, now);
      const payment = payments.get(visit.key);
      if (payment !== undefined) await seedPayment(context, payment);
    }
  };
  await fill(past, former);
  await fill(book, steady);
  await seedCashUps(context, anchor);
}

async function addService(context: Context, demo: (typeof DEMO_SERVICES)[number]): Promise<void> {
  const { key, ...fields } = demo;
  const id = demoId('service', key);
  if ((await context.records.store.get(LIVE, id)) !== undefined) return;
  const service = newServiceInput.parse({ ...fields, bufferMinutes: 10, taxRatePpm: 80_000 });
  const at = contextAt(context, context.clock.now(), { kind: 'service', id });
  await createService(at, { tenantId: TENANT, service });
}

async function addStaff(context: Context, demo: (typeof DEMO_STAFF)[number]): Promise<void> {
  const { key, name, hours, color } = demo;
  const id = demoId('staff', key);
  if ((await context.records.store.get(LIVE, id)) !== undefined) return;
  const serviceIds = DEMO_SERVICES.map((service) => demoId('service', service.key));
  const start = hours.start as LocalTime;
  const shifts = WORKING_DAYS.map((weekday) => ({ weekday, start, end: hours.end }));
  const at = contextAt(context, context.clock.now(), { kind: 'staff', id });
  await createStaff(at, { tenantId: TENANT, staff: { name, serviceIds, color, shifts } });
}

/** Books a visit and takes it through what happened to it until now. */
async function liveThrough(
  context: Context,
  visit: DemoVisit,
  { ownerId, petIds }: Household,
  now: Instant,
): Promise<void> {
  const id = demoId('appointment', visit.key);
  const [petId] = petIds;
  if (petId === undefined) return;
  if ((await context.records.get(appointmentType, LIVE, id)) === undefined) {
    const booking = {
      ...{ ownerId, staffId: demoId('staff', visit.staff), source: visit.source },
      services: [{ petId, serviceId: demoId('service', visit.service) }],
      startsAt: visit.startsAt,
    };
    const at = contextAt(context, visit.bookedAt, { kind: 'appointment', id });
    const booked = await unlessRefused(
      bookAppointment(at, { tenantId: TENANT, acting: ACTING, booking }),
    );
    // An owner who cancelled too often by then is not booked online: so it is in life.
    if (!booked) return;
  }
  const edit = { tenantId: TENANT, appointmentId: id, acting: ACTING, expected: undefined };
  await walkThrough(context, visit, edit, now);
}

async function walkThrough(
  context: Context,
  visit: DemoVisit,
  edit: VisitEdit,
  now: Instant,
): Promise<void> {
  const { course, bookedAt, completedAt } = visit;
  const arrivedAt = visit.arrivedAt < now ? visit.arrivedAt : now;
  if (course === 'confirmed') await confirmAppointment(contextAt(context, bookedAt), edit);
  if (course === 'cancelled') {
    const at = contextAt(context, later(visit.cancelledAt, bookedAt));
    const cancellation = { by: 'owner', reason: 'Something came up' } as const;
    await cancelAppointment(at, { ...edit, cancellation });
  }
  if (course === 'here' || course === 'done') {
    await unlessRefused(arriveAtAppointment(contextAt(context, arrivedAt), edit));
  }
  if (course === 'done' || course === 'done-unseen') {
    await completeAppointment(contextAt(context, completedAt), edit);
  }
}

/** Whether it was done; a refusal by a rule of the business is no failure of the demo. */
async function unlessRefused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 409) return false;
    throw error;
  }
}

/** Active owners with active pets, in the order of the ids that their old system gave them. */
async function householdsOf(context: Context): Promise<Household[]> {
  const owners = (await all(context, ownerType)).filter(({ status }) => status === 'active');
  const pets = (await all(context, petType)).filter(({ status }) => status === 'active');
  const byOwner = new Map<string, Pet[]>();
  for (const pet of pets) byOwner.set(pet.ownerId, [...(byOwner.get(pet.ownerId) ?? []), pet]);
  return owners
    .toSorted((a, b) => ((a.externalId ?? a.id) < (b.externalId ?? b.id) ? -1 : 1))
    .map(({ id }) => ({ ownerId: id, petIds: (byOwner.get(id) ?? []).map((pet) => pet.id).sort() }))
    .filter(({ petIds }) => petIds.length > 0);
}

async function all<T>({ records }: Context, type: DocumentType<T>): Promise<T[]> {
  const page = await records.query(type, LIVE, { limit: 1000 });
  return page.items.map(({ value }) => value);
}
