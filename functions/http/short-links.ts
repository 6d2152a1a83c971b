import { z } from 'zod';
import { followLink } from '../../shared/links/follow-link.ts';
import { listLinks, type LinkWithHits } from '../../shared/links/list-links.ts';
import { endpoint, reply, visitEndpoint, type ArrivedRequest } from './endpoint.ts';
import { idParam } from './list-page.ts';
import { htmlPage, PAGE_HEADERS, publicPage } from './public-page.ts';

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

const EXPIRED = publicPage({
  title: 'This link has expired',
  paragraphs: [
    'It worked for some weeks after it was sent. Please ask the business that sent it for a new one.',
  ],
});
const UNKNOWN = publicPage({
  title: 'There is nothing here',
  paragraphs: ['Please check that the whole link was opened, or ask the business that sent it.'],
});

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
  replies: { 302: htmlPage, 404: htmlPage, 410: htmlPage },
  handle: async ({ context, params: { code }, visit }) => {
    const agent = visit.header('user-agent');
    const visitor = { method: visit.method, agent, purpose: purposeOf(visit) };
    const answer = await followLink(context, code, visitor);
    switch (answer.kind) {
      case 'target':
        return reply(302, '', { headers: { ...PAGE_HEADERS, location: answer.target } });
      case 'expired':
        return reply(410, EXPIRED, { headers: PAGE_HEADERS });
      case 'unknown':
        return reply(404, UNKNOWN, { headers: PAGE_HEADERS });
    }
  },
});

/** Endpoints on short links. */
export const shortLinkEndpoints = [listShortLinksEndpoint, followShortLinkEndpoint];
