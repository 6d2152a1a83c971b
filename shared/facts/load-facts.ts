import { appointmentType, type Appointment } from '../appointments/model.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import type { Facts } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { staffType } from '../staff/model.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { appointmentFacts } from './appointment-facts.ts';
import { ownerFacts, type OwnerRead } from './owner-facts.ts';
import { readOwners, type OwnerPart } from './read-owners.ts';

/** Whom and what is asked about. */
export interface Subject {
  readonly ownerId: string;
  /** A visit of theirs. */
  readonly appointmentId?: string | undefined;
}

/** What is known of one owner, and of a visit of theirs when one is asked about. */
export interface LoadedFacts {
  /** The owner as stored, to be guarded or changed. */
  readonly owner: Stored<Owner>;
  readonly read: OwnerRead;
  readonly appointment: Appointment | undefined;
  readonly facts: Facts;
}

/**
 * Reads what is known of an owner, merged ones followed to the survivor, and of a visit. undefined:
 * there is no such owner. A visit that is not theirs, or not there, is left out.
 */
export async function loadFacts(
  records: Records,
  tenant: Tenant,
  { ownerId, appointmentId }: Subject,
  now: Instant,
): Promise<LoadedFacts | undefined> {
  const { tenantId } = tenant;
  const owner = await currentOwner(records, tenantId, ownerId);
  if (owner === undefined) return undefined;
  const visit =
    appointmentId && (await records.get(appointmentType, liveOf(tenantId), appointmentId));
  const known = { owner, appointment: visit ? visit.value : undefined };
  return completeFacts(records, tenant, known, now);
}

/**
 * What is known of an owner as read, and of a visit when it is theirs. `wanted` names the fields that
 * somebody asks for: no document is read for any other, and no other is known. Absent: all.
 */
export async function completeFacts(
  records: Records,
  tenant: Tenant,
  known: { readonly owner: Stored<Owner>; readonly appointment: Appointment | undefined },
  now: Instant,
  wanted?: ReadonlySet<string>,
): Promise<LoadedFacts> {
  const { tenantId } = tenant;
  const { owner } = known;
  const theirs = known.appointment && ownerIdsOf(owner.value).includes(known.appointment.ownerId);
  const appointment = theirs === true ? known.appointment : undefined;
  const asks = (field: string): boolean => wanted?.has(field) ?? true;
  const namesStaff = appointment !== undefined && asks('appointment.staff_name');
  const [[read], staff] = await Promise.all([
    readOwners(records, tenantId, [owner.value], now, wanted && partsFor(wanted)),
    namesStaff ? records.get(staffType, liveOf(tenantId), appointment.staffId) : undefined,
  ]);
  if (read === undefined) throw new InvariantError(`Nothing was read of ${owner.value.id}.`);
  const facts = {
    ...ownerFacts(read, tenant, dateAt(tenant, now)),
    ...(appointment && appointmentFacts(appointment, read.pets, staff?.value)),
  };
  return { owner, read, appointment, facts: wanted === undefined ? facts : only(facts, wanted) };
}

/** The documents that stand behind fields; the owner and the visit themselves stand behind the rest. */
function partsFor(fields: ReadonlySet<string>): ReadonlySet<OwnerPart> {
  return new Set([...fields].flatMap(partFor));
}

function partFor(field: string): OwnerPart[] {
  if (field === 'owner.sms_opted_in') return ['phone'];
  if (field === 'owner.email_opted_in') return ['address'];
  if (field === 'history.next_visit_on') return ['nextVisit'];
  return /^(pets|vaccinations)\.|^appointment\.pet_names$/.test(field) ? ['pets'] : [];
}

/** What was not asked for may be wrong, since not all was read: it is not known then. */
function only(facts: Facts, wanted: ReadonlySet<string>): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => wanted.has(name)));
}
