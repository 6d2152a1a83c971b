import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request carries the key, in the header `x-functions-key` or else in `?code=`. Without a
 * configured key no request does.
 */
export function carriesKey(request: IncomingMessage, key: string | undefined): boolean {
  const header = request.headers['x-functions-key'];
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams.get('code');
  const given = typeof header === 'string' ? header : query;
  return key !== undefined && given !== null && timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
