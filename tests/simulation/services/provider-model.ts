import type { Dice } from '../../../local/demo/dice.ts';
import type {
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
const FATES = ['delivered', 'delivered', 'delivered', 'undelivered', 'failed', 'sent'] as const;

/** A text the provider accepted. */
export interface AcceptedText {
  readonly providerId: string;
  readonly text: OutboundText;
  readonly atMs: number;
  /** When the list begins to show it. */
  readonly listedAtMs: number;
  /** Whether that is later than the list promises. */
  readonly lagged: boolean;
  readonly fate: (typeof FATES)[number];
  readonly finalAtMs: number;
}

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
  /** Whether carriers deliver at once, so that nothing is left to be looked up. */
  prompt: boolean;
}

/** A provider that has accepted nothing yet. */
export function providerModel(world: Surroundings, dice: Dice): ProviderModel {
  const accepted: AcceptedText[] = [];
  const optedOut = new Set<string>();
  const broken = new Set<string>();
  const nowMs = (): number => world.timeline.nowMs();
  return {
    accepted,
    senderRefusedUntilMs: 0,
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
      const fate = this.prompt ? 'delivered' : dice.pick(FATES);
      const latestMs = dice.chance(30) && !this.prompt ? 30 * HOUR_MS : 50_000;
      const finalAtMs = nowMs() + dice.int(1000, latestMs);
      const listedAtMs = nowMs() + delay;
      accepted.push({ providerId, text, atMs: nowMs(), listedAtMs, lagged, fate, finalAtMs });
      return { kind: 'accepted', providerId };
    },
    lookUp(providerId) {
      const found = accepted.find((it) => it.providerId === providerId);
      if (found === undefined) return { kind: 'missing' };
      if (nowMs() < found.finalAtMs) {
        return { kind: 'found', status: nowMs() < found.atMs + 2000 ? 'accepted' : 'sent' };
      }
      return found.fate === 'undelivered' || found.fate === 'failed'
        ? { kind: 'found', status: found.fate, code: 30005, fault: 'number', costMicros: 7500 }
        : { kind: 'found', status: found.fate, segments: 1, costMicros: 7500 };
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
  model: ProviderModel,
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
