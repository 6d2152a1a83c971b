import type { Instant } from '../../kernel/instant.ts';
import type { EmailContentSource } from '../../messaging/email/email-content.ts';
import type { Email, EmailOf } from '../../messaging/email/model.ts';
import { loadTenant } from '../../tenants/load-tenant.ts';
import { liveOf } from '../../tenants/model.ts';
import { offerStatus, optInOfferType, type OptInOffer } from './model.ts';
import { dayInWords, whatFor } from './wording.ts';

/** The e-mail that brings a link to an owner who asked for it, planned. */
export function plannedOptInEmail(offer: OptInOffer, to: string, notAfter: Instant): Email {
  const { id: offerId, tenantId, ownerId, messageId = '', createdAt: now } = offer;
  return {
    id: messageId,
    type: 'email',
    tenantId,
    schemaVersion: 1,
    purpose: 'service',
    ownerId,
    to,
    content: { kind: 'opt-in', offerId },
    status: 'planned',
    notAfter,
    sends: 0,
    attempts: 0,
    dueKind: 'emails',
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * The link as an e-mail, plain text. The link is read again when the mail is claimed: one that was
 * used, taken back or ran out meanwhile is not mailed (`opt-in-closed`), nor is any when links cannot be
 * signed (`links-off`). The claim writes it, so that of a claim and a withdrawal at once the later
 * one sees the other.
 */
export const optInEmail: EmailContentSource<EmailOf<'opt-in'>> = {
  async render(context, { tenantId, content }, now) {
    const { records, links } = context;
    if (links === undefined) return { kind: 'withdrawn', reason: 'links-off' };
    const stored = await records.get(optInOfferType, liveOf(tenantId), content.offerId);
    if (stored === undefined || offerStatus(stored.value, now) !== 'open') {
      return { kind: 'withdrawn', reason: 'opt-in-closed' };
    }
    const { value: offer, etag } = stored;
    const tenant = await loadTenant(context, tenantId);
    const { name } = tenant;
    const asked = whatFor(offer.channel, offer.purposes);
    return {
      kind: 'email',
      subject: `${name}: please confirm`,
      text: `You asked ${name} for ${asked}. Please read and confirm here:

${links.linkTo('opt-in', [tenantId, offer.id])}

The link works once, until ${dayInWords(tenant, offer.expiresAt)}. If you did not ask for this, do nothing: then nothing changes.
`,
      content,
      dropped: [{ op: 'touch', id: offer.id, etag }],
    };
  },
  note: async () => Promise.resolve([]),
};
