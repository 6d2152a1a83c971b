import type { EmailContentSource } from '../messaging/email/email-content.ts';
import type { EmailOf } from '../messaging/email/model.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { digestOf, noteOnAlerts, readDigestFacts } from './digest-facts.ts';

/**
 * The digest of a scan as an e-mail: when it is claimed it names what still holds; when nothing
 * is left it is withdrawn.
 */
export const vaccinationDigestEmail: EmailContentSource<EmailOf<'vaccination-digest'>> = {
  async render(context, email, now) {
    const tenant = await loadTenant(context, email.tenantId);
    const facts = await readDigestFacts(context, digestOf(email), { now, tenant });
    if (facts.lines.length === 0) return { kind: 'withdrawn', reason: 'nothing-left-to-say' };
    // What renders mails takes a while to load unbundled; most commands never render one.
    const { digestEmailText } = await import('./digest-email-text.ts');
    const { firstName, lines, today, dropped } = facts;
    const words = digestEmailText(tenant.name, firstName, lines, today);
    return {
      kind: 'email',
      ...words,
      content: { ...email.content, items: [...facts.kept] },
      dropped,
    };
  },

  async note(context, email, outcome, now) {
    return noteOnAlerts(context, digestOf(email), outcome, now);
  },
};
