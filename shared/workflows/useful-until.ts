import type { Appointment } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Definition } from './definition.ts';

const MINUTE_MS = 60_000;

/** A step that sends: of which definition, about which visit, and when it is taken. */
interface Step {
  readonly version: { readonly definition: Pick<Definition, 'maxLateMinutes' | 'trigger'> };
  readonly loaded: { readonly appointment: Pick<Appointment, 'startsAt'> | undefined };
  readonly now: Instant;
}

/**
 * Until when the message of a step is of use: one about a visit to come until it begins, any other for as
 * long as the workflow says a step may be late.
 */
export function usefulUntil({ version: { definition }, loaded, now }: Step): Instant {
  const late = addMs(now, definition.maxLateMinutes * MINUTE_MS);
  if (definition.trigger.type !== 'appointment_approaching') return late;
  const startsAt = loaded.appointment?.startsAt ?? late;
  return startsAt < late ? startsAt : late;
}
