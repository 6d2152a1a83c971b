import { instantOf, type Instant } from '../../../shared/kernel/instant.ts';

/** Virtual time: what is to happen, in order. Events of one instant happen in the order they were planned. */
export interface Timeline {
  nowMs(): number;
  now(): Instant;
  /** Plans `action` at an instant; one in the past happens now. */
  at(ms: number, action: () => void): void;
  after(ms: number, action: () => void): void;
  /** How many events have happened. */
  events(): number;
  /** Lets events happen one by one until `stop` says so, none is left or the next lies after `limitMs`. */
  run(limitMs: number, stop: () => boolean): Promise<void>;
}

interface Planned {
  readonly ms: number;
  readonly order: number;
  readonly action: () => void;
}

/**
 * A timeline that starts at `startMs`. Between two events everything the first one set going
 * runs as far as it can, which `settled` waits for, so one seed always gives one order of things.
 */
export function timelineFrom(startMs: number, settled: () => Promise<void>): Timeline {
  const planned: Planned[] = [];
  let nowMs = startMs;
  let order = 0;
  let events = 0;
  let said: { readonly ms: number; readonly instant: Instant } | undefined;
  // Asked for at each call, and costly to write out.
  const now = (): Instant => {
    if (said?.ms !== nowMs) said = { ms: nowMs, instant: instantOf(nowMs) };
    return said.instant;
  };
  const at = (ms: number, action: () => void): void => {
    const event = { ms: Math.max(ms, nowMs), order: order++, action };
    planned.splice(placeOf(planned, event.ms), 0, event);
  };
  return {
    nowMs: () => nowMs,
    now,
    at,
    after: (ms, action) => at(nowMs + ms, action),
    events: () => events,
    async run(limitMs, stop) {
      while (!stop()) {
        const next = planned[planned.length - 1];
        if (next === undefined || next.ms > limitMs) {
          nowMs = Math.max(nowMs, limitMs);
          return;
        }
        planned.pop();
        nowMs = next.ms;
        events += 1;
        next.action();
        await settled();
      }
    },
  };
}

/** The list is kept latest first, so that the next event is taken from its end. */
function placeOf(planned: readonly Planned[], ms: number): number {
  let low = 0;
  let high = planned.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((planned[middle]?.ms ?? 0) > ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
