import type { Dice } from '../../../local/demo/dice.ts';
import {
  takeReceipt,
  type ArrivedReceipt,
} from '../../../shared/messaging/receipts/take-receipt.ts';
import type { ProviderReceipt } from '../../../shared/platform/sms/sms-transport.ts';
import { textSources } from '../../../shared/text-sources.ts';
import type { World } from '../engine/world.ts';
import type { AcceptedText, Fate } from './provider-model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How often a receipt that nobody took is sent again, as its address asks for, and how soon. */
const REPEATS = 3;
const REPEAT_AFTER_MS = 15_000;

/** Carries the words of the provider to us, as well as that ever works. */
export interface ReceiptCourier {
  /** Tells of a text that was just taken: its words follow in time, or not. */
  readonly tell: (text: AcceptedText) => void;
  /** How many receipts are still on their way. */
  underWay(): number;
}

interface Word {
  readonly receipt: ProviderReceipt;
  /** When it arrives. */
  atMs: number;
}

/**
 * Receipts of the texts that a provider takes: on their way, with the carrier, their last word.
 * Nobody promises that they arrive, once, in order, or after the call that they are about was answered.
 */
export function receiptCourier(world: World, dice: Dice): ReceiptCourier {
  const { timeline, injector } = world;
  let underWay = 0;

  const handOver = (arrived: ArrivedReceipt, repeats: number): void => {
    const { messageId, receipt } = arrived;
    let settled = false;
    const again = (): void => {
      if (settled) return;
      settled = true;
      if (repeats > 0) {
        timeline.after(REPEAT_AFTER_MS, () => handOver(arrived, repeats - 1));
        return;
      }
      underWay -= 1;
      world.tally('receipts', 'given up by the provider');
    };
    const taken = world.fleet.run(
      `receipt ${receipt.providerId} ${receipt.status} of ${messageId}`,
      async (context) => takeReceipt(context, textSources, arrived),
    );
    if (taken === undefined) {
      again();
      return;
    }
    // An instance that dies never answers.
    timeline.after(REPEAT_AFTER_MS, again);
    void taken.then((result) => {
      if (settled) return;
      if (result === 'failed') {
        again();
        return;
      }
      settled = true;
      underWay -= 1;
    });
  };
  const send = (arrived: ArrivedReceipt, atMs: number): void => {
    underWay += 1;
    timeline.at(atMs, () => handOver(arrived, REPEATS));
  };

  return {
    underWay: () => underWay,
    tell(text) {
      const { tenantId, messageId, attempt, receiptSecret: secret } = text.text;
      if (secret === undefined) return;
      const arrived = (receipt: ProviderReceipt): ArrivedReceipt => ({
        ...{ tenantId, messageId, attempt, secret, receipt },
      });
      const words = wordsOf(text, dice);
      const [first] = words;
      const last = words.at(-1);
      if (first && last && injector.occurs('receipt-out-of-order')) {
        first.atMs = last.atMs + dice.int(0, dice.pick([1000, HOUR_MS]));
      }
      if (text.fate.status !== 'sent' && injector.occurs('receipt-contradicts')) {
        const receipt = { providerId: text.providerId, ...oppositeOf(text.fate) };
        words.push({ receipt, atMs: text.finalAtMs + dice.int(0, 5000) });
      }
      for (const { receipt, atMs } of words) {
        if (injector.occurs('receipt-lost')) continue;
        const late = injector.occurs('receipt-late') ? dice.int(MINUTE_MS, 90 * HOUR_MS) : 0;
        send(arrived(receipt), atMs + late);
        if (injector.occurs('receipt-twice')) {
          send(arrived(receipt), atMs + late + dice.int(0, dice.pick([50, 3000, HOUR_MS])));
        }
      }
      if (last && injector.occurs('receipt-of-nobody')) {
        send(ofNobody(arrived(last.receipt), dice), last.atMs);
      }
    },
  };
}

/** What the provider says of a text, in time: a text whose last word is `sent` has no later one. */
function wordsOf({ providerId, fate, atMs, sentAtMs, finalAtMs }: AcceptedText, dice: Dice) {
  // Some come before the call itself is answered.
  const travels = (): number => dice.int(0, dice.pick([15, 300, 2000]));
  const words: Word[] = [];
  if (sentAtMs > atMs && dice.chance(30)) {
    words.push({ receipt: { providerId, status: 'accepted' }, atMs: atMs + travels() });
  }
  const neverSent = fate.status === 'failed';
  if (!neverSent)
    words.push({ receipt: { providerId, status: 'sent' }, atMs: sentAtMs + travels() });
  if (fate.status !== 'sent') {
    words.push({ receipt: { providerId, ...fate }, atMs: finalAtMs + travels() });
  }
  return words;
}

/** Another last word than the true one. A failure that is none must not cause another send. */
function oppositeOf({ status }: Fate): Fate {
  return status === 'delivered'
    ? { status: 'undelivered', code: 30007, fault: 'message', reason: 'The carrier filtered it.' }
    : { status: 'delivered' };
}

/** The same word with an address that no text of ours has. */
function ofNobody(arrived: ArrivedReceipt, dice: Dice): ArrivedReceipt {
  return dice.pick([
    { ...arrived, messageId: 'msg_22222222222222222222' },
    { ...arrived, secret: 'rcs_22222222222222222222' },
  ]);
}
