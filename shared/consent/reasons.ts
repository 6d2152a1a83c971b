import type { NoEmailReason } from '../messaging/email/may-email.ts';
import type { NoTextReason } from '../messaging/may-text.ts';

/** Why a person may not be texted or written to, for a person to read. */
export const REASONS_IN_WORDS: Readonly<Record<NoTextReason | NoEmailReason, string>> = {
  'owner-missing': 'There is no such owner.',
  'owner-inactive': 'The owner is no customer any more.',
  'no-phone': 'The owner has no telephone number that can be texted.',
  'opted-out': 'The owner does not want texts.',
  suppressed: 'Texts to this number were stopped. Only its holder can text START.',
  'number-unusable': 'The provider says that this number cannot be texted.',
  'stop-lifted': 'They texted START before STOP was confirmed.',
  'no-email': 'The owner has no e-mail address.',
  'email-opted-out': 'The owner does not want e-mails.',
  'address-unusable': 'A mail server refused this address for good.',
  'no-consent': 'Nobody has recorded their written consent to marketing for this contact.',
  'marketing-refused': 'They, or somebody who shares this contact, refused marketing.',
};
