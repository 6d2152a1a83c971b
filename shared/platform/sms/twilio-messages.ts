import type { LookUpOutcome } from './sms-transport.ts';
import { twilioCode } from './twilio-codes.ts';

/** The fields of a Twilio message that PetOps reads; all but the status may be missing at first. */
export interface TwilioMessage {
  readonly status: string;
  readonly errorCode?: number | null;
  /** Text; `0` until Twilio has counted. */
  readonly numSegments?: string | null;
  /** Negative decimal text in the account's currency (`-0.00750`); null for up to a day. */
  readonly price?: string | null;
}

type FoundStatus = Extract<LookUpOutcome, { kind: 'found' }>['status'];

const STATUSES = new Map<string, FoundStatus>([
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
export function lookUpOutcomeOf(message: TwilioMessage): LookUpOutcome {
  const segments = Number(message.numSegments ?? 0);
  const price = Number.parseFloat(message.price ?? '');
  return {
    kind: 'found',
    status: STATUSES.get(message.status) ?? 'accepted',
    ...failureOf(message.errorCode),
    ...(segments > 0 && { segments }),
    // `|| 0` turns -0 into 0.
    ...(Number.isFinite(price) && { costMicros: -Math.round(price * 1e6) || 0 }),
  };
}

function failureOf(code: number | null | undefined) {
  if (typeof code !== 'number' || !Number.isFinite(code)) return {};
  const known = twilioCode(code);
  return {
    code,
    // An unlisted code ends this text and says nothing about the number or the sender.
    fault:
      known === undefined
        ? ('message' as const)
        : known.fault === 'busy'
          ? ('transient' as const)
          : known.fault,
    reason: known?.meaning ?? `The text was not delivered (code ${String(code)}).`,
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
