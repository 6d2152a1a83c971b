import { z } from 'zod';
import { listRatings } from '../../shared/ratings/list-ratings.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery } from './list-page.ts';

const ratingView = z
  .object({
    id: z.string(),
    score: z.number(),
    comment: z.string().optional(),
    appointmentId: z.string(),
    ownerId: z.string().optional(),
    staffId: z.string().optional(),
    messageId: z.string(),
    textId: z.string(),
    ratedAt: z.string(),
  })
  .meta({ id: 'Rating' });

const ratingsEndpoint = endpoint({
  name: 'list-ratings',
  method: 'GET',
  route: 'ratings',
  role: 'staff',
  summary: 'How owners rated their visits by text, newest first.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(ratingView) },
  handle: async ({ context, caller, query }) => {
    const page = await listRatings(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

/** Endpoints on ratings. */
export const ratingEndpoints = [ratingsEndpoint];
