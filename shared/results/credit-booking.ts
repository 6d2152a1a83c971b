import { isBooking } from '../appointments/is-booking.ts';
import { appointmentType, type Appointment } from '../appointments/model.ts';
import { currentOwner } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { visitChargeId } from '../ledger/charge.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { ATTRIBUTION_RULES, creditedTouch, type AttributionRule } from './attribution-rule.ts';
import { creditWrites } from './credit-writes.ts';
import { attributionId, attributionType, type Attribution, type VisitFate } from './model.ts';
import { readTouches, type TouchedTexts } from './read-touches.ts';
import { NO_MONEY, visitMoney, type VisitMoney } from './visit-money.ts';

/**
 * The writes that make a booking's credit what it is by the texts, the visit and the ledger as they
 * stand; none when it is so already. Under every rule, or those named. Made from nothing that was
 * decided before, so that once or ten times, in any order and from scratch come to the same.
 *
 * Visits that were entered online, by telephone, by staff and as walk-ins are bookings; imported ones
 * are not, nobody knows when they were made. What reads first is what is guarded: of two that decide
 * at once the second to commit is decided again.
 */
export async function creditBooking(
  context: Pick<Context, 'records'>,
  booking: { readonly tenantId: string; readonly appointmentId: string },
  now: Instant,
  rules: readonly AttributionRule[] = ATTRIBUTION_RULES,
): Promise<Write[]> {
  const { records } = context;
  const { tenantId, appointmentId } = booking;
  const ids = rules.map(({ version }) => attributionId(appointmentId, version));
  const found = await records.getMany(attributionType, liveOf(tenantId), ids);
  const visit = await records.get(appointmentType, liveOf(tenantId), appointmentId);
  const owner =
    visit === undefined || !isBooking(visit.value)
      ? undefined
      : await currentOwner(records, tenantId, visit.value.ownerId);
  if (visit === undefined || owner === undefined) return creditWrites(found, [], now);
  const touched = await readTouches(context, owner.value, visit.value.createdAt);
  const credits = rules.flatMap((rule) => creditOf(rule, visit.value, touched));
  if (credits.length === 0) return creditWrites(found, [], now);
  const money = await readMoney(context, owner, visit.value);
  const wanted = credits.map((credit) => ({ ...credit, ...money, updatedAt: now }));
  return creditWrites(found, wanted, now);
}

type Credit = Omit<Attribution, 'salesCents' | 'revenueCents' | 'currency' | 'updatedAt'>;

function creditOf(
  rule: AttributionRule,
  visit: Appointment,
  { touches, texts }: TouchedTexts,
): Credit[] {
  const touch = creditedTouch(rule, visit.createdAt, touches);
  const text = touch && texts.get(touch.messageId);
  if (touch === undefined || text === undefined) return [];
  const { workflowId, campaignId, variant, countsOn } = text;
  const credit: Credit = {
    id: attributionId(visit.id, rule.version),
    type: 'attribution',
    tenantId: visit.tenantId,
    schemaVersion: 1,
    appointmentId: visit.id,
    ruleVersion: rule.version,
    touch: touch.kind,
    touchedAt: touch.at,
    bookedAt: visit.createdAt,
    messageId: text.id,
    workflowId,
    ...(campaignId !== undefined && { campaignId }),
    ...(variant !== undefined && { variant }),
    countsOn,
    fate: fateOf(visit),
  };
  return [credit];
}

function fateOf({ status }: Appointment): VisitFate {
  switch (status) {
    case 'completed':
    case 'cancelled':
      return status;
    case 'no_show':
      return 'missed';
    case 'booked':
    case 'confirmed':
    case 'arrived':
    case 'unresolved':
      return 'ahead';
  }
}

/** Reads the owner's ledger only for a visit that was charged. */
async function readMoney(
  { records }: Pick<Context, 'records'>,
  owner: Stored<Owner>,
  visit: Appointment,
): Promise<VisitMoney> {
  const { tenantId, id, chargeSeq = 0 } = visit;
  const charge = await records.store.get(liveOf(tenantId), visitChargeId(visit));
  // One that was charged before and not since then brought in nothing, in a currency.
  if (charge === undefined && chargeSeq === 0) return NO_MONEY;
  return visitMoney(await readLedger(records, owner.value), id);
}
