import { ProblemError } from '../../shared/kernel/problem.ts';
import type { ExpectedRevisions } from '../../shared/kernel/revision.ts';
import type { Endpoint } from './endpoint.ts';

const ENTITY_TAG = /^(?:W\/)?"([!#-~]*)"$/;

/**
 * The revisions that an `If-Match` header allows; undefined for none given or `*`. Weak tags
 * (`W/"3"`) count as strong ones: proxies that compress weaken them, and a revision changes
 * with every visible edit anyway. A tag that is no revision of ours matches nothing. A header
 * that is no list of quoted tags is refused with 400.
 * @internal
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

/** Whether an endpoint does something with `If-Match`. */
export function understandsIfMatch({ ifMatch, method, body }: Endpoint): boolean {
  return ifMatch ?? (method === 'PATCH' || (method === 'PUT' && body !== undefined));
}

/**
 * The revisions that a request to this endpoint expects. Where the header is not understood a
 * change is refused (400): whoever sends it wants to be stopped, and nothing would stop them.
 */
export function expectedRevisions(endpoint: Endpoint, header: string | null): ExpectedRevisions {
  if (understandsIfMatch(endpoint)) return readIfMatch(header);
  if (header === null || endpoint.method === 'GET') return undefined;
  throw new ProblemError({
    kind: 'invalid-header',
    status: 400,
    detail: 'If-Match is not understood here, so this request would not be guarded by it.',
    field: 'If-Match',
    value: header,
    allowed: 'no such header',
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
