import { ownerType, type Owner } from '../customers/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import { NO_CHECKPOINTS, planCheckpoints } from './checkpoints.ts';
import { appointmentType, isOpen, type Appointment } from './model.ts';

/**
 * The writes that plan anew the next visits, `limit` at most, whose checkpoints were planned under
 * older settings of the tenant; none: all follow the settings. Offsets that are dealt with stay
 * dealt with. The start stays the instant it was agreed as; a visit still to come is kept under the
 * date and zone that the business has then, one that has begun under those it had.
 */
export async function replanAppointments(
  context: Context,
  tenant: Tenant,
  limit: number,
): Promise<Write[]> {
  const page = await context.records.query(appointmentType, liveOf(tenant.tenantId), {
    where: { planVersion: { before: tenant.planVersion } },
    orderBy: { field: 'planVersion' },
    limit,
  });
  const now = context.clock.now();
  const open = page.items.filter(({ value }) => isOpen(value));
  const owners = await ownersOf(context, tenant, open);
  return page.items.map(({ value, etag }): Write => {
    const planned = isOpen(value)
      ? {
          ...(value.startsAt > now && inZone(value, tenant)),
          ...planCheckpoints(plannedVisit(value), tenant, now, owners.get(value.ownerId)),
        }
      : NO_CHECKPOINTS;
    const document: Appointment = { ...value, ...planned, updatedAt: now };
    return { op: 'replace', document, etag };
  });
}

/** The owners of these visits, in one read. */
async function ownersOf(
  { records }: Context,
  tenant: Tenant,
  visits: readonly Stored<Appointment>[],
): Promise<ReadonlyMap<string, Owner>> {
  if (visits.length === 0) return new Map();
  const ids = new Set(visits.map(({ value }) => value.ownerId));
  const found = await records.getMany(ownerType, liveOf(tenant.tenantId), [...ids]);
  return new Map(found.map(({ value }) => [value.id, value]));
}

function inZone({ startsAt }: Appointment, tenant: Tenant) {
  return { localDate: dateAt(tenant, startsAt), timeZone: zoneAt(tenant, startsAt) };
}

function plannedVisit(visit: Appointment) {
  const move = visit.history.findLast(({ what }) => what === 'rescheduled');
  return { ...visit, plannedAt: move?.at ?? visit.createdAt };
}
