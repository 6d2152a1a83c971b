import { ProblemError } from '../../shared/kernel/problem.ts';
import { requireType, type ArrivedBody } from './read-upload.ts';

/** The largest JSON body taken, in bytes. */
export const MAX_JSON_BYTES = 1_000_000;

const JSON_TYPE =
  /^application\/(?:json|merge-patch\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads a body as JSON. Refuses another content type, charset or encoding (415), and what is
 * not UTF-8 JSON (400).
 */
export function readJson(body: ArrivedBody): unknown {
  requireType(body, (type) => JSON_TYPE.test(type), 'application/json');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.bytes)) as unknown;
  } catch {
    // The parser's own message quotes the body, which may hold anything.
    const empty = body.bytes.byteLength === 0;
    throw new ProblemError({
      kind: 'invalid-json',
      status: 400,
      detail: empty ? 'The body is empty.' : 'The body is not valid JSON in UTF-8.',
      allowed: 'a JSON object',
    });
  }
}
