import type { SmsFault } from './sms-transport.ts';

/** What one of Twilio's error codes means and what follows from it. */
export interface TwilioCode {
  readonly code: number;
  /** Plain words, without number, text or credential. */
  readonly meaning: string;
  /**
   * Where the fault lies. busy: Twilio took nothing in, the send may be repeated.
   * transient: the text got lost on its way, the same text may get through later.
   */
  readonly fault: SmsFault | 'busy' | 'transient';
  /** A day's quota is used up: it is given anew at midnight in this zone. */
  readonly quotaZone?: string;
  /** A carrier took the words for unwanted: they are never sent again, and staff are told. */
  readonly filtered?: true;
}

/** US carriers count a day's texts by this zone. */
const CARRIER_DAY = 'America/Los_Angeles';

/** The codes that are learnt of a text after Twilio took it; see `twilio-codes.ts` for what follows. */
export const DELIVERY_CODES: readonly TwilioCode[] = [
  { code: 30001, fault: 'transient', meaning: "Twilio's queue overflowed." },
  { code: 30002, fault: 'sender', meaning: 'The Twilio account is suspended.' },
  { code: 30003, fault: 'transient', meaning: 'The phone could not be reached.' },
  { code: 30004, fault: 'message', meaning: 'The text was blocked.', filtered: true },
  { code: 30005, fault: 'number', meaning: 'The number is unknown or no longer in use.' },
  { code: 30006, fault: 'number', meaning: 'The number is a landline or cannot be reached.' },
  {
    code: 30007,
    fault: 'message',
    meaning: 'The carrier filtered the text as unwanted.',
    filtered: true,
  },
  { code: 30008, fault: 'transient', meaning: 'The carrier gave no reason.' },
  { code: 30010, fault: 'message', meaning: 'The text would have cost more than allowed.' },
  { code: 30017, fault: 'transient', meaning: "The carrier's network is congested." },
  { code: 30018, fault: 'sender', meaning: 'The carrier wants the sender registered first.' },
  { code: 30019, fault: 'message', meaning: 'The text is larger than the carrier takes.' },
  { code: 30022, fault: 'transient', meaning: 'The carrier takes no more texts at this rate.' },
  {
    code: 30023,
    fault: 'sender',
    meaning: "The carrier's daily limit is reached.",
    quotaZone: CARRIER_DAY,
  },
  { code: 30024, fault: 'sender', meaning: 'The carrier does not know the sending number yet.' },
  {
    code: 30027,
    fault: 'sender',
    meaning: "T-Mobile's daily limit for the brand is reached.",
    quotaZone: CARRIER_DAY,
  },
  { code: 30032, fault: 'sender', meaning: 'The toll-free number is not verified.' },
  { code: 30033, fault: 'sender', meaning: 'The 10DLC campaign was suspended.' },
  { code: 30034, fault: 'sender', meaning: 'The sending number is not registered (10DLC).' },
  { code: 30035, fault: 'sender', meaning: 'The 10DLC registration is still being worked on.' },
  { code: 30036, fault: 'message', meaning: 'The text was of no use any more when its turn came.' },
  { code: 30037, fault: 'sender', meaning: 'Sending texts is switched off for the account.' },
  { code: 30039, fault: 'message', meaning: 'Two machines were answering each other.' },
  { code: 30044, fault: 'message', meaning: 'The text is too long for a trial account.' },
  { code: 30410, fault: 'transient', meaning: 'The carrier did not answer in time.' },
  { code: 30450, fault: 'message', meaning: 'Twilio blocked the text as a suspected fraud.' },
  { code: 30453, fault: 'message', meaning: 'Twilio blocked the text as unlikely to arrive.' },
  { code: 30454, fault: 'sender', meaning: "The account's own daily limit is reached." },
  { code: 30500, fault: 'transient', meaning: 'Twilio had a fault of its own.' },
  { code: 30610, fault: 'message', meaning: 'The text would have arrived in quiet hours.' },
  { code: 30640, fault: 'message', meaning: 'Twilio blocked the text for the person it goes to.' },
];
