import { z } from 'zod';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { takeReceipt } from '../../shared/messaging/receipts/take-receipt.ts';
import { RECEIPT_ROUTE } from '../../shared/platform/sms/webhook-verifier.ts';
import { TENANT_ID_SHAPE } from '../../shared/tenants/model.ts';
import { textSources } from '../../shared/text-sources.ts';
import { nothing } from './content.ts';
import { reply, webhookEndpoint } from './endpoint.ts';

const receiveStatusEndpoint = webhookEndpoint({
  name: 'receive-sms-status',
  route: RECEIPT_ROUTE,
  summary: 'A receipt of the texting provider: stored with what follows from it.',
  query: z.strictObject({
    /** Whose text, which one, which send of it, and the secret that went with it. */
    t: z.string().regex(TENANT_ID_SHAPE),
    m: z.string().regex(/^[A-Za-z0-9_]{1,100}$/),
    a: z.coerce.number().int().min(1).max(1000),
    k: z.string().regex(/^[A-Za-z0-9_]{1,100}$/),
  }),
  replies: { 204: nothing },
  failures: [422],
  handle: async ({ context, query, receipt }) => {
    if (receipt === undefined) throw notAReceipt();
    const { t: tenantId, m: messageId, a: attempt, k: secret } = query;
    const arrived = { tenantId, messageId, attempt, secret, receipt };
    await takeReceipt(context, textSources, arrived);
    return reply(204, '');
  },
});

function notAReceipt(): ProblemError {
  return new ProblemError({
    kind: 'not-a-receipt',
    status: 422,
    detail: 'The form names no text or no status.',
    field: 'MessageStatus',
    allowed: 'a form with MessageSid and MessageStatus',
  });
}

/** Where the texting provider tells what became of texts. */
export const smsStatusEndpoints = [receiveStatusEndpoint];
