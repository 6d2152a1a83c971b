/** Numbers by name, such as cents by currency. */
export type NumbersByKey = Readonly<Record<string, number>>;

/** The sums of what two hold under each name, in the order of the names: which comes first does not matter. */
export function addByKey(a: NumbersByKey, b: NumbersByKey): Record<string, number> {
  const sum = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) sum.set(key, (sum.get(key) ?? 0) + value);
  return Object.fromEntries([...sum].sort(([x], [y]) => (x < y ? -1 : 1)));
}
