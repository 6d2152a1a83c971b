/** How much of a kind is due for a tenant. */
export interface Want {
  readonly tenantId: string;
  readonly count: number;
}

/**
 * The tenants in the order of their ids, beginning behind `after` and going on from the front: whoever
 * did not get what others got comes first the next time.
 */
export function inTurnAfter(wants: readonly Want[], after: string | undefined): Want[] {
  const sorted = wants.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  const start = after === undefined ? 0 : sorted.findIndex(({ tenantId }) => tenantId > after);
  return start <= 0 ? sorted : [...sorted.slice(start), ...sorted.slice(0, start)];
}

/**
 * The last tenant, in the order of `wants`, that got one more than others who want more too, out
 * of shares that did not divide; undefined when nobody did.
 */
export function lastFavoured(
  wants: readonly Want[],
  shares: ReadonlyMap<string, number>,
): string | undefined {
  const shareOf = ({ tenantId }: Want): number => shares.get(tenantId) ?? 0;
  const unsatisfied = wants.filter((want) => shareOf(want) < want.count).map(shareOf);
  const level = Math.min(...unsatisfied);
  return wants.findLast((want) => shareOf(want) > level)?.tenantId;
}
