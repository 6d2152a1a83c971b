import { z } from 'zod';

/** What texts and e-mails are both shown with; `kind` is what they are about. */
export const sentFields = {
  id: z.string(),
  purpose: z.string(),
  kind: z.string(),
  reason: z.string().optional(),
  code: z.number().optional(),
  /** When it is next worked on; absent: it is done. */
  dueAt: z.string().optional(),
  notAfter: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
};

/** The answer to a wish to send one again. */
export const plannedAgain = z.object({ id: z.string(), status: z.literal('planned') });
