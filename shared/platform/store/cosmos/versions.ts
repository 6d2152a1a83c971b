import type { PreparedWrite } from '../commit-check.ts';

/** Where a document stands: the commit that wrote it last, and the service's ETag of that writing. */
export interface Version {
  readonly commitId: string;
  readonly etag: string;
}

/** What is there, by id. */
export type Versions = ReadonlyMap<string, Version>;

/**
 * Whether a commit was carried out, judged by where its documents stand now.
 *
 * One document that carries its id proves it. One document that still stands where the commit's
 * guard expected it disproves it, since a commit is all or nothing and a commit id never comes
 * back; so does a document that was to be created and is not there, unless it was deleted at once.
 * A put proves nothing by what it left, since anybody may write over it; where there is nothing but
 * puts, sending them again does no harm. Otherwise every trace may have been written over.
 */
export function verdictOn(
  writes: readonly PreparedWrite[],
  commitId: string,
  versions: Versions,
): 'applied' | 'not-applied' | 'unknown' {
  let disproved = writes.every(({ op }) => op === 'put');
  for (const write of writes) {
    const found = versions.get(write.id)?.commitId;
    if (found === commitId) return 'applied';
    if (write.op === 'put') continue;
    if (write.op === 'create' ? found === undefined : found === write.etag) disproved = true;
  }
  return disproved ? 'not-applied' : 'unknown';
}
