import { z } from 'zod';
import { listEmails } from '../../shared/messaging/email/list-emails.ts';
import { EMAIL_STATUSES, type Email } from '../../shared/messaging/email/model.ts';
import { retryEmail } from '../../shared/messaging/email/retry-email.ts';
import { maskAddress } from '../../shared/platform/email/mask-address.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';
import { plannedAgain, sentFields } from './sent-views.ts';

const emailView = z
  .object({
    ...sentFields,
    ownerId: z.string().optional(),
    /** Only the first letter and the domain of the address. */
    to: z.string(),
    subject: z.string().optional(),
    text: z.string().optional(),
    status: z.enum(EMAIL_STATUSES),
  })
  .meta({ id: 'Email' });

function viewOf(email: Email): z.input<typeof emailView> {
  return { ...email, kind: email.content.kind, to: maskAddress(email.to) };
}

const listEmailsEndpoint = endpoint({
  name: 'list-emails',
  method: 'GET',
  route: 'emails',
  role: 'staff',
  summary: 'E-mails, newest first, with what became of them.',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(EMAIL_STATUSES).optional(),
    ownerId: z.string().min(1).max(200).optional(),
  }),
  replies: { 200: pageOf(emailView) },
  handle: async ({ context, caller, query }) => {
    const page = await listEmails(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const retryEmailEndpoint = endpoint({
  name: 'retry-email',
  method: 'POST',
  route: 'emails/{emailId}/retry',
  role: 'manager',
  summary: 'Send a failed e-mail again; consent and facts are read anew.',
  params: idParam('emailId'),
  replies: { 202: plannedAgain },
  handle: async ({ context, caller, params: { emailId } }) => {
    await retryEmail(context, caller.tenantId, emailId);
    return reply(202, { id: emailId, status: 'planned' as const });
  },
});

/** Endpoints on e-mails. */
export const emailEndpoints = [listEmailsEndpoint, retryEmailEndpoint];
