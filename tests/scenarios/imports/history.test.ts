import { expect, test } from 'vitest';
import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import { ownerType, type Owner } from '../../../shared/customers/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { recomputeJobId } from '../../../shared/imports/recompute/recompute-job.ts';
import { recomputeMarkedOwners } from '../../../shared/imports/recompute/recompute-job.ts';
import { jobType } from '../../../shared/jobs/model.ts';
import { foldLedger, openOf } from '../../../shared/ledger/fold-ledger.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { reputationEventType } from '../../../shared/reputation/model.ts';
import { workers } from '../../../shared/workers.ts';
import { csv, filesOf, openBusiness, type Business } from './business.ts';

const LIVE = { tenantId: 'maple' };
const OWNERS = csv(
  'Customer ID,Name,Phone',
  'C1,Ada Byron,212-555-0111',
  'C2,Bob Hope,212-555-0112',
);
const PETS = csv('Customer ID,Pet,Species', 'C1,Rex,dog', 'C2,Tom,cat');
const VISITS = csv(
  'Appointment ID,Customer ID,Pet Name,Appointment Date,Start Time,Status,Service,Groomer,Price',
  'A1,C1,Rex,2025-06-02,9:30 AM,Completed,Full groom,Kim,$60.00',
  'A2,C1,Rex,2025-08-01,14:00,No-show,Full groom,Kim,60',
  'A3,C2,Tom,2025-09-01,10:00,Late cancel,Bath,Lee,30',
  'A4,C2,Tom,2025-10-01,10:00,booked,Bath,Lee,30',
  'A5,C2,Tom,2025-11-01,10:00,Cancelled by salon,Bath,Lee,30',
  'A6,C1,Rex,2025-12-01,10:00,checked out,Bath,Kim,40',
);
const PAYMENTS = csv(
  'Transaction ID,Customer ID,Payment Date,Payment Method,Amount Paid,Tip',
  'T1,C1,2025-06-02,Visa,$60.00,10.00',
  'T2,C1,2025-12-01,Cash,50,',
);
const FILES = { 'owners.csv': OWNERS, 'pets.csv': PETS, 'visits.csv': VISITS, 'pay.csv': PAYMENTS };

async function all<T>({ context }: Business, type: DocumentType<T>): Promise<T[]> {
  const page = await context.records.query(type, LIVE, { limit: 1000 });
  return page.items.map(({ value }) => value);
}
const byExternalId = (visits: readonly Appointment[]) =>
  new Map(visits.map((it) => [it.externalId, it]));
async function ownerNamed(business: Business, name: string): Promise<Owner | undefined> {
  return (await all(business, ownerType)).find(({ firstName }) => firstName === name);
}
const stores = async (business: Business) => ({
  visits: await all(business, appointmentType),
  entries: await all(business, ledgerEntryType),
  marks: await all(business, reputationEventType),
  owners: await all(business, ownerType),
});

test('visits come in with how they ended; a past booking is unresolved, never missed', async () => {
  const business = await openBusiness();
  const { counts, problems } = await business.import(FILES);
  expect(problems).toEqual([]);
  expect(counts).toMatchObject({
    ...{ rows: 12, refusedRows: 0, partialRows: 0 },
    appointments: { created: 6 },
    payments: { created: 2 },
  });
  const visits = byExternalId(await all(business, appointmentType));
  expect([...visits.values()].map(({ externalId, status }) => [externalId, status]).sort()).toEqual(
    [
      ['A1', 'completed'],
      ['A2', 'no_show'],
      ['A3', 'cancelled'],
      ['A4', 'unresolved'],
      ['A5', 'cancelled'],
      ['A6', 'completed'],
    ],
  );
  expect(visits.get('A1')).toMatchObject({
    // 09:30 in New York in summer, and 14:00 an hour less behind UTC than in winter.
    ...{ startsAt: '2025-06-02T13:30:00.000Z', localDate: '2025-06-02', source: 'import' },
    services: [{ name: 'Full groom', priceCents: 6000, durationMinutes: 60 }],
  });
  expect(visits.get('A6')?.startsAt).toBe('2025-12-01T15:00:00.000Z');
  expect(visits.get('A3')?.cancellation).toMatchObject({ late: true, by: 'owner' });
  expect(visits.get('A5')?.cancellation).toMatchObject({ late: false, by: 'business' });
  for (const visit of visits.values()) {
    expect(visit).not.toHaveProperty('dueAt');
    expect(visit.checkpoints).toEqual([]);
  }
});

test('nothing is texted, no event is raised, and nothing but the recompute is ever due', async () => {
  const business = await openBusiness();
  await business.import(FILES);
  const due = async (kind: string) =>
    business.store.due({ dueKind: kind, until: '2099-01-01T00:00:00.000Z' as never, limit: 100 });
  for (const kind of ['events', 'appointments', 'sms', 'emails'])
    expect(await due(kind)).toEqual([]);
  expect((await due('jobs')).map(({ id }) => id)).toHaveLength(1);
  const events = await business.store.query(LIVE, { type: 'event', limit: 10 });
  expect(events.items).toEqual([]);
});

test('counters, score and balance of each owner agree with the records once the job has run', async () => {
  const business = await openBusiness();
  const { importId } = await business.import(FILES);
  expect(await ownerNamed(business, 'Ada')).toHaveProperty('recomputeSince');
  await drain(business.context, workers);
  const ada = await ownerNamed(business, 'Ada');
  expect(ada).toMatchObject({
    ...{ noShowCount: 1, lateCancellationCount: 0, completedAppointmentCount: 2 },
    ...{ visitCount: 2, lastVisitOn: '2025-12-01' },
    // Two visits of 100.00 in all, 110.00 paid: 10.00 of credit.
    ...{ balanceCents: -1000, spendCents: 11_000 },
  });
  expect(ada?.reputationScore).toBeGreaterThan(80);
  expect(ada).not.toHaveProperty('recomputeSince');
  expect(ada?.revision).toBe(1);
  const bob = await ownerNamed(business, 'Bob');
  expect(bob).toMatchObject({ lateCancellationCount: 1, noShowCount: 0, visitCount: 0 });
  const job = await business.context.records.get(jobType, LIVE, recomputeJobId(importId));
  expect(job?.value).toMatchObject({ status: 'done', history: [{ counts: { owners: 2 } }] });
});

test('payments cover charges oldest first, on the days they were made', async () => {
  const business = await openBusiness();
  await business.import(FILES);
  await recomputeMarkedOwners(business.context, 'maple');
  const entries = await all(business, ledgerEntryType);
  const ledger = foldLedger(entries);
  expect([...ledger.charges.values()].map(openOf)).toEqual([0, 0]);
  const paid = entries.filter(({ kind }) => kind === 'payment');
  expect(
    paid.map(({ localDate, money, moves }) => [localDate, money, moves.length]).sort(),
  ).toEqual([
    ['2025-06-02', { method: 'card', amountCents: 6000, tipCents: 1000 }, 1],
    ['2025-12-01', { method: 'cash', amountCents: 5000, tipCents: 0 }, 1],
  ]);
  expect(paid.every((it) => !('unsettled' in it))).toBe(true);
  expect(
    entries
      .filter(({ kind }) => kind === 'charge')
      .map((it) => it.serviceDate)
      .sort(),
  ).toEqual(['2025-06-02', '2025-12-01']);
});

test('the same files again change nothing, and neither do visits without a payment file owe anything', async () => {
  const business = await openBusiness();
  await business.import(FILES);
  await drain(business.context, workers);
  const before = await stores(business);
  business.wait(60_000);
  const { counts } = await business.import(FILES);
  await drain(business.context, workers);
  expect(counts).toMatchObject({
    ...{ owners: { unchanged: 2 }, pets: { unchanged: 2 } },
    ...{ appointments: { unchanged: 6 }, payments: { unchanged: 2 } },
  });
  expect(await stores(business)).toEqual(before);
  const other = await openBusiness();
  await other.import({ 'owners.csv': OWNERS, 'pets.csv': PETS, 'visits.csv': VISITS });
  await drain(other.context, workers);
  expect(await all(other, ledgerEntryType)).toEqual([]);
  expect(await ownerNamed(other, 'Ada')).toMatchObject({ balanceCents: 0, noShowCount: 1 });
});

test('one flat list brings owners, pets, visits and what was paid', async () => {
  const business = await openBusiness();
  const flat = csv(
    'Client,Mobile,Pet,Breed,Date,Time,Status,Service,Staff,Total,Amount paid,Payment method',
    'Jane Doe,212-555-0133,Bella,Poodle,03/31/2025,09:00,done,Bath,Kim,45.00,45.00,cash',
    'Jane Doe,212-555-0133,Bella,Poodle,04/14/2025,09:00,no show,Bath,Kim,45.00,,',
  );
  const { counts, problems } = await business.import({ 'appointments.csv': flat });
  expect(problems).toEqual([]);
  expect(counts).toMatchObject({
    ...{ owners: { created: 1 }, pets: { created: 1 } },
    ...{ appointments: { created: 2 }, payments: { created: 1 } },
  });
  await drain(business.context, workers);
  expect(await ownerNamed(business, 'Jane')).toMatchObject({
    ...{ balanceCents: 0, spendCents: 4500, visitCount: 1, noShowCount: 1 },
  });
});

test('wrong rows are told by line, column, value and reason, and right ones go in', async () => {
  const business = await openBusiness();
  const visits = csv(
    'Appointment ID,Customer ID,Pet Name,Appointment Date,Start Time,Status,Price',
    'A1,C1,Rex,2025-13-01,09:00,completed,60',
    'A2,C1,Rex,2027-01-01,09:00,no show,60',
    'A3,C1,Rex,2025-06-01,25:00,abducted,sixty',
    'A4,C9,Rex,2025-06-01,09:00,completed,60',
    'A5,C1,Max,2025-06-01,09:00,completed,60',
    'A6,C1,Rex,,09:00,completed,60',
  );
  const payments = csv(
    'Transaction ID,Customer ID,Payment Date,Payment Method,Amount Paid',
    'T1,C1,2025-06-02,doubloons,10',
    'T2,C1,2025-06-02,cash,-10.01',
    'T3,C1,2025-06-02,cash,1.234',
    'T4,C1,2027-06-02,cash,5',
    'T5,C1,2025-06-02,cash,0',
  );
  const { counts, problems } = await business.import({
    'owners.csv': OWNERS,
    'pets.csv': PETS,
    'visits.csv': visits,
    'payments.csv': payments,
  });
  const told = problems.map(({ file, line, column, value, effect }) =>
    [file, line, column, value, effect].filter((it) => it !== undefined).join(' '),
  );
  expect(told).toEqual([
    'visits.csv 2 Appointment Date 2025-13-01 appointment',
    'visits.csv 3 Appointment Date 2027-01-01 appointment',
    'visits.csv 4 Start Time 25:00 value',
    'visits.csv 4 Status abducted value',
    'visits.csv 4 Price sixty value',
    'visits.csv 5 row',
    'visits.csv 6 pet',
    'visits.csv 7 appointment',
    'payments.csv 2 Payment Method doubloons value',
    'payments.csv 4 Amount Paid 1.234 payment',
    'payments.csv 5 Payment Date 2027-06-02 payment',
    'payments.csv 6 Amount Paid 0 payment',
    // More was given back than was paid; known once all rows are in.
    'payments.csv 3 payment',
  ]);
  expect(counts).toMatchObject({
    ...{ refusedRows: 1, partialRows: 8 },
    ...{ appointments: { created: 2 }, payments: { created: 1 } },
  });
});

test('a file of visits whose columns do not suffice changes nothing and says what it lacks', async () => {
  const business = await openBusiness();
  const bad = csv('Customer ID,Service,Groomer', 'C1,Bath,Kim');
  await expect(business.import({ 'visits.csv': bad })).rejects.toMatchObject({
    problem: { kind: 'import-columns-missing' },
  });
  // Such words in a list of customers mean nothing there.
  const list = csv('Customer ID,Name,Groomer,Total paid,Service', 'C1,Ada Byron,Kim,500,Bath');
  const { files, counts } = await business.import({ 'list.csv': list });
  expect(files[0]).toMatchObject({ kind: 'owners', ignored: [{}, {}, {}] });
  expect(counts.owners.created).toBe(1);
});

test('a corrected file corrects the visit and what it earned; what people changed stays', async () => {
  const business = await openBusiness();
  await business.import(FILES);
  await drain(business.context, workers);
  const corrected = VISITS.replace('14:00,No-show', '14:00,Completed').replace(
    '10:00,booked',
    '10:00,no show',
  );
  const visits = byExternalId(await all(business, appointmentType));
  const booked = visits.get('A4');
  const stored = await business.context.records.get(appointmentType, LIVE, booked?.id ?? '');
  if (stored === undefined) throw new Error('no visit');
  await business.context.records.commit(LIVE, [
    replace(stored, { status: 'completed', revision: 2 }),
  ]);
  await business.import({ ...FILES, 'visits.csv': corrected });
  await drain(business.context, workers);
  const after = byExternalId(await all(business, appointmentType));
  expect(after.get('A2')?.status).toBe('completed');
  expect(after.get('A4')?.status).toBe('completed');
  const marks = (await all(business, reputationEventType)).filter(
    (it) => it.appointmentId === visits.get('A2')?.id,
  );
  expect(marks.map(({ kind, voided }) => [kind, voided !== undefined]).sort()).toEqual([
    ['completed', false],
    ['no_show', true],
  ]);
  expect(await ownerNamed(business, 'Ada')).toMatchObject({
    ...{ noShowCount: 0, completedAppointmentCount: 3, visitCount: 3, balanceCents: 5000 },
  });
});

test('rows of one visit add up to one, each service charged once', async () => {
  const business = await openBusiness();
  const visits = csv(
    'Appointment ID,Customer ID,Pet Name,Appointment Date,Status,Service,Price,Tax,Amount Paid',
    'A1,C1,Rex,2025-06-02,Completed,Bath,40,3.55,43.55',
    'A1,C1,Rex,2025-06-02,Completed,Nails,10,0.89,10.89',
  );
  const files = { 'owners.csv': OWNERS, 'pets.csv': PETS, 'visits.csv': visits };
  await business.import(files);
  await business.import(files);
  await drain(business.context, workers);
  const [visit, ...others] = await all(business, appointmentType);
  expect(others).toEqual([]);
  expect(visit?.services.map(({ name }) => name)).toEqual(['Bath', 'Nails']);
  expect(visit?.endsAt).toBe('2025-06-02T18:00:00.000Z');
  const entries = await all(business, ledgerEntryType);
  expect(entries.map(({ effectCents }) => effectCents).sort((a, b) => a - b)).toEqual([
    ...[-4355, -1089, 1089, 4355],
  ]);
  const taxes = entries.filter(({ kind }) => kind === 'payment').map((it) => it.taxCents);
  expect(taxes.sort()).toEqual([355, 89]);
});

test('an import that goes on later has its owners recomputed in the end, however it was cut off', async () => {
  const business = await openBusiness();
  const stop = new AbortController();
  const many = csv(
    'Customer ID,Appointment Date,Status',
    ...Array.from({ length: 150 }, (_, i) => `C${String((i % 2) + 1)},${day(i)},completed`),
  );
  const files = { 'owners.csv': OWNERS, 'visits.csv': many };
  const paused = await business.import(files, {
    signal: stop.signal,
    onPage: (it) => {
      if (it.counts.appointments.created > 0) stop.abort();
    },
  });
  expect(paused.status).toBe('paused');
  await drain(business.context, workers);
  const half = (await ownerNamed(business, 'Ada'))?.visitCount ?? 0;
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(75);
  business.wait(1000);
  expect((await business.import(files)).status).toBe('finished');
  await drain(business.context, workers);
  expect(await ownerNamed(business, 'Ada')).toMatchObject({ visitCount: 75 });
});

function day(i: number): string {
  return new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
}

test('a dry run decides the same and writes nothing', async () => {
  const business = await openBusiness();
  const before = await stores(business);
  const dry = await business.import(FILES, { dryRun: true });
  expect(await stores(business)).toEqual(before);
  const real = await business.import(FILES);
  expect(dry.counts).toEqual(real.counts);
  expect(filesOf(FILES)).toHaveLength(4);
});
