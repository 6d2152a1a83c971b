import { hasGiven } from '../consent/fold.ts';
import type { Purpose } from '../consent/model.ts';
import type { Owner, Phone } from '../customers/model.ts';

/**
 * Why an owner gets no text, as a stable word:
 * owner-missing, owner-inactive, no-phone, opted-out (the owner's own word on service texts, which
 * refuses marketing as well), suppressed (a STOP or the provider's word on this number),
 * number-unusable, stop-lifted (a START overtook the confirmation of a STOP); and for marketing alone no-consent (nobody ever asked them, or asked them for
 * this number), marketing-refused (they, or somebody who shares the number, said no since).
 */
export type NoTextReason =
  | 'owner-missing'
  | 'owner-inactive'
  | 'no-phone'
  | 'opted-out'
  | 'suppressed'
  | 'number-unusable'
  | 'stop-lifted'
  | 'no-consent'
  | 'marketing-refused';

/**
 * Whether a text for this purpose may go to this owner; undefined: it may. A refusal wins over
 * everything. A service text follows from giving the number: an owner who said nothing may be
 * texted on the business they gave it for. A marketing text needs the owner's consent to it, given
 * for this very number, and no refusal since. Missing data never allows: no owner, no number or no
 * phone document is a reason.
 */
export function whyNoText(
  owner: Owner | undefined,
  phone: Phone | undefined,
  purpose: Purpose,
): NoTextReason | undefined {
  if (owner === undefined) return 'owner-missing';
  if (owner.smsOptedIn === false) return 'opted-out';
  if (phone?.suppressed !== undefined) return 'suppressed';
  if (owner.status !== 'active') return 'owner-inactive';
  if (owner.phone === undefined || phone === undefined) return 'no-phone';
  if (phone.unusable !== undefined) return 'number-unusable';
  return purpose === 'marketing' ? whyNoMarketing(owner, phone) : undefined;
}

/**
 * Whether a text may go to a number as such; undefined: it may. Such texts answer what its holder
 * wrote, or go to a number that nobody owns, so that only the number's own refusal counts; they
 * never advertise, since nobody is there whose consent could be asked. The confirmation of a STOP
 * (`confirming`) goes to a number that its holder has just closed, and to no other.
 */
export function whyNoTextToNumber(
  phone: Phone | undefined,
  purpose: Purpose,
  confirming: boolean,
): NoTextReason | undefined {
  if (phone === undefined) return 'no-phone';
  const { suppressed } = phone;
  if (suppressed === undefined && confirming) return 'stop-lifted';
  const mayConfirm = confirming && suppressed?.source === 'inbound';
  if (suppressed !== undefined && !mayConfirm) return 'suppressed';
  if (purpose === 'marketing') return 'no-consent';
  return phone.unusable === undefined ? undefined : 'number-unusable';
}

function whyNoMarketing(owner: Owner, phone: Phone): NoTextReason | undefined {
  if (phone.number === owner.phone && hasGiven(phone.consent, owner.id)) return undefined;
  return phone.consent?.lastRefusal === undefined ? 'no-consent' : 'marketing-refused';
}
