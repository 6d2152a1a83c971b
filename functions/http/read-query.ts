import { invalidInput } from './input-findings.ts';

/**
 * The query parameters of a URL as an object. A parameter given twice is refused (400), never
 * half used; that is why the URL is read and not the runtime's own map, which keeps one of them.
 */
export function readQuery(url: string): Record<string, string> {
  const query = new URL(url).searchParams;
  const names = [...query.keys()];
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (twice.size > 0) {
    throw invalidInput(
      'query',
      [...twice].map((field) => ({ field, value: query.getAll(field), detail: 'is given twice' })),
    );
  }
  return Object.fromEntries(query);
}
