import { z } from 'zod';
import { followLink } from '../../shared/links/follow-link.ts';
import { listLinks, type LinkWithHits } from '../../shared/links/list-links.ts';
import { content } from './content.ts';
import { endpoint, reply, visitEndpoint, type ArrivedRequest } from './endpoint.ts';
import { idParam } from './list-page.ts';

const linkView = z
  .object({
    id: z.string(),
    target: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    /** When a person first opened it. */
    humanAt: z.string().optional(),
    humanHits: z.number().describe('Openings by people; within a minute, later an hour, one'),
    botHits: z.number().describe('Openings by previews, scanners and other machines'),
  })
  .meta({ id: 'ShortLink' });

function viewOf({ link, hits }: LinkWithHits): z.input<typeof linkView> {
  return { ...link, humanHits: hits.human, botHits: hits.bot };
}

const listShortLinksEndpoint = endpoint({
  name: 'list-short-links',
  method: 'GET',
  route: 'messages/{messageId}/short-links',
  role: 'staff',
  summary: 'The short links of a text, and how often people and machines opened them.',
  params: idParam('messageId'),
  replies: { 200: z.object({ items: z.array(linkView) }) },
  handle: async ({ context, caller, params: { messageId } }) => {
    const links = await listLinks(context, { tenantId: caller.tenantId, messageId });
    return reply(200, { items: links.map(viewOf) });
  },
});

/** A page without script, image or link: there is nowhere to go from it. */
function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto 0;padding:0 1rem;color-scheme:light dark}</style>
  </head>
  <body>
    <h1>${title}</h1>
    <p>${text}</p>
  </body>
</html>
`;
}

const EXPIRED = page(
  'This link has expired',
  'It worked for some weeks after it was sent. Please ask the business that sent it for a new one.',
);
const UNKNOWN = page(
  'There is nothing here',
  'Please check that the whole link was opened, or ask the business that sent it.',
);

const html = content('text/html; charset=utf-8');

const WAY_HEADERS = {
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

function purposeOf({ header }: Pick<ArrivedRequest, 'header'>): string | undefined {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']
    .map((name) => header(name))
    .find((it) => it !== undefined);
}

const followShortLinkEndpoint = visitEndpoint({
  name: 'follow-short-link',
  route: 'l/{code}',
  summary: 'Follows a short link to the target that is stored with it, and to nothing else.',
  params: z.object({ code: z.string() }),
  replies: { 302: html, 404: html, 410: html },
  handle: async ({ context, params: { code }, visit }) => {
    const agent = visit.header('user-agent');
    const visitor = { method: visit.method, agent, purpose: purposeOf(visit) };
    const answer = await followLink(context, code, visitor);
    switch (answer.kind) {
      case 'target':
        return reply(302, '', { headers: { ...WAY_HEADERS, location: answer.target } });
      case 'expired':
        return reply(410, EXPIRED, { headers: WAY_HEADERS });
      case 'unknown':
        return reply(404, UNKNOWN, { headers: WAY_HEADERS });
    }
  },
});

/** Endpoints on short links. */
export const shortLinkEndpoints = [listShortLinksEndpoint, followShortLinkEndpoint];
