/**
 * Divides `budget` among tenants that want some of it: everyone gets the same, nobody more
 * than they want, and what some do not need goes to the others (max-min fairness). With fewer
 * units than tenants the ones earlier in `wants` get one each.
 * The shares add up to min(budget, sum of wants).
 */
export function fairShares(
  wants: readonly { readonly tenantId: string; readonly count: number }[],
  budget: number,
): Map<string, number> {
  const shares = new Map<string, number>();
  let left = budget;
  const open = wants.filter((want) => want.count > 0).sort((a, b) => a.count - b.count);
  open.forEach((want, index) => {
    const share = Math.min(want.count, Math.ceil(left / (open.length - index)), left);
    if (share > 0) shares.set(want.tenantId, share);
    left -= share;
  });
  return shares;
}

/** Orders items so that groups take turns, keeping the order within each group. */
export function takeTurns<T>(items: readonly T[], groupOf: (item: T) => string): T[] {
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
