import { dateInWords } from '../../kernel/in-words.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Tenant } from '../../tenants/model.ts';
import { dateAt } from '../../tenants/zone-periods.ts';
import type { Channel, Purpose } from '../model.ts';

/** The version of the words below; it goes up with each change of them. */
export const OPT_IN_PAGE_VERSION = '1';

/** What somebody is asked to agree to. */
export interface OptInQuestion {
  readonly channel: Channel;
  readonly purposes: readonly Purpose[];
  /** E.164, or an e-mail address. */
  readonly contact: string;
}

/**
 * The words an owner agrees to, in the first person: who sends, what, how often, where to, what it
 * costs, how to end it, and that nothing depends on it. That is what US carriers and the rules on
 * written consent ask of such a page. One thing a line.
 */
export function optInWording(
  { name, consentPage = {} }: Pick<Tenant, 'name' | 'consentPage'>,
  { channel, purposes, contact }: OptInQuestion,
): string {
  const { frequency, termsUrl, privacyUrl } = consentPage;
  const often =
    frequency ?? `How many ${NOUNS[channel]} there are depends on my visits and their news.`;
  const ends =
    channel === 'sms'
      ? 'Message and data rates may apply. Reply STOP to end them at any time, HELP for help.'
      : 'Each of them about offers carries a link that ends those at any time.';
  return [
    `Yes, I want ${whatFor(channel, purposes, 'my')} from ${name}, ${maskedContact(channel, contact)}.`,
    often,
    ends,
    'I need not agree to buy anything or to be a customer.',
    ...(termsUrl === undefined ? [] : [`Terms: ${termsUrl}`]),
    ...(privacyUrl === undefined ? [] : [`Privacy: ${privacyUrl}`]),
  ].join('\n');
}

const NOUNS = { sms: 'texts', email: 'e-mails' } as const satisfies Record<Channel, string>;
/** "texts with offers and news": what messages for these purposes are, for whoever says it or is told. */
export function whatFor(
  channel: Channel,
  purposes: readonly Purpose[],
  whose: 'my' | 'your' = 'your',
): string {
  const subjects = {
    service: `about ${whose} visits and ${whose} pets`,
    marketing: 'with offers and news',
  } as const satisfies Record<Purpose, string>;
  return `${NOUNS[channel]} ${purposes.map((it) => subjects[it]).join(', and ')}`;
}

/** A number or address so that its holder knows it and nobody else learns it. */
function maskedContact(channel: Channel, contact: string): string {
  if (channel === 'sms') return `to the number that ends in ${contact.slice(-4)}`;
  const [local = '', domain = ''] = contact.split('@');
  return `to the address ${local.slice(0, 1)}…@${domain}`;
}

/** The day that a business has at an instant, as a person says it: "March 2, 2026". */
export function dayInWords(tenant: Tenant, at: Instant): string {
  return dateInWords(dateAt(tenant, at), 'March 10, 2026');
}
