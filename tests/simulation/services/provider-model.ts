import type { Dice } from '../../../local/demo/dice.ts';
import type {
  DeliveryWord,
  FindOutcome,
  LookUpOutcome,
  OutboundText,
  SendOutcome,
  SmsTransport,
  TextTrace,
} from '../../../shared/platform/sms/sms-transport.ts';
import type { CallFault } from '../engine/faults.ts';
import { callPort, type Invocation, type Surroundings } from '../engine/instance.ts';

/** Its list shows a text this late at most, unless it lags. */
const LIST_DELAY_MS = 15_000;
const HOUR_MS = 3_600_000;

/** How a text ends that the provider took. */
export type Fate = Pick<DeliveryWord, 'status' | 'code' | 'fault' | 'reason' | 'quotaZone'>;

/** What every text costs, in millionths. */
export const PRICE_MICROS = 7500;

const DELIVERED: Fate = { status: 'delivered' };
const DEAD_NUMBER = { code: 30005, fault: 'number' } as const;
/** A carrier that did not get to the text in time. */
const TOO_LATE: Fate = { status: 'failed', code: 30036, fault: 'message' };

/** What befalls the texts of a sender that the carriers do not know, or whose day is used up. */
const SENDER_FATES: readonly Fate[] = [
  { status: 'failed', code: 30034, fault: 'sender', reason: 'The sender is not registered.' },
  {
    status: 'undelivered',
    ...{ code: 30023, fault: 'sender', reason: "The carrier's daily limit is reached." },
    quotaZone: 'America/Los_Angeles',
  },
];

/** A text the provider accepted. */
export interface AcceptedText {
  readonly providerId: string;
  readonly text: OutboundText;
  readonly atMs: number;
  /** When the list begins to show it. */
  readonly listedAtMs: number;
  /** Whether that is later than the list promises. */
  readonly lagged: boolean;
  readonly fate: Fate;
  /** When the carrier has it. */
  readonly sentAtMs: number;
  readonly finalAtMs: number;
  /** When the provider knows what it cost. */
  readonly pricedAtMs: number;
}

/** What may differ between the providers of kinds of worlds. */
export interface ProviderManners {
  /** What befalls its texts, each as likely as any other. */
  readonly fates: readonly Fate[];
  /** How long a text waits for its carrier, its last word (up to 30 hours when absent) and its price. */
  readonly waits: (dice: Dice) => {
    readonly carrierMs: number;
    readonly lastMs?: number;
    readonly priceMs: number;
  };
  /** Whether its answers may lag behind what it tells by itself. */
  readonly lags: boolean;
  /** Told of each text right when it is taken. */
  readonly taken: (text: AcceptedText) => void;
}

const PLAIN: ProviderManners = {
  fates: [
    DELIVERED,
    DELIVERED,
    DELIVERED,
    { status: 'undelivered', ...DEAD_NUMBER },
    { status: 'failed', ...DEAD_NUMBER },
    { status: 'sent' },
  ],
  waits: () => ({ carrierMs: 2000, priceMs: 0 }),
  lags: false,
  taken: () => undefined,
};

/** The one true provider. It knows nothing of message ids: like the real one it lists by number and words. */
export interface ProviderModel {
  send(text: OutboundText): SendOutcome;
  lookUp(providerId: string): LookUpOutcome;
  find(trace: TextTrace): FindOutcome;
  /** Its own opt-out list: it refuses texts to these numbers by itself. */
  optOut(tenantId: string, number: string): void;
  optIn(tenantId: string, number: string): void;
  /** This number cannot be texted. */
  breakNumber(number: string): void;
  readonly accepted: readonly AcceptedText[];
  senderRefusedUntilMs: number;
  /** Until when the carriers refuse what the provider took. */
  senderBrokenUntilMs: number;
  /** Whether carriers deliver at once, so that nothing is left to be looked up. */
  prompt: boolean;
}

/** A provider that has accepted nothing yet. */
export function providerModel(
  world: Surroundings,
  dice: Dice,
  manners: ProviderManners = PLAIN,
): ProviderModel {
  const accepted: AcceptedText[] = [];
  const optedOut = new Set<string>();
  const broken = new Set<string>();
  const nowMs = (): number => world.timeline.nowMs();
  return {
    accepted,
    senderRefusedUntilMs: 0,
    senderBrokenUntilMs: 0,
    prompt: false,
    send(text) {
      if (nowMs() < this.senderRefusedUntilMs) {
        return { kind: 'rejected', reason: 'sender not registered', code: 21606, fault: 'sender' };
      }
      if (broken.has(text.to)) {
        return { kind: 'rejected', reason: 'not a mobile number', code: 21614, fault: 'number' };
      }
      if (optedOut.has(`${text.tenantId}|${text.to}`)) {
        return { kind: 'rejected', reason: 'opted out', code: 21610, fault: 'opted-out' };
      }
      const lagged = world.injector.occurs('provider-lagging-list');
      const delay = lagged ? dice.int(HOUR_MS / 4, 6 * HOUR_MS) : dice.int(0, LIST_DELAY_MS);
      const providerId = `SM${String(accepted.length + 1).padStart(6, '0')}`;
      const chosen = this.prompt ? DELIVERED : dice.pick(manners.fates);
      const latestMs = dice.chance(30) && !this.prompt ? 30 * HOUR_MS : 50_000;
      const { carrierMs, lastMs = dice.int(1000, latestMs), priceMs } = manners.waits(dice);
      const useMs = 1000 * text.validitySeconds;
      const sentAtMs = nowMs() + Math.min(carrierMs, useMs);
      const finalAtMs = Math.max(sentAtMs, nowMs() + lastMs);
      const listedAtMs = nowMs() + delay;
      const brokenFate = nowMs() < this.senderBrokenUntilMs ? dice.pick(SENDER_FATES) : chosen;
      const fate = carrierMs > useMs ? TOO_LATE : brokenFate;
      const pricedAtMs = finalAtMs + priceMs;
      const times = { atMs: nowMs(), listedAtMs, sentAtMs, finalAtMs, pricedAtMs };
      const one: AcceptedText = { providerId, text, lagged, fate, ...times };
      accepted.push(one);
      manners.taken(one);
      return { kind: 'accepted', providerId };
    },
    lookUp(providerId) {
      const found = accepted.find((it) => it.providerId === providerId);
      if (found === undefined) return { kind: 'missing' };
      // What it says may be what it knew a while ago, although it has told more by itself since.
      const lags = manners.lags && world.injector.occurs('provider-lagging-answer');
      const asOfMs = nowMs() - (lags ? dice.int(1000, HOUR_MS) : 0);
      if (asOfMs < found.finalAtMs) {
        return { kind: 'found', status: asOfMs < found.sentAtMs ? 'accepted' : 'sent' };
      }
      const { status } = found.fate;
      const arrived = status !== 'undelivered' && status !== 'failed';
      return {
        kind: 'found',
        ...found.fate,
        ...(arrived && { segments: 1 }),
        ...(asOfMs >= found.pricedAtMs && { costMicros: PRICE_MICROS, costCurrency: 'USD' }),
      };
    },
    find(trace) {
      const found = accepted.find(
        (it) =>
          it.text.to === trace.to &&
          it.text.body === trace.body &&
          it.atMs >= Date.parse(trace.since) - 60_000 &&
          it.listedAtMs <= nowMs() &&
          trace.exclude?.includes(it.providerId) !== true,
      );
      return found === undefined
        ? { kind: 'missing' }
        : { kind: 'found', providerId: found.providerId };
    },
    optOut: (tenantId, number) => void optedOut.add(`${tenantId}|${number}`),
    optIn: (tenantId, number) => void optedOut.delete(`${tenantId}|${number}`),
    breakNumber: (number) => void broken.add(number),
  };
}

const ASK_FAULTS: readonly CallFault[] = ['refused', 'timed-out', 'slow', 'crash-before'];

/** The provider as an invocation reaches it; `sending` is told when a text arrives there. */
export function providerPort(
  world: Surroundings,
  model: Pick<ProviderModel, 'send' | 'lookUp' | 'find'>,
  invocation: Invocation,
  sending: (text: OutboundText) => void,
): SmsTransport {
  const ask = async <T extends LookUpOutcome | FindOutcome>(
    label: () => string,
    apply: () => T,
  ): Promise<T | { kind: 'unavailable'; reason: string }> =>
    callPort<T | { kind: 'unavailable'; reason: string }>(world, invocation, {
      port: 'provider',
      label,
      possible: ASK_FAULTS,
      apply: async () => {
        const answer = apply();
        world.trace(() => `provider ${label()}: ${JSON.stringify(answer)}`);
        return answer;
      },
      failed: (fault) => ({ kind: 'unavailable', reason: fault }),
    });
  return {
    local: false,
    send: async (text) => {
      // Between the look at its lease and the call an instance may be held up.
      if (world.injector.occurs('instance-paused')) world.pause(invocation.instance);
      return callPort<SendOutcome>(world, invocation, {
        port: 'provider',
        label: () => `send ${text.messageId} attempt ${text.attempt}`,
        possible: [...ASK_FAULTS, 'applied-then-timed-out', 'crash-after'],
        apply: async () => {
          sending(text);
          const outcome = model.send(text);
          world.trace(() => `provider send ${text.messageId}: ${JSON.stringify(outcome)}`);
          return outcome;
        },
        failed: (fault) =>
          fault === 'refused'
            ? { kind: 'not-processed', reason: 'busy', code: 20429 }
            : { kind: 'unknown', reason: 'no answer in time' },
      });
    },
    lookUp: async (providerId) =>
      ask(
        () => `look up ${providerId}`,
        () => model.lookUp(providerId),
      ),
    find: async (trace) =>
      ask(
        () => `find ${trace.messageId}`,
        () => model.find(trace),
      ),
  };
}
