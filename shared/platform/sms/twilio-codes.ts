import { DELIVERY_CODES, type TwilioCode } from './twilio-delivery-codes.ts';

/**
 * Whether a fault stays as it is however often the same text is sent to the same number, and what
 * we do.
 *
 * | fault     | permanent | what we do                                                            |
 * |-----------|-----------|-----------------------------------------------------------------------|
 * | number    | yes       | never text this number again until it is corrected                    |
 * | opted-out | yes       | record the opt-out; never text until its holder says START            |
 * | message   | yes       | give this text up; the number and the sender stay in use              |
 * | sender    | no        | stop sending from this sender and tell staff; burn no further texts   |
 * | busy      | no        | send again later                                                      |
 * | transient | no        | send the same service text once more, later, if it is still of use    |
 *
 * Twilio splits and adds codes without notice, so the HTTP status decides first, and a code that
 * is missing here is no accident: it counts by its class (401, 403, 404: sender; any other refusal,
 * and any delivery code: message), and staff are told of it. A test holds the page
 * `README.md` beside this file to the table.
 */
const SEND_CODES: readonly TwilioCode[] = [
  { code: 20003, fault: 'sender', meaning: 'Twilio did not accept the credentials.' },
  { code: 20005, fault: 'sender', meaning: 'The Twilio account is not active.' },
  { code: 20006, fault: 'sender', meaning: 'The Twilio account may not do this.' },
  { code: 20008, fault: 'sender', meaning: 'Test credentials cannot send this.' },
  { code: 20403, fault: 'sender', meaning: 'The Twilio account may not do this.' },
  { code: 20404, fault: 'sender', meaning: 'Twilio does not know the account or the sender.' },
  { code: 20429, fault: 'busy', meaning: 'Twilio takes no more requests at this rate.' },
  { code: 21211, fault: 'number', meaning: 'The number is not valid.' },
  { code: 21212, fault: 'sender', meaning: 'The sending number is not valid.' },
  { code: 21214, fault: 'number', meaning: 'The number cannot be reached.' },
  { code: 21217, fault: 'number', meaning: 'The number does not seem to be valid.' },
  { code: 21219, fault: 'sender', meaning: 'A trial account texts verified numbers only.' },
  { code: 21266, fault: 'number', meaning: 'The number is our own sending number.' },
  // Other countries still work, so this stops neither the sender nor the number for good.
  { code: 21408, fault: 'message', meaning: 'Texts to this country are not switched on.' },
  { code: 21601, fault: 'sender', meaning: 'The sending number is not made for texts.' },
  { code: 21602, fault: 'message', meaning: 'The text is empty.' },
  { code: 21603, fault: 'sender', meaning: 'No sending number is set.' },
  { code: 21604, fault: 'number', meaning: 'The number is missing.' },
  { code: 21605, fault: 'message', meaning: 'The text is too long.' },
  { code: 21606, fault: 'sender', meaning: 'The sending number cannot send texts.' },
  { code: 21608, fault: 'sender', meaning: 'A trial account texts verified numbers only.' },
  { code: 21609, fault: 'sender', meaning: 'The address for receipts is not valid.' },
  { code: 21610, fault: 'opted-out', meaning: 'The holder of the number has said STOP.' },
  { code: 21611, fault: 'busy', meaning: "The sending number's queue is full." },
  { code: 21612, fault: 'number', meaning: 'The sender cannot reach this number.' },
  { code: 21614, fault: 'number', meaning: 'The number is not a mobile number.' },
  { code: 21617, fault: 'message', meaning: 'The text is longer than 1600 characters.' },
  { code: 21618, fault: 'message', meaning: 'Twilio will not send these words.' },
  { code: 21619, fault: 'message', meaning: 'The text is empty.' },
  { code: 21635, fault: 'number', meaning: 'The number is a landline.' },
  { code: 21659, fault: 'sender', meaning: 'The sending number is not ours.' },
  { code: 21660, fault: 'sender', meaning: 'The sending number belongs to another account.' },
  { code: 21661, fault: 'sender', meaning: 'The sending number cannot send texts.' },
  { code: 21701, fault: 'sender', meaning: 'The messaging service does not exist.' },
  { code: 21703, fault: 'sender', meaning: 'The messaging service has no number.' },
  { code: 21704, fault: 'sender', meaning: 'The messaging service has no number to send from.' },
  { code: 21705, fault: 'sender', meaning: 'The id of the messaging service is not valid.' },
  { code: 21730, fault: 'busy', meaning: 'Twilio is under maintenance.' },
];

const BY_CODE = new Map([...SEND_CODES, ...DELIVERY_CODES].map((it) => [it.code, it]));

/** What we know of one of Twilio's error codes; undefined when it is not in the table. */
export function twilioCode(code: number): TwilioCode | undefined {
  return BY_CODE.get(code);
}
