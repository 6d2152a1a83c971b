import type { Owner, Phone } from '../customers/model.ts';

/**
 * Why an owner gets no service text, as a stable word:
 * owner-missing, owner-inactive, no-phone, opted-out (the owner's own word),
 * suppressed (a STOP or the provider's word on this number), number-unusable,
 * stop-lifted (a START overtook the confirmation of a STOP).
 */
export type NoTextReason =
  | 'owner-missing'
  | 'owner-inactive'
  | 'no-phone'
  | 'opted-out'
  | 'suppressed'
  | 'number-unusable'
  | 'stop-lifted';

/**
 * Whether a service text may go to this owner; undefined: it may. A refusal wins over
 * everything. An owner who said nothing may be texted on the business they gave the number for.
 * Missing data never allows: no owner, no number or no phone document is a reason.
 */
export function whyNoText(
  owner: Owner | undefined,
  phone: Phone | undefined,
): NoTextReason | undefined {
  if (owner === undefined) return 'owner-missing';
  if (owner.smsOptedIn === false) return 'opted-out';
  if (phone?.suppressed !== undefined) return 'suppressed';
  if (owner.status !== 'active') return 'owner-inactive';
  if (owner.phone === undefined || phone === undefined) return 'no-phone';
  if (phone.unusable !== undefined) return 'number-unusable';
  return undefined;
}

/**
 * Whether a text may go to a number as such; undefined: it may. Such texts answer what its holder
 * wrote, or go to a number that nobody owns, so that only the number's own refusal counts. The
 * confirmation of a STOP (`confirming`) goes to a number that its holder has just closed, and to no other.
 */
export function whyNoTextToNumber(
  phone: Phone | undefined,
  confirming: boolean,
): NoTextReason | undefined {
  if (phone === undefined) return 'no-phone';
  const { suppressed } = phone;
  if (suppressed === undefined && confirming) return 'stop-lifted';
  const mayConfirm = confirming && suppressed?.source === 'inbound';
  if (suppressed !== undefined && !mayConfirm) return 'suppressed';
  return phone.unusable === undefined ? undefined : 'number-unusable';
}
