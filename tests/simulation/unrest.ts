import type { Port } from './faults.ts';
import { localDateAt } from '../../shared/kernel/time-zone.ts';
import { receiveText } from '../../shared/messaging/receive-text.ts';
import type { Pointer } from '../../shared/platform/queues/queues.ts';
import { staffAction } from './people.ts';
import type { Inbound, World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** After so long the provider hands over an inbound text again that nobody stored. */
const HAND_OVER_AGAIN_MS = 5 * MINUTE_MS;

/** Plans what people do and what breaks by itself, over the whole time of unrest. */
export function planUnrest(world: World): void {
  const { timeline, dice, plan } = world;
  if (plan.calm) return;
  for (let i = dice.int(4, 16); i > 0; i--) {
    timeline.after(dice.int(0, plan.unrestMs), () => somebodyActs(world, undefined));
  }
  for (let ms = 0; ms < plan.unrestMs; ms += HOUR_MS) {
    timeline.after(ms + dice.int(0, HOUR_MS), () => somethingBreaks(world));
  }
}

/** What may happen just while a pointer is worked: that is where races are. */
export function besideWork(world: World, pointer: Pointer): void {
  const { dice, injector, timeline, fleet, plan, unrest, truth } = world;
  if (!unrest || plan.calm) return;
  if (dice.chance(20)) {
    const message = truth.document(pointer.tenantId, pointer.id);
    timeline.after(dice.int(0, dice.pick([250, 1500])), () =>
      somebodyActs(world, message?.['ownerId']),
    );
  }
  if (injector.occurs('instance-killed')) timeline.after(dice.int(0, 1500), () => fleet.killOne());
  if (injector.occurs('instance-paused')) timeline.after(dice.int(0, 300), () => fleet.pauseOne());
}

function somebodyActs(world: World, owner: unknown): void {
  const { truth, dice, plan, timeline, unrest, fleet } = world;
  if (!unrest) return;
  const found = truth.all('owner').find(({ id }) => id === owner);
  const { id: ownerId, tenantId, phone } = found ?? dice.pick(truth.all('owner'));
  if (dice.chance(25)) {
    if (typeof phone === 'string') ownerTexts(world, String(tenantId), phone);
    return;
  }
  const today = localDateAt(timeline.now(), plan.timeZone);
  const action = staffAction(truth, dice, { tenantId: String(tenantId), ownerId, today });
  if (action === undefined) return;
  void fleet.run(`staff: ${action.name} (${ownerId})`, action.run);
}

function ownerTexts(world: World, tenantId: string, from: string): void {
  const { dice, inbound, provider } = world;
  const body = dice.pick(['STOP', 'stop please', 'START', 'thanks']);
  const text = { tenantId, from, body, providerId: `IN${String(inbound.length + 1)}` };
  // The provider keeps a list of its own, and misses what is no word of its.
  if (body === 'STOP') provider.optOut(tenantId, from);
  if (body === 'START') provider.optIn(tenantId, from);
  inbound.push(text);
  handOver(world, text);
  if (dice.chance(20)) world.timeline.after(dice.int(0, 2000), () => handOverOnce(world, text));
}

function handOver(world: World, text: Inbound): void {
  const stored = world.truth.all('inboundText');
  if (stored.some(({ providerId }) => providerId === text.providerId)) return;
  handOverOnce(world, text);
  world.timeline.after(HAND_OVER_AGAIN_MS, () => handOver(world, text));
}

function handOverOnce(world: World, text: Inbound): void {
  void world.fleet.run(`inbound ${text.providerId} ${text.body} from ${text.from}`, (context) =>
    receiveText(context, text),
  );
}

function somethingBreaks(world: World): void {
  const { injector, timeline, dice, unrest } = world;
  if (!unrest) return;
  const down = (port: Port): void => {
    const minutes = dice.int(1, dice.chance(10) ? 24 * 60 : 20);
    world.trace(`${port} is down for ${minutes} minutes`);
    world.downUntilMs.set(port, timeline.nowMs() + minutes * MINUTE_MS);
  };
  if (injector.occurs('store-outage')) down('store');
  if (injector.occurs('queue-outage')) down('queue');
  if (injector.occurs('provider-outage')) down('provider');
  if (injector.occurs('provider-sender-refused')) {
    world.trace('provider refuses the sender');
    world.provider.senderRefusedUntilMs = timeline.nowMs() + dice.int(1, 3 * 60) * MINUTE_MS;
  }
  if (injector.occurs('ticks-stopped')) {
    world.trace('the clock is not beaten');
    world.ticksStoppedUntilMs = timeline.nowMs() + dice.int(5, 30 * 60) * MINUTE_MS;
  }
  if (injector.occurs('pointer-stale')) world.queues.repeatOld();
}
