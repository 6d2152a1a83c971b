import { visitChargeId } from '../ledger/charge.ts';
import { reversalId } from '../ledger/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import type { Appointment } from './model.ts';

/** Whether a visit has its charge: `reversed` when it was taken back. */
export async function chargeOf(
  { records }: Pick<Context, 'records'>,
  visit: Appointment,
): Promise<'none' | 'stands' | 'reversed'> {
  const chargeId = visitChargeId(visit);
  const found = await records.store.getMany(liveOf(visit.tenantId), [
    chargeId,
    reversalId(chargeId),
  ]);
  return (['none', 'stands', 'reversed'] as const)[found.length] ?? 'reversed';
}

/** The count of charges of a visit that goes on, so that one whose charge was reversed is charged anew. */
export function afterCharge(
  { chargeSeq = 0 }: Pick<Appointment, 'chargeSeq'>,
  charge: Awaited<ReturnType<typeof chargeOf>>,
): Pick<Appointment, 'chargeSeq'> {
  return charge === 'reversed' ? { chargeSeq: chargeSeq + 1 } : {};
}
