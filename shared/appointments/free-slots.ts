import { addMs, later, millis, type Instant } from '../kernel/instant.ts';
import { localTimeAt } from '../kernel/time-zone.ts';
import { overlap, type Stretch } from '../staff/working-time.ts';

const MINUTE_MS = 60_000;

/** What a free time must have room for, and where to look for it. */
export interface SlotSearch {
  /** When somebody works. */
  readonly work: readonly Stretch[];
  /** What is booked of it. */
  readonly booked: readonly Stretch[];
  readonly durationMinutes: number;
  readonly bufferMinutes: number;
  /** Starts are multiples of so many minutes after the full hour. */
  readonly slotMinutes: number;
  /** No start before this. */
  readonly notBefore: Instant;
  readonly zone: string;
}

/**
 * Every start at which a visit fits, in order: within working time, free with its clean-up, on the
 * business's clock at a multiple of `slotMinutes`.
 */
export function freeSlots(search: SlotSearch): Instant[] {
  const { work, durationMinutes } = search;
  return work.flatMap(({ from, until }) => {
    const latest = millis(until) - durationMinutes * MINUTE_MS;
    const first = nextMark(later(from, search.notBefore), search);
    const slots: Instant[] = [];
    for (let at = first; millis(at) <= latest; at = addMs(at, search.slotMinutes * MINUTE_MS)) {
      if (isFree(at, search)) slots.push(at);
    }
    return slots;
  });
}

function isFree(at: Instant, { booked, durationMinutes, bufferMinutes }: SlotSearch): boolean {
  const until = addMs(at, (durationMinutes + bufferMinutes) * MINUTE_MS);
  return !booked.some((it) => overlap(it, { from: at, until }));
}

/** The first instant from `at` on at which the clock shows a multiple of the slot's minutes. */
function nextMark(at: Instant, { slotMinutes, zone }: SlotSearch): Instant {
  const whole = addMs(at, (MINUTE_MS - (millis(at) % MINUTE_MS)) % MINUTE_MS);
  const minute = Number(localTimeAt(whole, zone).slice(3));
  return addMs(whole, ((slotMinutes - (minute % slotMinutes)) % slotMinutes) * MINUTE_MS);
}
