import type { Owner } from '../../customers/model.ts';
import { isEmailAddress } from '../../platform/email/email-transport.ts';
import type { EmailAddressRecord } from './model.ts';

/**
 * Why an owner gets no service e-mail, as a stable word: owner-missing, owner-inactive, no-email
 * (none, or not an address), email-opted-out (the owner's own word), address-unusable (a mail
 * server refused it for good).
 */
export type NoEmailReason =
  'owner-missing' | 'owner-inactive' | 'no-email' | 'email-opted-out' | 'address-unusable';

/**
 * Whether a service e-mail may go to this owner; undefined: it may. A refusal wins over everything;
 * who said nothing may be written to on the business they gave the address for. A STOP by text
 * speaks of texts alone. No record of the address means that nothing speaks against it.
 */
export function whyNoEmail(
  owner: Owner | undefined,
  address: EmailAddressRecord | undefined,
): NoEmailReason | undefined {
  if (owner === undefined) return 'owner-missing';
  if (owner.emailOptedIn === false) return 'email-opted-out';
  if (owner.status !== 'active') return 'owner-inactive';
  if (owner.email === undefined || !isEmailAddress(owner.email)) return 'no-email';
  return address?.unusable === undefined ? undefined : 'address-unusable';
}
