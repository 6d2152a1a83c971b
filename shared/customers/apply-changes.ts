import { isDeepStrictEqual } from 'node:util';

/** Changes as edits state them: absent or undefined leaves a field, null removes it. */
export type FieldChanges = Readonly<Record<string, unknown>>;

/**
 * The document after these changes, and whether they change anything at all: an edit that
 * repeats what stands is no edit and must not bump a revision.
 */
export function applyChanges<T extends object>(
  document: T,
  changes: FieldChanges,
): { readonly changed: boolean; readonly document: T } {
  const next = new Map<string, unknown>(Object.entries(document));
  let changed = false;
  for (const [field, value] of Object.entries(changes)) {
    if (value === undefined || (value === null && !next.has(field))) continue;
    if (isDeepStrictEqual(next.get(field), value)) continue;
    if (value === null) next.delete(field);
    else next.set(field, value);
    changed = true;
  }
  return { changed, document: Object.fromEntries(next) as T };
}
