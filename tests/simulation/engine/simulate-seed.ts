import type { Fault } from './faults.ts';
import { openWorld, type OpenedWorld, type WorldOptions } from './open-world.ts';
import { planBreakdowns } from './own-accord.ts';
import { instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { WorldKind } from './world.ts';

const HOUR_MS = 3_600_000;
/** Longer than anything may wait by itself, with days to spare. */
const LONGEST_QUIET_MS = 14 * 24 * HOUR_MS;
/** Far beyond what the liveliest seeds come to (10,000): work that goes round in circles without end. */
const MOST_EVENTS = 60_000;

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  /** The invariants that broke; none: all held. */
  readonly violations: readonly string[];
  /** What happened, one line per event; empty unless asked for. */
  readonly trace: readonly string[];
  readonly events: number;
  readonly faults: ReadonlyMap<Fault, number>;
  /** What the kind counted, by group and name. */
  readonly tallies: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Lives through the world of one seed: days of unrest, then quiet until nothing is due, then the
 * final checks. The same seed gives the same world, event by event.
 */
export async function simulateSeed(
  kind: WorldKind,
  seed: number,
  options: WorldOptions = {},
): Promise<SeedResult> {
  const opened = openWorld(kind, seed, options);
  const { world, inhabitants, trace, tallies } = opened;
  const { violations, timeline, injector } = world;
  try {
    await inhabitants.moveIn(opened.calmContext);
    await liveThrough(kind, opened);
    if (violations.length === 0) await inhabitants.checkEnd(opened.calmContext);
  } finally {
    await opened.close();
  }
  const [events, faults] = [timeline.events(), injector.counts];
  return { seed, violations, trace, events, faults, tallies };
}

async function liveThrough(kind: WorldKind, { world, inhabitants }: OpenedWorld): Promise<void> {
  const { plan, timeline, violations, injector, fleet, downUntilMs } = world;
  const broken = (): boolean => {
    if (violations.length === 0 && timeline.events() > MOST_EVENTS) {
      world.broken(`it is busy without end: ${MOST_EVENTS} events`);
    }
    return violations.length > 0;
  };
  const quietFromMs = timeline.nowMs() + plan.unrestMs;
  if (!plan.calm) inhabitants.planUnrest();
  planBreakdowns(world, kind, inhabitants);
  await timeline.run(quietFromMs, broken);
  world.trace(() => 'all is quiet from here');
  injector.stop();
  world.unrest = false;
  downUntilMs.clear();
  world.ticksStoppedUntilMs = 0;
  inhabitants.calmDown();
  fleet.restore();
  const quietFrom = instantOf(quietFromMs);
  for (let ms = quietFromMs; !broken(); ms += HOUR_MS) {
    const left = unsettled({ world, inhabitants }, quietFrom);
    if (left.length === 0) return;
    if (ms > quietFromMs + LONGEST_QUIET_MS) {
      world.broken(`it never became quiet: ${JSON.stringify(left)}`);
    }
    inhabitants.tend();
    await timeline.run(ms + HOUR_MS, broken);
  }
}

function unsettled(
  { world, inhabitants }: Pick<OpenedWorld, 'world' | 'inhabitants'>,
  quietFrom: Instant,
): string[] {
  const open = inhabitants.unsettled(quietFrom);
  return world.queues.isEmpty() ? open : [...open, 'pointers on a queue'];
}
