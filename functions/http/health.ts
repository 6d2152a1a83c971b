import { z } from 'zod';
import { checkHealth } from '../../shared/due-work/check-health.ts';
import { publicEndpoint, reply } from './endpoint.ts';

const healthView = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    checks: z.object({ store: z.string(), tick: z.string() }),
  })
  .meta({ id: 'Health' });

const getHealthEndpoint = publicEndpoint({
  name: 'get-health',
  method: 'GET',
  route: 'health',
  summary: 'Whether the product works: 200 while it answers, 503 when its store does not.',
  replies: { 200: healthView, 503: healthView },
  handle: async ({ context }) => {
    const body = await checkHealth(context);
    return reply(body.status === 'down' ? 503 : 200, body);
  },
});

/** The health endpoint. */
export const healthEndpoints = [getHealthEndpoint];
