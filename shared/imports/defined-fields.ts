/** The fields that have a value: an absent field and one that is undefined differ in a document. */
export function definedFields<T extends object>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const defined: Partial<Record<keyof T, unknown>> = {};
  for (const field in fields) {
    if (fields[field] !== undefined) defined[field] = fields[field];
  }
  return defined as { [K in keyof T]?: Exclude<T[K], undefined> };
}
