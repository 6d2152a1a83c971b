import { createHash } from 'node:crypto';
import type { HttpResponseInit } from '@azure/functions';
import type { Endpoint } from './endpoint.ts';

/**
 * A successful answer of an endpoint with `cacheSeconds`: with the ETag of its content, for the
 * one who asked alone, and as 304 without its body when they hold this content already. Any other
 * answer stays as it is.
 */
export function unlessKnown(
  { cacheSeconds, replies }: Pick<Endpoint, 'cacheSeconds' | 'replies'>,
  response: HttpResponseInit,
  ifNoneMatch: string | null,
): HttpResponseInit {
  const { status = 200, body, headers } = response;
  if (cacheSeconds === undefined || status !== 200 || !(200 in replies)) return response;
  const content = typeof body === 'string' ? body : '';
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const kept = {
    ...(headers as Record<string, string>),
    etag,
    'cache-control': `private, max-age=${String(cacheSeconds)}`,
    // The same address is another business's numbers with another token.
    vary: 'Authorization, X-PetOps-Tenant',
  };
  if (!isHeld(etag, ifNoneMatch)) return { ...response, headers: kept };
  const { 'content-type': _type, ...rest } = kept as Record<string, string>;
  return { status: 304, headers: rest };
}

/** Whether a list of tags holds this one; a weak tag counts, since proxies that compress weaken them. */
function isHeld(etag: string, ifNoneMatch: string | null): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
