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
