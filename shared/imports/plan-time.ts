import { appointmentType } from '../appointments/model.ts';
import { localTimeAt } from '../kernel/time-zone.ts';
import { staffDayId, staffDayType } from '../staff/model.ts';
import { bookedWithin, claimWrites, utcDatesOf, type StaffDays } from '../staff/staff-days.ts';
import type { Stretch } from '../staff/working-time.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import type { PagePlanning } from './page-planner.ts';

/** Time that a visit takes of somebody. */
export interface Claim extends Stretch {
  readonly staffId: string;
  readonly appointmentId: string;
}

/** What else takes a part of this time, in words; undefined: it is free. The first of several. */
export function otherWithin(planning: PagePlanning, claim: Claim): string | undefined {
  const { drafts, tenant } = planning;
  const [other] = bookedWithin(daysOf(planning, claim), claim, claim.appointmentId);
  if (other === undefined) return undefined;
  const visit = drafts.get(appointmentType, other.appointmentId);
  const zone = zoneAt(tenant, other.from);
  const times = `${localTimeAt(other.from, zone)} to ${localTimeAt(other.until, zone)}`;
  const name = visit?.externalId ?? other.appointmentId;
  return `the visit ${name} of ${dateAt(tenant, other.from)}, ${times}`;
}

/**
 * Takes the time of a visit in the days of its staff member and gives back what it held before; the
 * page's commit guards each of these days by its ETag.
 */
export function takeTime(
  planning: PagePlanning,
  before: Claim | undefined,
  take: Claim | undefined,
): void {
  if (before !== undefined && before.staffId !== take?.staffId) {
    change(planning, before, daysOf(planning, before), undefined);
  }
  if (take === undefined) return;
  const days = new Map(daysOf(planning, take));
  if (before?.staffId === take.staffId) {
    for (const [date, day] of daysOf(planning, before)) days.set(date, day);
  }
  change(planning, take, days, take);
}

function change(
  { drafts, tenantId, now }: PagePlanning,
  { staffId, appointmentId }: Claim,
  days: StaffDays,
  take: Claim | undefined,
): void {
  const stretch = take && { from: take.from, until: take.until };
  for (const write of claimWrites(days, { tenantId, staffId, appointmentId, take: stretch, now })) {
    if (write.op === 'create') drafts.create(write.document);
    else if (write.op === 'replace') {
      drafts.change(write.document.id, { booked: write.document['booked'] }, 'inner');
    }
  }
}

function daysOf({ drafts }: PagePlanning, claim: Claim): StaffDays {
  return new Map(
    utcDatesOf(claim).map((date) => {
      const value = drafts.get(staffDayType, staffDayId(claim.staffId, date));
      // The drafts know the ETag that the commit is guarded by.
      return [date, value && { value, etag: '' }];
    }),
  );
}
