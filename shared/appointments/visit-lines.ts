import { addMs, type Instant } from '../kernel/instant.ts';
import type { Service } from '../services/model.ts';
import type { LinesInput } from './booking-input.ts';
import type { Appointment } from './model.ts';

const MINUTE_MS = 60_000;

/** The longest a visit may take, clean-up included: it touches two UTC dates at most. */
export const LONGEST_VISIT_MINUTES = 24 * 60;

/** What is done at a visit and how long it takes. */
export interface VisitPlan {
  readonly lines: Appointment['services'];
  /** One after the other. */
  readonly durationMinutes: number;
  /** Once per visit: the longest of its services. */
  readonly bufferMinutes: number;
}

/**
 * The lines of a visit at the prices and lengths of today, except where others were agreed: a line
 * that the visit `had` before keeps all it says but what is asked otherwise.
 */
export function planVisit(
  asked: LinesInput,
  services: ReadonlyMap<string, Service>,
  had: Appointment['services'] = [],
): VisitPlan {
  const lines = asked.flatMap(({ petId, serviceId, priceCents, durationMinutes }) => {
    const before = had.find((it) => it.petId === petId && it.serviceId === serviceId);
    const base = before ?? services.get(serviceId);
    if (base === undefined) return [];
    return {
      serviceId,
      petId,
      name: base.name,
      priceCents: priceCents ?? base.priceCents,
      taxRatePpm: base.taxRatePpm,
      durationMinutes: durationMinutes ?? base.durationMinutes,
    };
  });
  const buffers = lines.map(({ serviceId }) => services.get(serviceId)?.bufferMinutes ?? 0);
  return {
    lines,
    durationMinutes: lines.reduce((sum, it) => sum + it.durationMinutes, 0),
    bufferMinutes: Math.max(0, ...buffers),
  };
}

/** When a visit that begins at an instant is over, and when its staff member is free again. */
export function timesOf(
  startsAt: Instant,
  plan: Pick<VisitPlan, 'durationMinutes' | 'bufferMinutes'>,
): Pick<Appointment, 'startsAt' | 'endsAt' | 'busyUntil'> {
  const endsAt = addMs(startsAt, plan.durationMinutes * MINUTE_MS);
  return { startsAt, endsAt, busyUntil: addMs(endsAt, plan.bufferMinutes * MINUTE_MS) };
}
