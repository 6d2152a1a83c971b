import { content } from '../content.ts';
import { publicEndpoint, reply, type Endpoint } from '../endpoint.ts';
import { describeApi } from './describe-api.ts';

/**
 * The endpoint of the API's own description. `described` is asked at the first request, since
 * the table of endpoints holds this one too.
 */
export function openApiEndpoint(described: () => readonly Endpoint[]): Endpoint {
  let document: string | undefined;
  return publicEndpoint({
    name: 'get-openapi',
    method: 'GET',
    route: 'openapi.json',
    summary: 'This API as an OpenAPI 3.1 document.',
    replies: { 200: content('application/json') },
    handle: async () => reply(200, (document ??= JSON.stringify(describeApi(described())))),
  });
}
