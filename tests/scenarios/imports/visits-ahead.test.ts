import { expect, test } from 'vitest';
import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import { bookAppointment } from '../../../shared/appointments/book-appointment.ts';
import { arriveAtAppointment } from '../../../shared/appointments/visit-steps.ts';
import { ownerType, petType } from '../../../shared/customers/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import { recomputeMarkedOwners } from '../../../shared/imports/recompute/recompute-job.ts';
import { noShowRecordType } from '../../../shared/no-shows/model.ts';
import { undoNoShow } from '../../../shared/no-shows/undo-mark.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { reputationEventType } from '../../../shared/reputation/model.ts';
import { createService } from '../../../shared/services/edit-services.ts';
import { newServiceInput } from '../../../shared/services/service-input.ts';
import { createStaff } from '../../../shared/staff/edit-staff.ts';
import { staffDayType } from '../../../shared/staff/model.ts';
import { tenantType } from '../../../shared/tenants/model.ts';
import { workers } from '../../../shared/workers.ts';
import { csv, openBusiness, type Business } from './business.ts';

const LIVE = { tenantId: 'maple' };
const OWNERS = csv(
  'Customer ID,Name,Phone',
  'C1,Ada Byron,212-555-0111',
  'C2,Bob Hope,212-555-0112',
);
const PETS = csv(
  'Customer ID,Pet,Species,Pet status',
  'C1,Rex,dog,active',
  'C2,Tom,cat,active',
  'C2,Old Max,dog,deceased',
);
const HEADER =
  'Appointment ID,Customer ID,Pet Name,Appointment Date,Start Time,Duration,Status,Service,Groomer,Price';

const filesOf = (...rows: string[]) => ({
  'owners.csv': OWNERS,
  'pets.csv': PETS,
  'visits.csv': csv(HEADER, ...rows),
});

async function all<T>({ context }: Business, type: DocumentType<T>): Promise<T[]> {
  return (await context.records.query(type, LIVE, { limit: 1000 })).items.map(({ value }) => value);
}
async function visitCalled(business: Business, externalId: string): Promise<Appointment> {
  const found = (await all(business, appointmentType)).find((it) => it.externalId === externalId);
  if (found === undefined) throw new Error(`no visit ${externalId}`);
  return found;
}
const stores = async (business: Business) => ({
  visits: await all(business, appointmentType),
  days: await all(business, staffDayType),
  records: await all(business, noShowRecordType),
  marks: await all(business, reputationEventType),
  entries: await all(business, ledgerEntryType),
  owners: await all(business, ownerType),
});

/** What is booked of anybody's time, by the visit's id in the file. */
async function claims(business: Business): Promise<string[]> {
  const names = new Map(
    (await all(business, appointmentType)).map((it) => [it.id, it.externalId ?? it.id]),
  );
  return (await all(business, staffDayType))
    .flatMap(({ booked }) => booked)
    .map(({ appointmentId, from, until }) =>
      [names.get(appointmentId), from.slice(5, 16), until.slice(11, 16)].join(' '),
    )
    .sort();
}

/** Kim works on weekdays from 09:00 to 17:00 and grooms; a clean-up takes 15 minutes. */
async function withKim(): Promise<Business> {
  const business = await openBusiness();
  const { context } = business;
  const service = newServiceInput.parse({
    ...{ name: 'Bath', durationMinutes: 45, priceCents: 4000 },
    ...{ bufferMinutes: 15, taxRatePpm: 80_000 },
  });
  const { id } = await createService(context, { tenantId: 'maple', service });
  const shifts = [1, 2, 3, 4, 5].map((weekday) => ({
    ...{ weekday, start: '09:00' as LocalTime, end: '17:00' },
  }));
  const staff = { name: 'Kim', serviceIds: [id], shifts };
  await createStaff(context, { tenantId: 'maple', staff });
  return business;
}

test('visits to come come in booked or confirmed, with their time taken and their checkpoints planned', async () => {
  const business = await withKim();
  const { problems, counts } = await business.import(
    filesOf(
      'A1,C1,Rex,2026-03-05,09:30,,Confirmed,Bath,Kim,',
      'A2,C2,Tom,2026-03-05,10:30,30,Booked,Bath,Kim,30',
    ),
  );
  expect(problems).toEqual([]);
  expect(counts.appointments.created).toBe(2);
  expect(await visitCalled(business, 'A1')).toMatchObject({
    ...{ status: 'confirmed', source: 'import', startsAt: '2026-03-05T14:30:00.000Z' },
    ...{ endsAt: '2026-03-05T15:15:00.000Z', busyUntil: '2026-03-05T15:30:00.000Z' },
    services: [{ name: 'Bath', priceCents: 4000, taxRatePpm: 80_000, durationMinutes: 45 }],
    ...{ overrides: [], vaccineGaps: [], dueKind: 'appointments' },
    checkpoints: [
      { kind: 'approaching', hoursBefore: 24, at: '2026-03-04T14:30:00.000Z' },
      { kind: 'approaching', hoursBefore: 2 },
      { kind: 'grace', at: '2026-03-05T14:45:00.000Z' },
    ],
  });
  expect(await visitCalled(business, 'A2')).toMatchObject({
    ...{ status: 'booked', services: [{ priceCents: 3000, durationMinutes: 30 }] },
  });
  expect(await claims(business)).toEqual(['A1 03-05T14:30 15:30', 'A2 03-05T15:30 16:15']);
});

test('nothing is texted and no event is raised by it; a reminder comes later, by the checkpoint', async () => {
  const business = await withKim();
  const eventsOf = async () =>
    (await business.store.query(LIVE, { type: 'event', limit: 50 })).items.map(
      ({ value }) => value['name'] ?? value['event'] ?? value['kind'],
    );
  await drain(business.context, workers);
  const before = await eventsOf();
  await business.import(filesOf('A1,C1,Rex,2026-03-05,09:30,,Booked,Bath,Kim,'));
  await drain(business.context, workers);
  expect(await eventsOf()).toEqual(before);
  expect((await visitCalled(business, 'A1')).eventSequence).toBe(0);
  business.wait(2 * 86_400_000);
  await drain(business.context, workers);
  expect(await visitCalled(business, 'A1')).toMatchObject({ eventSequence: 1, offsetsDone: [24] });
});

test('time that another row or a visit that stands has taken is a finding that names both, never booked twice', async () => {
  const business = await withKim();
  await business.import(filesOf('A1,C1,Rex,2026-03-05,09:30,,Booked,Bath,Kim,'));
  const staff = (await all(business, staffDayType))[0]?.staffId ?? '';
  const [owner] = await all(business, ownerType);
  const pet = (await all(business, petType)).find(({ ownerId }) => ownerId === owner?.id);
  const service = (await visitCalled(business, 'A1')).services[0]?.serviceId ?? '';
  const standing = await bookAppointment(business.context, {
    ...{ tenantId: 'maple', acting: { role: 'staff' } },
    booking: {
      ...{ ownerId: owner?.id ?? '', staffId: staff, source: 'staff' },
      services: [{ petId: pet?.id ?? '', serviceId: service }],
      startsAt: '2026-03-05T20:00:00.000Z' as never,
    },
  });
  const before = await stores(business);
  const files = filesOf(
    'A1,C1,Rex,2026-03-05,09:30,,Booked,Bath,Kim,',
    'A2,C2,Tom,2026-03-05,10:29,,Booked,Nails,Kim,',
    'A3,C2,Tom,2026-03-05,14:00,61,Booked,Nails,Kim,',
  );
  const { problems, counts } = await business.import(files);
  expect(problems.map(({ line, effect }) => [line, effect])).toEqual([
    [3, 'appointment'],
    [4, 'appointment'],
  ]);
  expect(problems[0]?.reason).toContain('A2 of 2026-03-05, 10:29');
  expect(problems[0]?.reason).toContain('A1 of 2026-03-05, 09:30 to 10:30');
  expect(problems[1]?.reason).toContain(`${standing.id} of 2026-03-05, 15:00 to 16:00`);
  expect(counts).toMatchObject({ partialRows: 2, appointments: { created: 0, unchanged: 1 } });
  await drain(business.context, workers);
  const after = await stores(business);
  expect([after.visits, after.days]).toEqual([before.visits, before.days]);
  // A service that only refused rows named was not left behind.
  const services = await business.store.query(LIVE, { type: 'service', limit: 10 });
  expect(services.items.map(({ value }) => value['name'])).toEqual(['Bath']);
});

test('two rows of one page for one time: the first has it, on the minute the next one begins', async () => {
  const business = await withKim();
  const { problems } = await business.import(
    filesOf(
      'A1,C1,Rex,2026-03-05,09:00,,Booked,Bath,Kim,',
      'A2,C2,Tom,2026-03-05,09:59,,Booked,Bath,Kim,',
      'A3,C2,Tom,2026-03-05,10:00,,Booked,Bath,Kim,',
    ),
  );
  expect(problems.map(({ line }) => line)).toEqual([3]);
  expect(await claims(business)).toEqual(['A1 03-05T14:00 15:00', 'A3 03-05T15:00 16:00']);
});

test('a visit over midnight UTC and one after the clocks change take the time that clocks show', async () => {
  const business = await withKim();
  await business.import(
    filesOf(
      'A1,C1,Rex,2026-03-05,18:30,60,Booked,Bath,Kim,',
      'A2,C2,Tom,2026-03-09,09:00,60,Booked,Bath,Kim,',
    ),
  );
  expect(await claims(business)).toEqual([
    'A1 03-05T23:30 00:45',
    'A1 03-05T23:30 00:45',
    'A2 03-09T13:00 14:15',
  ]);
  const days = (await all(business, staffDayType)).map(({ date }) => date).sort();
  expect(days).toEqual(['2026-03-05', '2026-03-06', '2026-03-09']);
});

test('what a booking would refuse and was agreed already comes in and says so; nothing for the dead', async () => {
  const business = await withKim();
  const tenant = await business.context.records.get(tenantType, LIVE, 'tenant');
  if (tenant === undefined) throw new Error('no tenant');
  const required = [{ vaccine: 'rabies', species: 'dog' as const }];
  const vaccination = { ...tenant.value.vaccination, required };
  await business.context.records.commit(LIVE, [replace(tenant, { vaccination })]);
  const { problems } = await business.import(
    filesOf(
      'A1,C1,Rex,2026-03-07,09:30,,Booked,Bath,Kim,',
      'A2,C2,Old Max,2026-03-05,09:30,,Booked,Bath,Kim,',
      'A3,C2,Tom,2026-03-05,12:00,,Completed,Bath,Kim,',
      'A4,C2,Tom,2026-03-05,13:00,,Booked,Bath,,',
      'A5,C1,Rex,2026-03-05,13:00,,Booked,Bath,,',
    ),
  );
  expect(problems.map(({ line, effect }) => [line, effect])).toEqual([
    [2, 'note'],
    [3, 'appointment'],
    [4, 'appointment'],
    [5, 'note'],
    [6, 'note'],
  ]);
  expect(problems[1]?.reason).toContain('deceased');
  expect(await visitCalled(business, 'A1')).toMatchObject({
    overrides: [{ rule: 'outside-shift', reason: 'Imported' }],
    vaccineGaps: [{ vaccine: 'rabies' }],
  });
  // Nobody is named for these two: both stand, and the second says that its time is taken twice.
  expect((await visitCalled(business, 'A5')).overrides.map(({ rule }) => rule)).toEqual([
    'outside-shift',
    'double-booking',
  ]);
});

test('the same file again changes nothing, also once the visit has been reminded of, has begun or was worked on', async () => {
  const business = await withKim();
  const files = filesOf(
    'A1,C1,Rex,2026-03-05,09:30,,Booked,Bath,Kim,',
    'A1,C1,Rex,2026-03-05,09:30,,Booked,Nails,Kim,',
    'A2,C2,Tom,2026-03-05,14:30,,Confirmed,Bath,Kim,',
    'A3,C2,Tom,2026-03-06,14:30,,Cancelled,Bath,Kim,',
  );
  await business.import(files);
  for (const wait of [60_000, 2 * 86_400_000, 86_400_000]) {
    await drain(business.context, workers);
    const before = await stores(business);
    const { counts, problems } = await business.import(files);
    expect(problems).toEqual([]);
    expect(counts.appointments).toEqual({ created: 0, updated: 0, unchanged: 3 });
    await recomputeMarkedOwners(business.context, 'maple');
    expect(await stores(business)).toEqual(before);
    business.wait(wait);
  }
  const { id } = await visitCalled(business, 'A2');
  const edit = { tenantId: 'maple', appointmentId: id, acting: { role: 'staff' as const } };
  await arriveAtAppointment(business.context, { ...edit, expected: undefined });
  await business.import(files);
  expect((await visitCalled(business, 'A2')).status).toBe('arrived');
});

test('a corrected file moves a visit to come, cancels it, or tells how it ended; its time follows', async () => {
  const business = await withKim();
  await business.import(
    filesOf(
      'A1,C1,Rex,2026-03-05,09:30,,Booked,Bath,Kim,',
      'A2,C2,Tom,2026-03-05,14:00,,Booked,Bath,Kim,',
    ),
  );
  await business.import(
    filesOf(
      'A1,C1,Rex,2026-03-06,11:00,,Confirmed,Bath,Lee,',
      'A2,C2,Tom,2026-03-05,14:00,,Cancelled,Bath,Kim,',
    ),
  );
  expect(await claims(business)).toEqual(['A1 03-06T16:00 17:00']);
  expect(await visitCalled(business, 'A1')).toMatchObject({
    ...{ status: 'confirmed', scheduleVersion: 2, localDate: '2026-03-06' },
    history: [{ what: 'booked' }, { what: 'rescheduled' }],
  });
  const cancelled = await visitCalled(business, 'A2');
  expect(cancelled).toMatchObject({ status: 'cancelled', checkpoints: [] });
  expect(cancelled).not.toHaveProperty('dueAt');
  business.wait(5 * 86_400_000);
  await business.import(filesOf('A1,C1,Rex,2026-03-06,11:00,,No show,Bath,Lee,'));
  expect(await claims(business)).toEqual([]);
  expect((await visitCalled(business, 'A1')).status).toBe('no_show');
  expect(await all(business, noShowRecordType)).toMatchObject([{ found: 'import' }]);
});

test('missed visits of before are strikes with a record, without a fee or a text, and can be undone', async () => {
  const business = await withKim();
  const files = filesOf(
    'A1,C1,Rex,2025-08-01,14:00,,No-show,Bath,Kim,40',
    'A2,C1,Rex,2026-01-09,14:00,,No-show,Bath,Kim,40',
    'A3,C1,Rex,2026-01-12,14:00,,Completed,Bath,Kim,40',
  );
  await business.import(files);
  await drain(business.context, workers);
  const records = await all(business, noShowRecordType);
  expect(records.map(({ localDate }) => localDate).sort()).toEqual(['2025-08-01', '2026-01-09']);
  for (const record of records) {
    expect(record).toMatchObject({
      ...{ status: 'marked', found: 'import', policyText: 'imported', valueCents: 4000 },
      fee: { status: 'none', cents: 0 },
    });
    expect(record).not.toHaveProperty('notice');
  }
  const ada = async () => (await all(business, ownerType)).find((it) => it.firstName === 'Ada');
  expect((await ada())?.noShowStrikes?.map(({ on }) => on)).toEqual(['2025-08-01', '2026-01-09']);
  expect(await ada()).toMatchObject({ noShowCount: 2, balanceCents: 0 });
  expect(await all(business, ledgerEntryType)).toEqual([]);
  const before = await stores(business);
  await business.import(files);
  await drain(business.context, workers);
  expect(await stores(business)).toEqual(before);
  // A corrected file takes the first one back, and its next version brings it again.
  const came = files['visits.csv'].replace('2025-08-01,14:00,,No-show', '2025-08-01,14:00,,done');
  await business.import({ ...files, 'visits.csv': came });
  await drain(business.context, workers);
  expect((await ada())?.noShowStrikes).toHaveLength(1);
  await business.import(files);
  await drain(business.context, workers);
  expect(await ada()).toMatchObject({ noShowCount: 2, completedAppointmentCount: 1 });
  const last = records.find(({ localDate }) => localDate === '2026-01-09');
  const undo = { tenantId: 'maple', recordId: last?.id ?? '', reason: 'They came' };
  const arrivedAt = '2026-01-09T19:05:00.000Z' as never;
  await undoNoShow(business.context, { ...undo, arrivedAt });
  expect((await ada())?.noShowStrikes).toHaveLength(1);
  expect((await visitCalled(business, 'A2')).status).toBe('arrived');
  await business.import(files);
  expect((await visitCalled(business, 'A2')).status).toBe('arrived');
});
