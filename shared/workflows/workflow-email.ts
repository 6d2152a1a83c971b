import { unsubscribeLink } from '../consent/unsubscribe.ts';
import type { EmailContentSource } from '../messaging/email/email-content.ts';
import type { EmailOf } from '../messaging/email/model.ts';
import type { Context } from '../platform/context.ts';
import { readStepWords } from './read-step-words.ts';

/**
 * The e-mail of a workflow's step, as plain text and as HTML that says the same. When it is claimed all
 * is read again as for a text, see `read-step-words.ts`. Nothing is noted on the run.
 */
export const workflowEmail: EmailContentSource<EmailOf<'workflow'>> = {
  async render(context, email, now) {
    const words = await readStepWords(context, email, 'send_email', now);
    if (words.kind !== 'words') return words;
    const { emailPage } = await import('../messaging/email/email-page.ts');
    const { subject = words.tenant.name, tenant } = words;
    const text = `${words.body}${farewell(context, email, tenant.name)}`;
    const { content } = email;
    const html = emailPage(subject, text);
    return { kind: 'email', subject, text, html, content, dropped: words.guards };
  },
  note: async () => [],
};

/** What stands below an advertisement: why it came, and how to get no more. */
function farewell(
  context: Context,
  { tenantId, to: address, purpose }: EmailOf<'workflow'>,
  businessName: string,
): string {
  if (purpose !== 'marketing') return '';
  const link = unsubscribeLink(context, { tenantId, address });
  const why = `You get this because you agreed to e-mails from ${businessName}.`;
  return link === undefined ? '' : `\n\n--\n${why} To get no more of them, open\n${link}`;
}
