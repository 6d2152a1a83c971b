import { invalidInput } from './input-findings.ts';

/** Query parameters as an object. A parameter given twice is refused (400), never half used. */
export function readQuery(query: URLSearchParams): Record<string, string> {
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
