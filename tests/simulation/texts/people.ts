import type { Dice } from '../../../local/demo/dice.ts';
import { receiveFromProvider } from '../../../shared/conversations/receive-from-provider.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import type { Pointer } from '../../../shared/platform/queues/queues.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import type { ProviderText } from '../../../shared/platform/sms/webhook-verifier.ts';
import { numberOf } from '../customers/population.ts';
import { allOf } from '../engine/truth.ts';
import { ownersIn, staffAct } from './acts.ts';
import { DEFAULT_NUMBER, OWN_NUMBER, RATING_ASKED, type Texting } from './texting.ts';

const MINUTE_MS = 60_000;
/** The provider waits so long for an answer, and after so long it hands a text over again. */
const PATIENCE_MS = 15_000;
const AGAIN_AFTER_MS = 2 * MINUTE_MS;
/** An answer may bring another one about: people tire of that. */
const MOST_WRITTEN = 60;
const STRANGER = numberOf(9);
/** What people write: words that end and begin texts, answers to questions, and anything else. */
const ENDS = ['STOP', 'stop please', 'Please do not text me again'];
const YES = ['C', 'yes', 'YES', '1'];
const RATINGS = ['5', '4 stars', '2 - she came home wet', '3', '1'];
const ANYTHING = ['thanks', 'Can I come at 3?', 'Where are you?', 'ok', 'HELP'];

/** Plans what people do, over the whole time of unrest. */
export function planPeople(texting: Texting): void {
  const { timeline, dice, plan } = texting.world;
  for (let i = texting.plan.acts; i > 0; i--) {
    timeline.after(dice.int(0, plan.unrestMs), () => somebodyActs(texting));
  }
}

/** What people may do just while a text is worked: mostly who it goes to, for that is where races are. */
export function actBesideWork(texting: Texting, { kind, id }: Pointer): void {
  const { dice, timeline, truth } = texting.world;
  if ((kind !== 'sms' && kind !== 'sms-bulk') || !dice.chance(10)) return;
  timeline.after(dice.int(0, dice.pick([150, 1500])), () => {
    const message = allOf(truth, messageType).find((it) => it.id === id);
    if (message === undefined || dice.chance(50)) somebodyActs(texting);
    else writes(texting, message.to);
  });
}

/** Answers a question that just arrived, a while later; now and then whatever else arrived. */
export function answerSometime(texting: Texting, { to, body }: OutboundText): void {
  const { dice, timeline, unrest, plan } = texting.world;
  if (!unrest || plan.calm || !dice.chance(body.endsWith('?') ? 60 : 6)) return;
  const waitMs = dice.int(2000, dice.pick([60_000, 40 * MINUTE_MS]));
  // Some think better of it and answer twice.
  for (let times = dice.chance(15) ? 2 : 1; times > 0; times--) {
    const said = dice.chance(20)
      ? undefined
      : dice.pick(body.endsWith(RATING_ASKED) ? RATINGS : YES);
    timeline.after(times * waitMs, () => writes(texting, to, said));
  }
}

/** Now and then the provider, or the carriers, do not want the sender for some hours. */
export function troubleSender({ world, provider }: Texting): void {
  const { injector, timeline, dice } = world;
  const until = (): number => timeline.nowMs() + dice.int(1, 3 * 60) * MINUTE_MS;
  if (injector.occurs('provider-sender-refused')) {
    world.trace(() => 'provider refuses the sender');
    provider.senderRefusedUntilMs = until();
  }
  if (injector.occurs('provider-sender-broken')) {
    world.trace(() => 'carriers refuse the sender');
    provider.senderBrokenUntilMs = until();
  }
}

function somebodyActs(texting: Texting): void {
  const { dice, unrest, fleet } = texting.world;
  if (!unrest) return;
  const owner = dice.pick(ownersIn(texting));
  if (dice.chance(30)) {
    writes(texting, dice.chance(12) ? STRANGER : (owner.phone ?? STRANGER));
    return;
  }
  const act = staffAct(texting, owner);
  if (act !== undefined) void fleet.run(`staff: ${act.name}`, act.run);
}

/** Somebody writes to us; what is a word of the provider's counts there at once. */
function writes(texting: Texting, from: string, said?: string): void {
  const { world, plan, provider, inbound } = texting;
  const { dice, timeline, unrest } = world;
  if (!unrest || inbound.length >= MOST_WRITTEN) return;
  const body = said ?? someWords(dice);
  const to = plan.ownSender && dice.chance(85) ? OWN_NUMBER : DEFAULT_NUMBER;
  const own = to === OWN_NUMBER;
  const senders = plan.tenants.filter((_, i) => (plan.ownSender && i === 0) === own);
  const word = body === 'STOP' ? 'stop' : body === 'START' ? 'start' : undefined;
  for (const tenantId of senders) {
    if (word === 'stop') provider.optOut(tenantId, from);
    if (word === 'start') provider.optIn(tenantId, from);
  }
  const understood = word !== undefined && dice.chance(50);
  const text: ProviderText = {
    ...{ providerId: `IN${String(inbound.length + 1)}`, from, to, body, mediaCount: 0 },
    ...(understood && { providerMeaning: word, answeredByProvider: true }),
  };
  inbound.push(text);
  texting.inboundOpen += 1;
  handOver(texting, text);
  if (dice.chance(20)) timeline.after(dice.int(0, 2000), () => void handOverOnce(texting, text));
}

function someWords(dice: Dice): string {
  const roll = dice.int(1, 100);
  if (roll <= 12) return dice.pick(ENDS);
  if (roll <= 24) return 'START';
  return dice.pick(roll <= 65 ? [...YES, ...RATINGS] : ANYTHING);
}

/** Hands a text over until somebody says that they have it. */
function handOver(texting: Texting, text: ProviderText): void {
  const { timeline } = texting.world;
  let settled = false;
  const again = (): void => {
    if (settled) return;
    settled = true;
    timeline.after(AGAIN_AFTER_MS, () => handOver(texting, text));
  };
  const taken = handOverOnce(texting, text);
  if (taken === undefined) {
    again();
    return;
  }
  timeline.after(PATIENCE_MS, again);
  void taken.then((result) => {
    if (result === 'failed') again();
    else if (!settled) {
      settled = true;
      texting.inboundOpen -= 1;
    }
  });
}

function handOverOnce(
  { world }: Texting,
  text: ProviderText,
): Promise<'completed' | 'failed'> | undefined {
  return world.fleet.run(`inbound ${text.providerId} ${text.body} from ${text.from}`, (context) =>
    receiveFromProvider(context, text),
  );
}
