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
}

/**
 * The codes that change what we do. Twilio splits and adds codes without notice, so the
 * HTTP status decides first and a code missing here is no accident: see
 * `twilio-errors.ts` for the rest.
 *
 * | fault     | what we do                                                             |
 * |-----------|------------------------------------------------------------------------|
 * | number    | never text this number again until it is corrected                     |
 * | opted-out | record the opt-out; never text until its holder says START             |
 * | message   | give this text up; the number and the sender stay in use               |
 * | sender    | stop sending from this sender and tell staff; burn no further texts    |
 * | busy      | send again later                                                       |
 * | transient | send the same text once more, later, if it is still of use             |
 */
const CODES: readonly TwilioCode[] = [
  // Answers to the send call.
  { code: 20003, fault: 'sender', meaning: 'Twilio did not accept the credentials.' },
  { code: 20005, fault: 'sender', meaning: 'The Twilio account is not active.' },
  { code: 20008, fault: 'sender', meaning: 'Test credentials cannot send this.' },
  { code: 20404, fault: 'sender', meaning: 'Twilio does not know the account or the sender.' },
  { code: 20429, fault: 'busy', meaning: 'Twilio takes no more requests at this rate.' },
  { code: 21211, fault: 'number', meaning: 'The number is not valid.' },
  { code: 21212, fault: 'sender', meaning: 'The sending number is not valid.' },
  // Other countries still work, so this stops neither the sender nor the number for good.
  { code: 21408, fault: 'message', meaning: 'Texts to this country are not switched on.' },
  { code: 21602, fault: 'message', meaning: 'The text is empty.' },
  { code: 21603, fault: 'sender', meaning: 'No sending number is set.' },
  { code: 21604, fault: 'number', meaning: 'The number is missing.' },
  { code: 21606, fault: 'sender', meaning: 'The sending number cannot send texts.' },
  { code: 21608, fault: 'sender', meaning: 'A trial account texts verified numbers only.' },
  { code: 21610, fault: 'opted-out', meaning: 'The holder of the number has said STOP.' },
  { code: 21611, fault: 'busy', meaning: "The sending number's queue is full." },
  { code: 21612, fault: 'number', meaning: 'The sender cannot reach this number.' },
  { code: 21614, fault: 'number', meaning: 'The number is not a mobile number.' },
  { code: 21617, fault: 'message', meaning: 'The text is longer than 1600 characters.' },
  { code: 21619, fault: 'message', meaning: 'The text is empty.' },
  { code: 21635, fault: 'number', meaning: 'The number is a landline.' },
  { code: 21659, fault: 'sender', meaning: 'The sending number is not ours.' },
  { code: 21660, fault: 'sender', meaning: 'The sending number belongs to another account.' },
  { code: 21701, fault: 'sender', meaning: 'The messaging service does not exist.' },
  { code: 21703, fault: 'sender', meaning: 'The messaging service has no number.' },
  { code: 21704, fault: 'sender', meaning: 'The messaging service has no number to send from.' },
  // What is learnt of a text after Twilio took it.
  { code: 30001, fault: 'transient', meaning: "Twilio's queue overflowed." },
  { code: 30002, fault: 'sender', meaning: 'The Twilio account is suspended.' },
  { code: 30003, fault: 'transient', meaning: 'The phone could not be reached.' },
  { code: 30004, fault: 'message', meaning: 'The text was blocked.' },
  { code: 30005, fault: 'number', meaning: 'The number is unknown or no longer in use.' },
  { code: 30006, fault: 'number', meaning: 'The number is a landline or cannot be reached.' },
  { code: 30007, fault: 'message', meaning: 'The carrier filtered the text as unwanted.' },
  { code: 30008, fault: 'transient', meaning: 'The carrier gave no reason.' },
  { code: 30022, fault: 'transient', meaning: 'The carrier takes no more texts at this rate.' },
  { code: 30023, fault: 'sender', meaning: "The carrier's daily limit is reached." },
  { code: 30032, fault: 'sender', meaning: 'The toll-free number is not verified.' },
  { code: 30034, fault: 'sender', meaning: 'The sending number is not registered (10DLC).' },
  { code: 30036, fault: 'message', meaning: 'The text was of no use any more when its turn came.' },
  { code: 30410, fault: 'transient', meaning: 'The carrier did not answer in time.' },
  { code: 30450, fault: 'message', meaning: 'Twilio blocked the text as a suspected fraud.' },
  { code: 30500, fault: 'transient', meaning: 'Twilio had a fault of its own.' },
  { code: 30610, fault: 'message', meaning: 'The text would have arrived in quiet hours.' },
];

const BY_CODE = new Map(CODES.map((it) => [it.code, it]));

/** What we know of one of Twilio's error codes; undefined when it is not in the table. */
export function twilioCode(code: number): TwilioCode | undefined {
  return BY_CODE.get(code);
}
