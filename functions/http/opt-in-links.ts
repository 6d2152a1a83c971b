import { z } from 'zod';
import {
  getOptInOffer,
  listOptInOffers,
  withdrawOptInOffer,
} from '../../shared/consent/opt-in/find-offers.ts';
import { OFFER_STATUSES, offerStatus } from '../../shared/consent/opt-in/model.ts';
import { optInOfferInput } from '../../shared/consent/opt-in/offer-input.ts';
import { offerOptIn, type OptInLink } from '../../shared/consent/opt-in/offer-opt-in.ts';
import { CHANNELS, PURPOSES } from '../../shared/consent/model.ts';
import type { Context } from '../../shared/platform/context.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam } from './list-page.ts';

const linkView = z
  .object({
    id: z.string(),
    ownerId: z.string(),
    channel: z.enum(CHANNELS),
    purposes: z.array(z.enum(PURPOSES)),
    status: z.enum(OFFER_STATUSES),
    url: z.string().optional().describe('To be passed on to this owner alone'),
    wording: z.string().describe('Exactly what the page shows'),
    note: z.string().optional(),
    messageId: z.string().optional().describe('The text or e-mail that carries the link'),
    actorId: z.string().optional(),
    expiresAt: z.string(),
    confirmedAt: z.string().optional(),
    withdrawnAt: z.string().optional(),
    entryIds: z.array(z.string()).optional(),
    createdAt: z.string(),
  })
  .meta({ id: 'OptInLink' });

function viewOf({ clock }: Context, { offer, url }: OptInLink): z.input<typeof linkView> {
  return { ...offer, status: offerStatus(offer, clock.now()), url };
}

function createdReply(context: Context, link: OptInLink) {
  return reply(201, viewOf(context, link), { location: `opt-in-links/${link.offer.id}` });
}

const listEndpoint = endpoint({
  name: 'list-opt-in-links',
  method: 'GET',
  route: 'owners/{ownerId}/opt-in-links',
  role: 'staff',
  summary: 'The latest links by which an owner may say yes, and what became of them.',
  params: idParam('ownerId'),
  replies: { 200: z.object({ items: z.array(linkView) }) },
  handle: async ({ context, caller, params }) => {
    const links = await listOptInOffers(context, { tenantId: caller.tenantId, ...params });
    return reply(200, { items: links.map((it) => viewOf(context, it)) });
  },
});

const createEndpoint = endpoint({
  name: 'create-opt-in-link',
  method: 'POST',
  route: 'owners/{ownerId}/opt-in-links',
  role: 'staff',
  summary: 'Makes a link by which an owner may say yes on a page, and sends it if asked to.',
  params: idParam('ownerId'),
  body: optInOfferInput,
  example: { channel: 'sms', send: 'sms', note: 'asked for offers at the desk' },
  failures: [409],
  replies: { 201: linkView },
  creates: {
    type: 'optInOffer',
    again: async ({ context, caller, id }) => {
      const link = await getOptInOffer(context, { tenantId: caller.tenantId, offerId: id });
      return createdReply(context, link);
    },
  },
  handle: async ({ context, caller, params, body }) => {
    const { tenantId, memberId: actorId } = caller;
    const link = await offerOptIn(context, { tenantId, actorId, ...params, offer: body });
    return createdReply(context, link);
  },
});

const getEndpoint = endpoint({
  name: 'get-opt-in-link',
  method: 'GET',
  route: 'opt-in-links/{offerId}',
  role: 'staff',
  summary: 'A link by which an owner may say yes, and what became of it.',
  params: idParam('offerId'),
  replies: { 200: linkView },
  handle: async ({ context, caller, params }) => {
    const link = await getOptInOffer(context, { tenantId: caller.tenantId, ...params });
    return reply(200, viewOf(context, link));
  },
});

const withdrawEndpoint = endpoint({
  name: 'withdraw-opt-in-link',
  method: 'POST',
  route: 'opt-in-links/{offerId}/withdraw',
  role: 'staff',
  summary: 'Takes a link back that nobody used: its page opens nothing more.',
  params: idParam('offerId'),
  failures: [409],
  replies: { 200: linkView },
  handle: async ({ context, caller, params }) => {
    const link = await withdrawOptInOffer(context, { tenantId: caller.tenantId, ...params });
    return reply(200, viewOf(context, link));
  },
});

/** Endpoints on links by which owners may say yes. */
export const optInLinkEndpoints = [listEndpoint, createEndpoint, getEndpoint, withdrawEndpoint];
