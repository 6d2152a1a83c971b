/** One page of a list. The last page has no `next`; a page with a `next` may hold few items, even none. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** The cursor of the page that follows. */
  readonly next?: string;
}

/** Where in a list to read, and how much. */
export interface PageRequest {
  /** How many items at most. */
  readonly limit: number;
  /** The `next` of the page before; undefined: from the start. */
  readonly cursor?: string | undefined;
}

/** A page of stored documents as a page of their values. */
export function listPage<T>(page: {
  readonly items: readonly { readonly value: T }[];
  readonly next?: string;
}): ListPage<T> {
  const items = page.items.map((it) => it.value);
  return page.next === undefined ? { items } : { items, next: page.next };
}
