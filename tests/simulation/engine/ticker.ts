import { millis } from '../../../shared/kernel/instant.ts';
import { tick } from '../../../shared/due-work/tick.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/** With nothing due the clock is not beaten for so long: nothing would come of it. */
const LONGEST_REST_MS = 6 * 60 * MINUTE_MS;
/** While store or queues are down a beat can only fail: it is beaten so often, and after. */
const REST_WHILE_DOWN_MS = 120 * MINUTE_MS;

/** Beats the minute clock, leaving out the minutes in which nothing is due. */
export interface Ticker {
  /** Plans the next beat anew, because something may be due earlier than thought. */
  plan(): void;
}

/** A ticker; nothing happens before its first `plan`. */
export function tickerOf(world: () => World): Ticker {
  let nextMs = Infinity;

  const beat = (atMs: number): void => {
    if (atMs !== nextMs) return;
    nextMs = Infinity;
    const { fleet, injector, timeline, ticksStoppedUntilMs } = world();
    if (timeline.nowMs() >= ticksStoppedUntilMs) {
      void fleet.run('tick', tick);
      if (injector.occurs('tick-twice')) void fleet.run('tick', tick);
    }
    plan();
  };

  const plan = (): void => {
    const { truth, timeline, downUntilMs, ticksStoppedUntilMs } = world();
    const now = timeline.nowMs();
    const due = Date.parse(truth.nextDue() ?? '9999-01-01T00:00:00Z');
    const upAgain = Math.max(downUntilMs.get('store') ?? 0, downUntilMs.get('queue') ?? 0);
    const earliest = Math.max(now + 1, Math.min(upAgain, now + REST_WHILE_DOWN_MS));
    const wanted = Math.max(
      Math.min(Math.max(due, earliest), now + LONGEST_REST_MS),
      // Beats that beat nothing; all goes on when unrest ends.
      Math.min(ticksStoppedUntilMs, unrestEndsMs(world())),
    );
    const minute = Math.ceil(wanted / MINUTE_MS) * MINUTE_MS;
    if (minute >= nextMs) return;
    nextMs = minute;
    timeline.at(minute, () => beat(minute));
  };

  return { plan };
}

function unrestEndsMs({ plan }: World): number {
  return millis(plan.start) + plan.unrestMs;
}
