import type { Species } from '../customers/model.ts';
import { derivedId } from '../kernel/ids.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { OwnerRef } from './row-facts.ts';

/**
 * The id an owner gets from an import: from the id the customer has in the file, else telephone
 * number and name, else e-mail address, else name alone. Undefined when the row has none of these.
 */
export function ownerKey(ref: OwnerRef): string | undefined {
  if (ref.externalId !== undefined) return derivedId('owner', 'external', ref.externalId);
  if (ref.phone !== undefined && ref.nameKey !== undefined) {
    return derivedId('owner', 'phone', ref.phone, ref.nameKey);
  }
  if (ref.email !== undefined) return derivedId('owner', 'email', ref.email);
  return ref.nameKey === undefined ? undefined : derivedId('owner', 'name', ref.nameKey);
}

/** The id a pet gets from the id it has in the file. */
export function petKeyOfExternal(externalId: string): string {
  return derivedId('pet', 'external', externalId);
}

/** The id a pet without an id of its own gets: by its owner, its name and its species. */
export function petKey(ownerId: string, nameKey: string, species: Species): string {
  return derivedId('pet', 'name', ownerId, nameKey, species);
}

/** The id a vaccination gets from an import: the same certificate is the same record. */
export function vaccinationKey(petId: string, vaccine: string, expiryDate: LocalDate): string {
  return derivedId('vaccination', petId, vaccine, expiryDate);
}
