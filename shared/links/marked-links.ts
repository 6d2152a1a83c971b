/** `[[https://...]]` in a body; double brackets around anything else are plain text. */
const MARK = /\[\[(https?:\/\/[^\s[\]]+)\]\]/gi;

/** The addresses that a body marks as links, `[[https://...]]`, each once, in their order. */
export function markedLinks(body: string): string[] {
  return [...new Set([...body.matchAll(MARK)].map(([, address = '']) => address))];
}

/**
 * The body with each marked address replaced, brackets included; one that `replacements` does not
 * hold stays as it is, without its brackets.
 */
export function withLinks(body: string, replacements: ReadonlyMap<string, string>): string {
  return body.replace(MARK, (_mark, address: string) => replacements.get(address) ?? address);
}
