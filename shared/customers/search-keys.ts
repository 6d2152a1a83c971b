import type { Owner } from './model.ts';
import { nameKey, ownerNameKey } from './name-key.ts';

/**
 * The fields that an owner is sorted and found by: last name first, first name first, and the
 * e-mail address in lower case. They are fields of the owner, not documents of their own, so that a
 * search key costs no write: an import writes as much as without search.
 */
export function ownerKeys({
  firstName,
  lastName,
  email,
}: Pick<Owner, 'firstName' | 'lastName' | 'email'>): Pick<
  Owner,
  'nameKey' | 'givenKey' | 'emailKey'
> {
  return {
    nameKey: ownerNameKey({ firstName, lastName }),
    givenKey: nameKey(firstName, lastName),
    emailKey: email?.toLowerCase(),
  };
}

/** A number from its end, so that its last digits are a prefix. */
export function backwards(number: string): string {
  return Array.from(number).reverse().join('');
}
