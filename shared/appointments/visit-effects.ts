import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import type { Tenant } from '../tenants/model.ts';
import type { Appointment } from './model.ts';
import type { Acting } from './overrides.ts';

/** A visit that is over, or was cancelled late, and whose it was. */
export interface EndedVisit {
  readonly tenant: Tenant;
  readonly owner: Stored<Owner>;
  readonly visit: Appointment;
  readonly acting: Acting;
  readonly now: Instant;
}

/** What the end of a visit does beside the visit itself; the owner's document is written once. */
export interface VisitEffects {
  readonly writes: readonly Write[];
  readonly pointers: readonly Pointer[];
}

/** A completed visit counts for its owner, for the commit that completes it. */
export async function effectsOfCompletion(
  _context: Context,
  { owner, visit, now }: EndedVisit,
): Promise<VisitEffects> {
  const { visitCount = 0, completedAppointmentCount = 0, lastVisitOn } = owner.value;
  const counters: Partial<Owner> = {
    visitCount: visitCount + 1,
    completedAppointmentCount: completedAppointmentCount + 1,
    lastVisitOn:
      lastVisitOn !== undefined && lastVisitOn > visit.localDate ? lastVisitOn : visit.localDate,
    updatedAt: now,
  };
  return { writes: [replace(owner, counters)], pointers: [] };
}

/** A late cancellation counts against its owner, for the commit that cancels. */
export async function effectsOfLateCancellation(
  _context: Context,
  { owner, now }: EndedVisit,
): Promise<VisitEffects> {
  const { lateCancellationCount = 0 } = owner.value;
  const counters: Partial<Owner> = {
    lateCancellationCount: lateCancellationCount + 1,
    updatedAt: now,
  };
  return { writes: [replace(owner, counters)], pointers: [] };
}
