/** Letters that do not come apart into a plain letter and a mark, and what people type for them. */
const PLAIN = new Map(
  Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }),
);

/**
 * The form of a name used for sorting and prefix search: lower case, without accents,
 * punctuation as spaces, spaces collapsed (`O'Brien-Muñoz, José` gives `o brien munoz jose`,
 * `Łukasz Weiß` gives `lukasz weiss`).
 */
export function nameKey(...names: readonly (string | undefined)[]): string {
  return names
    .filter((name) => name !== undefined)
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => PLAIN.get(letter) ?? letter)
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
