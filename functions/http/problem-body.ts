import { z } from 'zod';

const finding = z.object({
  field: z.string().describe('Path of the field, such as steps[0].type; empty: the whole input'),
  value: z.unknown().optional().describe('As given; long ones are cut'),
  detail: z.string(),
  allowed: z.string().optional().describe('What would have been accepted'),
});

/** The body of every problem, by RFC 9457. Describes what `problemReply` writes. */
export const problemBody = z
  .object({
    type: z.string().regex(/^urn:petops:problem:[a-z]+(-[a-z]+)*$/),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    correlationId: z.string(),
    ...finding.partial().omit({ detail: true }).shape,
    errors: z.array(finding).optional().describe('All findings, 50 at most'),
  })
  .meta({ id: 'Problem' });
