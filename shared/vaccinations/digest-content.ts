import type { ContentSource } from '../messaging/content-source.ts';
import type { MessageOf } from '../messaging/model.ts';
import { fallBackToEmail } from './email-fallback.ts';
import { digestOf, noteOnAlerts, readDigestFacts } from './digest-facts.ts';

/**
 * The digest of a scan as a text: at its first claim it names what still holds; when nothing is
 * left the text is withdrawn. A text that cannot reach its owner is handed on to an e-mail where
 * the business wants that.
 */
export const vaccinationDigestContent: ContentSource<MessageOf<'vaccination-digest'>> = {
  kind: 'vaccination-digest',

  async render(context, message, moment) {
    const facts = await readDigestFacts(context, digestOf(message), moment);
    const { firstName, lines, today, dropped } = facts;
    if (lines.length === 0) return { kind: 'withdrawn', reason: 'nothing-left-to-say' };
    // What renders dates takes a second to load unbundled; most commands never render a text.
    const { digestText } = await import('./digest-text.ts');
    const body = digestText(moment.tenant.name, firstName, lines, today);
    const content = { ...message.content, items: [...facts.kept] };
    return { kind: 'text', body, content, dropped };
  },

  async note(context, message, outcome, now) {
    const digest = digestOf(message);
    const email = await fallBackToEmail(context, digest, outcome, now);
    if (email === undefined) return noteOnAlerts(context, digest, outcome, now);
    const handedOn = { status: 'planned', emailId: email.id } as const;
    const noted = await noteOnAlerts(context, digest, handedOn, now);
    return [...noted, { op: 'create', document: email }];
  },
};
