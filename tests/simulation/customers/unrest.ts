import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import type { Pointer } from '../../../shared/platform/queues/queues.ts';
import type { Customers, Inbound } from './customers.ts';
import { staffAction } from './people.ts';

const MINUTE_MS = 60_000;
/** After so long the provider hands over an inbound text again that nobody stored. */
const HAND_OVER_AGAIN_MS = 5 * MINUTE_MS;

/** Plans what people do, over the whole time of unrest. */
export function planPeople(customers: Customers): void {
  const { timeline, dice } = customers.world;
  const { extent, unrestMs } = customers.plan;
  for (let i = dice.int(...extent.deeds); i > 0; i--) {
    timeline.after(dice.int(0, unrestMs), () => somebodyActs(customers, undefined));
  }
}

/** What people do makes work, beside which they do more: without a bound some worlds would never end. */
const MOST_ACTS_BESIDE_WORK = 150;

/** What people may do just while a pointer is worked: that is where races are. */
export function actBesideWork(customers: Customers, pointer: Pointer): void {
  const { dice, timeline, truth } = customers.world;
  if (!dice.chance(20) || customers.actsBesideWork >= MOST_ACTS_BESIDE_WORK) return;
  customers.actsBesideWork += 1;
  const message = truth.document(pointer.tenantId, pointer.id);
  timeline.after(dice.int(0, dice.pick([250, 1500])), () =>
    somebodyActs(customers, message?.['ownerId']),
  );
}

/** Now and then the provider refuses the sender for some hours. */
export function refuseSender({ world, provider }: Customers): void {
  const { injector, timeline, dice } = world;
  if (!injector.occurs('provider-sender-refused')) return;
  world.trace(() => 'provider refuses the sender');
  provider.senderRefusedUntilMs = timeline.nowMs() + dice.int(1, 3 * 60) * MINUTE_MS;
}

function somebodyActs(customers: Customers, owner: unknown): void {
  const { world, plan } = customers;
  const { truth, dice, timeline, unrest, fleet } = world;
  if (!unrest) return;
  const found = truth.all('owner').find(({ id }) => id === owner);
  const { id: ownerId, tenantId, phone } = found ?? dice.pick(truth.all('owner'));
  if (dice.chance(25)) {
    if (typeof phone === 'string') ownerTexts(customers, String(tenantId), phone);
    return;
  }
  const today = localDateAt(timeline.now(), plan.timeZone);
  const action = staffAction(truth, dice, { tenantId: String(tenantId), ownerId, today });
  if (action === undefined) return;
  void fleet.run(`staff: ${action.name} (${ownerId})`, action.run);
}

function ownerTexts(customers: Customers, tenantId: string, from: string): void {
  const { world, inbound, provider } = customers;
  const { dice } = world;
  const body = dice.pick(['STOP', 'stop please', 'START', 'thanks']);
  const text = { tenantId, from, body, providerId: `IN${String(inbound.length + 1)}` };
  // The provider keeps a list of its own, and misses what is no word of its.
  if (body === 'STOP') provider.optOut(tenantId, from);
  if (body === 'START') provider.optIn(tenantId, from);
  inbound.push(text);
  handOver(customers, text);
  if (dice.chance(20)) world.timeline.after(dice.int(0, 2000), () => handOverOnce(customers, text));
}

function handOver(customers: Customers, text: Inbound): void {
  const { world } = customers;
  const stored = world.truth.all('inboundText');
  if (stored.some(({ providerId }) => providerId === text.providerId)) return;
  handOverOnce(customers, text);
  world.timeline.after(HAND_OVER_AGAIN_MS, () => handOver(customers, text));
}

function handOverOnce({ world }: Customers, text: Inbound): void {
  void world.fleet.run(`inbound ${text.providerId} ${text.body} from ${text.from}`, (context) =>
    receiveText(context, text),
  );
}
