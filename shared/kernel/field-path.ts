/**
 * The path of a value in an input as problems spell it: names joined by dots, places in a list in brackets
 * and counted from 0 (`steps[0].type`). Of no parts: the empty text, the input as a whole.
 */
export function fieldPath(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${String(part)}]`;
    return path === '' ? String(part) : `${path}.${String(part)}`;
  }, '');
}
