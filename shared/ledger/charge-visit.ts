import { appointmentType, type AppointmentStatus } from '../appointments/model.ts';
import { currentOwner } from '../customers/merge-follow.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { visitCharge, visitChargeId } from './charge.ts';
import type { LedgerEntry } from './model.ts';
import { postToLedger } from './post-to-ledger.ts';

const CHARGEABLE: readonly AppointmentStatus[] = ['arrived', 'completed'];

/**
 * Charges a visit at the prices agreed at booking, once: its id derives from the visit, so that two
 * members who do it at once charge one time. Throws not-found (404), `visit-not-chargeable` (409)
 * for a visit that nobody came to, and `already-charged` (409), which names the charge.
 */
export async function chargeVisit(
  context: Context,
  input: { readonly tenantId: string; readonly appointmentId: string; readonly by?: string },
): Promise<LedgerEntry> {
  const { tenantId, appointmentId, by } = input;
  const { records } = context;
  const visit = await records.get(appointmentType, liveOf(tenantId), appointmentId);
  if (visit === undefined) throw notFound('appointment', appointmentId);
  if (!CHARGEABLE.includes(visit.value.status)) throw notChargeable(visit.value);
  const owner = await currentOwner(records, tenantId, visit.value.ownerId);
  if (owner === undefined) throw notFound('appointment', appointmentId);
  const request = { tenantId, ownerId: owner.value.id, by };
  return postToLedger(context, request, (posting, { entries }) => {
    const id = visitChargeId(visit.value);
    if (entries.has(id)) throw alreadyCharged(appointmentId, id);
    return visitCharge(posting, visit.value);
  });
}

function notChargeable(visit: { readonly id: string; readonly status: string }): ProblemError {
  return new ProblemError({
    kind: 'visit-not-chargeable',
    status: 409,
    detail: `A visit is charged once they came; this one is ${visit.status}.`,
    field: 'appointment',
    value: visit.id,
    allowed: `an appointment that is ${CHARGEABLE.join(' or ')}`,
  });
}

function alreadyCharged(appointmentId: string, chargeId: string): ProblemError {
  return new ProblemError({
    kind: 'already-charged',
    status: 409,
    detail: `This visit has its charge, ${chargeId}.`,
    field: 'appointment',
    value: appointmentId,
    allowed: 'a further charge of the owner for what came on top',
  });
}
