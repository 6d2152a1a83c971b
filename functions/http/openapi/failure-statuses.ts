import type { Endpoint } from '../endpoint.ts';
import { understandsIfMatch } from '../if-match.ts';

/**
 * Every status with which an endpoint may answer a problem, ascending: what follows from its
 * method, role and inputs, and what it declares beside that. Statuses that it declares as
 * replies are not problems.
 */
export function failureStatuses(endpoint: Endpoint): readonly number[] {
  const { role, params, method, body, upload, creates, failures = [], replies } = endpoint;
  const takesBody = body !== undefined || upload !== undefined;
  const found = new Set<number>([
    ...[400, 500, 503],
    ...(role === 'public' ? [] : role === 'provider' ? [403] : [401, 403]),
    // It is to be said which of several businesses is meant.
    ...(['public', 'provider', 'signed-in'].includes(role) ? [] : [409]),
    ...(params === undefined ? [] : [404]),
    // Whatever is changed may be changed by others at the same time.
    ...(method === 'GET' ? [] : [409]),
    ...(understandsIfMatch(endpoint) ? [412] : []),
    ...(takesBody ? [411, 413, 415] : []),
    ...(body === undefined && creates === undefined ? [] : [422]),
    ...failures,
  ]);
  return [...found].filter((status) => !(status in replies)).sort((a, b) => a - b);
}
