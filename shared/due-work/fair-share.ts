/**
 * Divides `budget` among tenants that want some of it: everyone gets the same, nobody more
 * than they want, and what some do not need goes to the others (max-min fairness). Units that
 * do not divide go one each to the tenants earliest in `wants` that still want more.
 * Counts are whole numbers and each tenant is named once; a tenant without a share is not in
 * the result. The shares add up to min(budget, sum of wants); a budget below 1 gives none.
 */
export function fairShares(
  wants: readonly { readonly tenantId: string; readonly count: number }[],
  budget: number,
): Map<string, number> {
  const counts = wants.map((want) => want.count).filter((count) => count > 0);
  const { level, left } = fillLevel(counts, Math.max(0, budget));
  let spare = left;
  const shares = new Map<string, number>();
  for (const { tenantId, count } of wants) {
    const extra = count > level && spare > 0 ? 1 : 0;
    const share = Math.min(count, level) + extra;
    spare -= extra;
    if (share > 0) shares.set(tenantId, share);
  }
  return shares;
}

/** How much everyone gets who wants at least that, and how many units are left then. */
function fillLevel(counts: readonly number[], budget: number): { level: number; left: number } {
  const ascending = [...counts].sort((a, b) => a - b);
  let left = budget;
  for (const [index, count] of ascending.entries()) {
    const takers = ascending.length - index;
    if (count * takers > left) {
      const level = Math.floor(left / takers);
      return { level, left: left - level * takers };
    }
    left -= count;
  }
  return { level: Infinity, left: 0 };
}

/** Orders items so that groups take turns, keeping the order within each group. */
export function takeTurns<T extends object>(
  items: readonly T[],
  groupOf: (item: T) => string,
): T[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group === undefined) groups.set(groupOf(item), [item]);
    else group.push(item);
  }
  const result: T[] = [];
  for (let turn = 0; result.length < items.length; turn++) {
    for (const group of groups.values()) {
      const item = group[turn];
      if (item !== undefined) result.push(item);
    }
  }
  return result;
}
