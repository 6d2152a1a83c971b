import type { EmailContentSource } from '../messaging/email/email-content.ts';
import type { EmailOf } from '../messaging/email/model.ts';
import { readStepWords } from './read-step-words.ts';

/**
 * The e-mail of a workflow's step, as plain text and as HTML that says the same. When it is claimed all
 * is read again as for a text, see `read-step-words.ts`. Nothing is noted on the run.
 */
export const workflowEmail: EmailContentSource<EmailOf<'workflow'>> = {
  async render(context, email, now) {
    const words = await readStepWords(context, email, 'send_email', now);
    if (words.kind === 'withdrawn') return words;
    const { emailPage } = await import('../messaging/email/email-page.ts');
    const { subject = words.tenant.name, body: text } = words;
    const { content } = email;
    return { kind: 'email', subject, text, html: emailPage(subject, text), content, dropped: [] };
  },
  note: async () => [],
};
