import { ownerIdsOf } from '../customers/merge-follow.ts';
import { getOwner } from '../customers/find-owners.ts';
import type { Instant } from '../kernel/instant.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { appointmentType, type Appointment, type AppointmentStatus } from './model.ts';

/** A visit by id; throws not-found (404), also for another tenant's. */
export async function getAppointment(
  context: Context,
  input: { readonly tenantId: string; readonly appointmentId: string },
): Promise<Appointment> {
  const { tenantId, appointmentId } = input;
  const stored = await context.records.get(appointmentType, liveOf(tenantId), appointmentId);
  if (stored === undefined) throw notFound('appointment', appointmentId);
  return stored.value;
}

/** Which visits are asked for, by their start. */
export interface AppointmentFilter extends PageRequest {
  readonly tenantId: string;
  /** Inclusive. */
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly to?: Instant | undefined;
  readonly staffId?: string | undefined;
  readonly status?: AppointmentStatus | undefined;
}

/** Visits by their start, the earliest first. */
export async function listAppointments(
  context: Context,
  { tenantId, from, to, staffId, status, limit, cursor }: AppointmentFilter,
): Promise<ListPage<Appointment>> {
  const ranged = from !== undefined || to !== undefined;
  const startsAt = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { before: to }),
  };
  const page = await context.records.query(appointmentType, liveOf(tenantId), {
    where: {
      ...(staffId !== undefined && { staffId }),
      ...(status !== undefined && { status }),
      ...(ranged && { startsAt }),
    },
    orderBy: { field: 'startsAt' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/**
 * Visits of an owner: what comes next, the nearest first, or their history, the latest first. A
 * visit belongs to the history once its start has passed. Throws not-found (404) when there is no
 * such owner.
 */
export async function listAppointmentsOfOwner(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly ownerId: string;
    readonly when: 'upcoming' | 'past';
  },
): Promise<ListPage<Appointment>> {
  const { tenantId, when, limit, cursor } = input;
  const owner = await getOwner(context, input);
  const now = context.clock.now();
  const upcoming = when === 'upcoming';
  const page = await context.records.query(appointmentType, liveOf(tenantId), {
    where: {
      ownerId: { in: ownerIdsOf(owner) },
      startsAt: upcoming ? { after: now } : { to: now },
    },
    orderBy: { field: 'startsAt', direction: upcoming ? 'asc' : 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}
