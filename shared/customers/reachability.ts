import type { Owner, Phone } from './model.ts';

/** Why an owner cannot be texted, most telling reason first. Stable words. */
export const UNREACHABLE_REASONS = [
  'owner-inactive',
  'opted-out',
  'no-phone',
  'phone-unreadable',
  'suppressed',
  'number-unusable',
] as const;
/** One of {@link UNREACHABLE_REASONS}. */
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number];

/**
 * Why no text may go to this owner, or undefined when one may. `phone` is the document of the
 * owner's number; a number without one carries no refusal.
 */
export function whyUnreachable(
  owner: Pick<Owner, 'status' | 'smsOptedIn' | 'phone' | 'phoneRaw'>,
  phone: Pick<Phone, 'suppressed' | 'unusable'> | undefined,
): UnreachableReason | undefined {
  if (owner.status !== 'active') return 'owner-inactive';
  if (owner.smsOptedIn === false) return 'opted-out';
  if (owner.phone === undefined) {
    return owner.phoneRaw === undefined ? 'no-phone' : 'phone-unreadable';
  }
  if (phone?.suppressed !== undefined) return 'suppressed';
  return phone?.unusable === undefined ? undefined : 'number-unusable';
}
