/**
 * The form of a name used for sorting and prefix search: lower case, without accents,
 * punctuation as spaces, spaces collapsed (`O'Brien-Muñoz, José` gives `o brien munoz jose`).
 */
export function nameKey(...names: readonly (string | undefined)[]): string {
  return names
    .filter((name) => name !== undefined)
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The name key of an owner: last name first, so that a search by prefix finds people by it. */
export function ownerNameKey(owner: {
  readonly firstName: string;
  readonly lastName: string;
}): string {
  return nameKey(owner.lastName, owner.firstName);
}
