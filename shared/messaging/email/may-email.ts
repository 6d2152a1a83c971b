import { hasGiven } from '../../consent/fold.ts';
import type { Purpose } from '../../consent/model.ts';
import type { Owner } from '../../customers/model.ts';
import { isEmailAddress } from '../../platform/email/email-transport.ts';
import type { EmailAddressRecord } from './model.ts';

/**
 * Why an owner gets no e-mail, as a stable word: owner-missing, owner-inactive, no-email
 * (none, or not an address), email-opted-out (the owner's own word on service e-mails, which
 * refuses marketing as well), address-unusable (a mail server refused it for good); and for
 * marketing alone no-consent and marketing-refused, as for texts.
 */
export type NoEmailReason =
  | 'owner-missing'
  | 'owner-inactive'
  | 'no-email'
  | 'email-opted-out'
  | 'address-unusable'
  | 'no-consent'
  | 'marketing-refused';

/**
 * Whether an e-mail for this purpose may go to this owner; undefined: it may. A refusal wins over
 * everything; who said nothing may be written to on the business they gave the address for. A STOP
 * by text speaks of texts alone. Marketing needs the owner's consent, given for this address. No
 * record of the address means that nothing speaks against a service mail, and for no other.
 */
export function whyNoEmail(
  owner: Owner | undefined,
  address: EmailAddressRecord | undefined,
  purpose: Purpose,
): NoEmailReason | undefined {
  if (owner === undefined) return 'owner-missing';
  if (owner.emailOptedIn === false) return 'email-opted-out';
  if (owner.status !== 'active') return 'owner-inactive';
  if (owner.email === undefined || !isEmailAddress(owner.email)) return 'no-email';
  if (address?.unusable !== undefined) return 'address-unusable';
  return purpose === 'marketing' ? whyNoMarketing(owner, address) : undefined;
}

function whyNoMarketing(
  owner: Owner,
  address: EmailAddressRecord | undefined,
): NoEmailReason | undefined {
  if (hasGiven(address?.consent, owner.id)) return undefined;
  return address?.consent?.lastRefusal === undefined ? 'no-consent' : 'marketing-refused';
}
