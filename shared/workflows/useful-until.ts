import { addMs, type Instant } from '../kernel/instant.ts';
import type { ReadRun } from './read-run.ts';

const MINUTE_MS = 60_000;

/**
 * Until when the message of a step is of use: one about a visit to come until it begins, any other for as
 * long as the workflow says a step may be late.
 */
export function usefulUntil({ version: { definition }, loaded, now }: ReadRun): Instant {
  const late = addMs(now, definition.maxLateMinutes * MINUTE_MS);
  if (definition.trigger.type !== 'appointment_approaching') return late;
  const startsAt = loaded.appointment?.startsAt ?? late;
  return startsAt < late ? startsAt : late;
}
