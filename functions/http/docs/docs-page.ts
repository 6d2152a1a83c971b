import { apiReaderFile } from '../../../shared/platform/api-reader.ts';
import { content } from '../content.ts';
import { publicEndpoint, reply, type Endpoint } from '../endpoint.ts';

/** Everything comes from our own origin. The reader styles elements inline; nothing else may. */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>PetOps API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/api/docs/reader.css">
  </head>
  <body>
    <div id="api"></div>
    <noscript>This page needs JavaScript. The API is described in <a href="/api/openapi.json">openapi.json</a>.</noscript>
    <script src="/api/docs/reader.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

/** Tokens typed in stay in the page's memory: they are gone when it is closed. */
const START = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tagsSorter: 'alpha',
  validatorUrl: null,
});
`;

/** The page changes with a release only, and an old one is of no harm for an hour. */
const KEPT = { 'cache-control': 'public, max-age=3600' };

function file(name: string, mediaType: string, summary: string, read: () => Promise<string>) {
  return publicEndpoint({
    name: `get-docs-${name.replace('.', '-')}`,
    method: 'GET',
    route: `docs/${name}`,
    summary,
    replies: { 200: content(`${mediaType}; charset=utf-8`) },
    handle: async () => reply(200, await read(), { headers: KEPT }),
  });
}

/** The readable form of the API's description, without anything from elsewhere. */
export const docsEndpoints: readonly Endpoint[] = [
  publicEndpoint({
    name: 'get-docs',
    method: 'GET',
    route: 'docs',
    summary: 'This API as a page to read and to try.',
    replies: { 200: content('text/html; charset=utf-8') },
    handle: async () => reply(200, PAGE, { headers: PAGE_HEADERS }),
  }),
  file('reader.js', 'text/javascript', 'Script of the page.', () => apiReaderFile('script')),
  file('reader.css', 'text/css', 'Style of the page.', () => apiReaderFile('style')),
  file('start.js', 'text/javascript', 'Starts the page.', async () => START),
];
