import { appointmentType, type Appointment } from '../appointments/model.ts';
import { ownerIdsOf } from '../customers/merge-follow.ts';
import { phoneId, type Owner } from '../customers/model.ts';
import { readOwners } from '../facts/read-owners.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { inboundTextType, type InboundText } from '../messaging/model.ts';
import { noShowId, noShowRecordType } from '../no-shows/model.ts';
import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { OwnerPast, Stretch } from './dry-run-occasions.ts';
import type { Trigger } from './triggers.ts';

const DAY_MS = 86_400_000;
/** A visit that began so long before the stretch may still have been settled in it. */
const LOOK_BACK_DAYS = 31;

/**
 * Reads what replays a trigger for some owners, in their order: four store calls for the owners, and
 * one or two more for what the trigger is about. Visits that began more than 31 days before the stretch
 * (before the last visit that a lapse asks about) are not looked at.
 */
export async function readPasts(
  records: Records,
  tenantId: string,
  owners: readonly Owner[],
  trigger: Trigger,
  asked: { readonly stretch: Stretch; readonly now: Instant },
): Promise<OwnerPast[]> {
  const { stretch, now } = asked;
  const [reads, visits, inbound] = await Promise.all([
    readOwners(records, tenantId, owners, now),
    readVisits(records, tenantId, owners, trigger, stretch),
    readInbound(records, tenantId, owners, trigger, stretch),
  ]);
  const fees = await readFees(records, tenantId, trigger, visits);
  const visitsOf = Map.groupBy(visits, ({ ownerId }) => ownerId);
  const inboundOf = Map.groupBy(inbound, (text) => text.phoneId);
  return reads.map((read) => ({
    read,
    visits: ownerIdsOf(read.owner).flatMap((id): readonly Appointment[] => visitsOf.get(id) ?? []),
    fees,
    inbound: read.owner.phone === undefined ? [] : (inboundOf.get(phoneId(read.owner.phone)) ?? []),
  }));
}

async function readVisits(
  records: Records,
  tenantId: string,
  owners: readonly Owner[],
  trigger: Trigger,
  { start }: Stretch,
): Promise<Appointment[]> {
  const about = trigger.type.startsWith('appointment_') || trigger.type === 'no_show_detected';
  if (!about && trigger.type !== 'customer_lapsed') return [];
  const days = trigger.type === 'customer_lapsed' ? trigger.days + 1 : LOOK_BACK_DAYS;
  return queryAll(records, appointmentType, liveOf(tenantId), {
    where: {
      ownerId: { in: owners.flatMap(ownerIdsOf) },
      startsAt: { from: addMs(start, -days * DAY_MS) },
    },
    orderBy: { field: 'startsAt' },
  });
}

async function readInbound(
  records: Records,
  tenantId: string,
  owners: readonly Owner[],
  trigger: Trigger,
  { start }: Stretch,
): Promise<InboundText[]> {
  if (trigger.type !== 'inbound_keyword') return [];
  const numbers = owners.flatMap(({ phone }) => (phone === undefined ? [] : [phoneId(phone)]));
  if (numbers.length === 0) return [];
  return queryAll(records, inboundTextType, liveOf(tenantId), {
    where: { phoneId: { in: [...new Set(numbers)] }, createdAt: { from: start } },
    orderBy: { field: 'createdAt' },
  });
}

/** The fee of the latest mark of each missed visit. */
async function readFees(
  records: Records,
  tenantId: string,
  trigger: Trigger,
  visits: readonly Appointment[],
): Promise<Map<string, number>> {
  if (trigger.type !== 'no_show_detected') return new Map();
  const ids = visits.flatMap(({ id, markSeq }) => (markSeq > 0 ? [noShowId(id, markSeq)] : []));
  if (ids.length === 0) return new Map();
  const found = await records.getMany(noShowRecordType, liveOf(tenantId), ids);
  return new Map(found.map(({ value }) => [value.appointmentId, value.fee.cents]));
}
