import type { DeliveryWord } from './sms-transport.ts';
import { twilioCode } from './twilio-codes.ts';

/** The fields of a Twilio message that PetOps reads; all but the status may be missing at first. */
export interface TwilioMessage {
  readonly status: string;
  readonly errorCode?: number | null;
  /** Text; `0` until Twilio has counted. */
  readonly numSegments?: string | null;
  /** Negative decimal text in the account's currency (`-0.00750`); null for up to a day. */
  readonly price?: string | null;
  /** ISO 4217, in any case. */
  readonly priceUnit?: string | null;
}

const STATUSES = new Map<string, DeliveryWord['status']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['partially_delivered', 'sent'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/**
 * What Twilio tells of one text. A status that we do not know counts as `accepted`:
 * Twilio has the text and its last word is still to come.
 */
export function deliveryWordOf(message: TwilioMessage): DeliveryWord {
  const segments = Number(message.numSegments ?? 0);
  const price = Number.parseFloat(message.price ?? '');
  return {
    status: STATUSES.get(message.status) ?? 'accepted',
    ...failureOf(message.errorCode),
    ...(segments > 0 && { segments }),
    // `|| 0` turns -0 into 0.
    ...(Number.isFinite(price) && {
      costMicros: -Math.round(price * 1e6) || 0,
      ...(message.priceUnit && { costCurrency: message.priceUnit.toUpperCase() }),
    }),
  };
}

function failureOf(code: number | null | undefined) {
  if (typeof code !== 'number' || !Number.isFinite(code)) return {};
  const known = twilioCode(code);
  if (known === undefined) {
    // An unlisted code ends this text and says nothing about the number or the sender.
    const reason = `The text was not delivered (code ${String(code)}).`;
    return { code, fault: 'message', reason, unmapped: true } as const;
  }
  return {
    code,
    fault: known.fault === 'busy' ? ('transient' as const) : known.fault,
    reason: known.meaning,
    ...(known.quotaZone !== undefined && { quotaZone: known.quotaZone }),
    ...(known.filtered === true && { filtered: true as const }),
  };
}

const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/**
 * Whether the text that Twilio lists is the one we handed over. Twilio may have replaced
 * typographic signs by plain ones, trimmed spaces or put a trial account's notice in
 * front; so letters and digits are compared, and the rest only when there are none.
 */
export function sameText(listed: string, ours: string): boolean {
  const letters = (text: string) => text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
  const wanted = letters(ours);
  if (wanted === '') return listed.trim() === ours.trim();
  const found = letters(listed);
  return found === wanted || found === letters(TRIAL_PREFIX) + wanted;
}
