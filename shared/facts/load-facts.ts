import { appointmentType, type Appointment } from '../appointments/model.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import type { Facts } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { staffType } from '../staff/model.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { appointmentFacts } from './appointment-facts.ts';
import { ownerFacts, type OwnerRead } from './owner-facts.ts';
import { readOwners } from './read-owners.ts';

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
  const stored = await currentOwner(records, tenantId, ownerId);
  if (stored === undefined) return undefined;
  const [[read], visit] = await Promise.all([
    readOwners(records, tenantId, [stored.value], now),
    appointmentId && records.get(appointmentType, liveOf(tenantId), appointmentId),
  ]);
  if (read === undefined) return undefined;
  const facts = ownerFacts(read, tenant, dateAt(tenant, now));
  if (!visit || !ownerIdsOf(stored.value).includes(visit.value.ownerId)) {
    return { owner: stored, read, appointment: undefined, facts };
  }
  const appointment = visit.value;
  const staff = await records.get(staffType, liveOf(tenantId), appointment.staffId);
  return {
    owner: stored,
    read,
    appointment,
    facts: { ...facts, ...appointmentFacts(appointment, read.pets, staff?.value) },
  };
}
