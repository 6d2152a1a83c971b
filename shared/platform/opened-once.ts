/**
 * Opens something at its first use and hands the same out from then on: what a client needs takes
 * long to load, and most processes never use it. Calls that come while it opens wait for it; after
 * a failure, which all of them get, the next call tries again.
 */
export function openedOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return async () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
