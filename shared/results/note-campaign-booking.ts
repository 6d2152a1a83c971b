import { isBooking } from '../appointments/is-booking.ts';
import { appointmentType, type Appointment } from '../appointments/model.ts';
import {
  campaignMemberType,
  HOLDOUT,
  MEMBER_TTL_SECONDS,
  type CampaignMember,
} from '../campaigns/model.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import {
  campaignBookingId,
  campaignBookingType,
  LIFT_WINDOW_DAYS,
  NO_VARIANT,
  type CampaignBooking,
} from './model.ts';

/** A booking counts for so many campaigns that its owner entered within the window, the latest ones. */
const MOST_MEMBERSHIPS = 10;

/**
 * The writes that note a booking for the campaigns whose audience its owner entered before it, at most
 * {@link LIFT_WINDOW_DAYS} ago: texted or left alone, touched or not, since this is what the two groups
 * are compared by. The first visit of a membership stays noted, whatever becomes of it. Again it writes nothing.
 */
export async function noteCampaignBooking(
  { records }: Pick<Context, 'records'>,
  booking: { readonly tenantId: string; readonly appointmentId: string },
  now: Instant,
): Promise<Write[]> {
  const { tenantId, appointmentId } = booking;
  const partition = liveOf(tenantId);
  const visit = await records.get(appointmentType, partition, appointmentId);
  if (visit === undefined || !isBooking(visit.value)) return [];
  const owner = await currentOwner(records, tenantId, visit.value.ownerId);
  if (owner === undefined) return [];
  const { createdAt: bookedAt } = visit.value;
  const since = addMs(bookedAt, -LIFT_WINDOW_DAYS * 24 * 3_600_000);
  const page = await records.query(campaignMemberType, partition, {
    where: {
      ownerId: { in: ownerIdsOf(owner.value) },
      createdAt: { from: since, to: bookedAt },
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: MOST_MEMBERSHIPS,
  });
  const members = page.items.map(({ value }) => value).filter((it) => it.outcome !== 'skipped');
  if (members.length === 0) return [];
  const ids = members.map(({ id }) => campaignBookingId(id));
  const found = await records.getMany(campaignBookingType, partition, ids);
  const noted = new Map(found.map((it) => [it.value.id, it]));
  return members.flatMap((member) => {
    const note = noteOf(member, visit.value, now);
    return noteWrites(noted.get(note.id), note);
  });
}

function noteOf(member: CampaignMember, visit: Appointment, now: Instant): CampaignBooking {
  const { id: memberId, campaignId, outcome, variant = NO_VARIANT, tenantId } = member;
  return {
    id: campaignBookingId(memberId),
    type: 'campaignBooking',
    tenantId,
    schemaVersion: 1,
    campaignId,
    memberId,
    variant: outcome === 'held-out' ? HOLDOUT : variant,
    appointmentId: visit.id,
    bookedAt: visit.createdAt,
    ttl: MEMBER_TTL_SECONDS,
    updatedAt: now,
  };
}

function noteWrites(before: Stored<CampaignBooking> | undefined, note: CampaignBooking): Write[] {
  if (before === undefined) return [create(note)];
  const { bookedAt, appointmentId } = before.value;
  const earlier =
    note.bookedAt < bookedAt || (note.bookedAt === bookedAt && note.appointmentId < appointmentId);
  return earlier ? [{ op: 'replace', document: note, etag: before.etag }] : [];
}
