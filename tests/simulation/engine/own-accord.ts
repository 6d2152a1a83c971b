import type { Port } from './faults.ts';
import type { Inhabitants, World, WorldKind } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Plans what breaks of its own accord, each hour of unrest. */
export function planBreakdowns(world: World, kind: WorldKind, inhabitants: Inhabitants): void {
  const { timeline, dice, plan } = world;
  if (plan.calm) return;
  for (let ms = 0; ms < plan.unrestMs; ms += HOUR_MS) {
    timeline.after(ms + dice.int(0, HOUR_MS), () => {
      if (!world.unrest) return;
      breakDown(world, kind);
      inhabitants.hourly();
    });
  }
}

/** What may befall an instance just while a pointer is worked. */
export function strikeBeside({ injector, timeline, dice, fleet }: World): void {
  if (injector.occurs('instance-killed')) timeline.after(dice.int(0, 1500), () => fleet.killOne());
  if (injector.occurs('instance-paused')) timeline.after(dice.int(0, 300), () => fleet.pauseOne());
}

function breakDown(world: World, kind: WorldKind): void {
  const { injector, timeline, dice } = world;
  const down = (port: Port): void => {
    const minutes = dice.int(1, dice.chance(10) ? 24 * 60 : 20);
    world.trace(() => `${port} is down for ${minutes} minutes`);
    world.downUntilMs.set(port, timeline.nowMs() + minutes * MINUTE_MS);
  };
  for (const port of kind.ports) if (injector.occurs(`${port}-outage`)) down(port);
  if (injector.occurs('ticks-stopped')) {
    world.trace(() => 'the clock is not beaten');
    world.ticksStoppedUntilMs = timeline.nowMs() + dice.int(5, 30 * 60) * MINUTE_MS;
  }
  if (injector.occurs('pointer-stale')) world.queues.repeatOld();
}
