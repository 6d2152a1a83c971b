import { ProblemError } from '../../shared/kernel/problem.ts';
import type { ExpectedRevisions } from '../../shared/kernel/revision.ts';

const ENTITY_TAG = /^(?:W\/)?"([!#-~]*)"$/;

/**
 * The revisions that an `If-Match` header allows; undefined for none given or `*`. Weak tags
 * (`W/"3"`) count as strong ones: proxies that compress weaken them, and a revision changes
 * with every visible edit anyway. A tag that is no revision of ours matches nothing. A header
 * that is no list of quoted tags is refused with 400.
 */
export function readIfMatch(header: string | null): ExpectedRevisions {
  const text = header?.trim() ?? '';
  if (header === null || text === '*') return undefined;
  return text.split(',').map((part) => {
    const tag = ENTITY_TAG.exec(part.trim())?.[1];
    if (tag === undefined) throw malformed(text);
    return /^\d{1,15}$/.test(tag) ? Number(tag) : Number.NaN;
  });
}

/** The ETag of a revision. */
export function revisionTag(revision: number): string {
  return `"${String(revision)}"`;
}

function malformed(value: string): ProblemError {
  return new ProblemError({
    kind: 'invalid-header',
    status: 400,
    detail: 'If-Match must be the ETag of an earlier reply, with its quotes.',
    field: 'If-Match',
    value,
    allowed: '"<revision>" or *',
  });
}
