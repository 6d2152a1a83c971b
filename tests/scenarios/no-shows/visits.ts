import { planCheckpoints } from '../../../shared/appointments/checkpoints.ts';
import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { ownerType, type Owner } from '../../../shared/customers/model.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { readLedger } from '../../../shared/ledger/read-ledger.ts';
import { noShowRecordType, type NoShowRecord } from '../../../shared/no-shows/model.ts';
import type { Stored } from '../../../shared/platform/store/document-store.ts';
import { create, replace } from '../../../shared/platform/store/records.ts';
import { readEvents } from '../../../shared/reputation/read-events.ts';
import { foldEvents, scoreOn } from '../../../shared/reputation/score.ts';
import { loadTenant } from '../../../shared/tenants/load-tenant.ts';
import { reputationRulesOf } from '../../../shared/tenants/reputation-rules.ts';
import { dateAt, zoneAt } from '../../../shared/tenants/zone-periods.ts';
import { TENANT, type Salon } from '../tenants/salon.ts';

const LIVE = { tenantId: TENANT };
const MINUTE = 60_000;

/** The instant of an ISO text. */
export const at = (text: string): Instant => instantOf(Date.parse(text));

/** Creates an owner with a phone number of their own. */
export async function admitOwner(salon: Salon, n = 1): Promise<Owner> {
  const phone = `+1415555${String(2000 + n)}`;
  const owner = { firstName: 'Ana', lastName: `Lima ${String(n)}`, phone };
  return createOwner(salon.context, { tenantId: TENANT, owner });
}

/** A visit as booking leaves it, with its checkpoints planned. */
export async function putVisit(
  salon: Salon,
  ownerId: string,
  startsAt: Instant,
  changes: Partial<Appointment> = {},
): Promise<Appointment> {
  const { context } = salon;
  const tenant = await loadTenant(context, TENANT);
  const plannedAt = addMs(salon.now(), -24 * 60 * MINUTE);
  const visit: Appointment = {
    id: context.ids.next('appointment'),
    type: 'appointment',
    tenantId: TENANT,
    schemaVersion: 1,
    ownerId,
    staffId: 'stf_1',
    status: 'booked',
    source: 'online',
    petIds: ['pet_1'],
    services: [
      {
        serviceId: 'svc_1',
        petId: 'pet_1',
        name: 'Bath',
        priceCents: 6000,
        taxRatePpm: 0,
        durationMinutes: 60,
      },
    ],
    startsAt,
    endsAt: addMs(startsAt, 60 * MINUTE),
    busyUntil: addMs(startsAt, 60 * MINUTE),
    localDate: localDateAt(startsAt, zoneAt(tenant, startsAt)),
    timeZone: zoneAt(tenant, startsAt),
    overrides: [],
    vaccineGaps: [],
    scheduleVersion: 1,
    markSeq: 0,
    eventSequence: 0,
    history: [],
    ...planCheckpoints({ startsAt, offsetsDone: [24, 2], plannedAt }, tenant, plannedAt),
    offsetsDone: [24, 2],
    revision: 1,
    createdAt: plannedAt,
    updatedAt: plannedAt,
    ...changes,
  };
  const result = await context.records.commit(LIVE, [create(visit)]);
  if (!result.ok) throw new Error(result.broken.reason);
  return visit;
}

/** A visit that somebody checked in, so that the business is seen to check people in. */
export async function putCheckedIn(salon: Salon, startsAt: Instant): Promise<Appointment> {
  return putVisit(salon, (await admitOwner(salon, 999)).id, startsAt, {
    status: 'arrived',
    arrivedAt: startsAt,
    checkpoints: [],
    dueKind: undefined,
    dueAt: undefined,
  });
}

/** Checks a visit in as it stands in the store. */
export async function checkIn(salon: Salon, id: string): Promise<boolean> {
  const stored = await visitOf(salon, id);
  const changes = {
    status: 'arrived',
    arrivedAt: salon.now(),
    checkpoints: [],
    dueKind: undefined,
    dueAt: undefined,
  } as const;
  const write = replace<Appointment>(stored, { ...changes, checkpoints: [] });
  return (await salon.context.records.commit(LIVE, [write])).ok;
}

/** A visit as it stands. */
export async function visitOf({ context }: Salon, id: string): Promise<Stored<Appointment>> {
  const stored = await context.records.get(appointmentType, LIVE, id);
  if (stored === undefined) throw new Error(`no visit ${id}`);
  return stored;
}

/** An owner as they stand. */
export async function ownerOf({ context }: Salon, id: string): Promise<Owner> {
  const stored = await context.records.get(ownerType, LIVE, id);
  if (stored === undefined) throw new Error(`no owner ${id}`);
  return stored.value;
}

/** All records, in the order of their visits. */
export async function recordsOf({ context }: Salon): Promise<NoShowRecord[]> {
  const page = await context.records.query(noShowRecordType, LIVE, { limit: 1000 });
  const found = page.items.map(({ value }) => value);
  return found.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

/** What an owner's documents say of score, counters, balance and strikes, and what they should say. */
export async function booksOf(salon: Salon, ownerId: string) {
  const { context } = salon;
  const owner = await ownerOf(salon, ownerId);
  const tenant = await loadTenant(context, TENANT);
  const rules = reputationRulesOf(tenant);
  const events = await readEvents(context.records, owner);
  const ledger = await readLedger(context.records, owner);
  const records = (await recordsOf(salon)).filter((it) => it.ownerId === ownerId);
  const marked = records.filter(({ status }) => status === 'marked' || status === 'review');
  const { reputationScore = 100, noShowCount = 0, balanceCents = 0, noShowStrikes = [] } = owner;
  return {
    kept: {
      score: reputationScore,
      noShowCount,
      balanceCents,
      strikes: noShowStrikes.map(({ recordId }) => recordId).sort(),
    },
    reckoned: {
      score: scoreOn(foldEvents(events, rules), dateAt(tenant, salon.now()), rules),
      noShowCount: marked.length,
      balanceCents: ledger.balanceCents,
      strikes: marked.map(({ id }) => id).sort(),
    },
    events,
    ledger,
    records,
  };
}
