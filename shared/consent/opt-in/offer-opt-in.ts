import { noSuchOwner } from '../../customers/merge-follow.ts';
import { ownerType, phoneId, phoneType, type Owner, type Phone } from '../../customers/model.ts';
import { enqueueNow } from '../../due-work/fast-path.ts';
import { addMs, type Instant } from '../../kernel/instant.ts';
import { derivedId } from '../../kernel/ids.ts';
import { whyNoEmail } from '../../messaging/email/may-email.ts';
import { whyNoText } from '../../messaging/may-text.ts';
import { planText } from '../../messaging/plan-text.ts';
import type { Context } from '../../platform/context.ts';
import type { SignedLinks } from '../../platform/signed-links.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { create } from '../../platform/store/records.ts';
import { loadTenant } from '../../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../../tenants/model.ts';
import { readAddress, type KnownAddress } from '../address-consent.ts';
import { nothingToConsentFor, numberSuppressed } from '../consent-problems.ts';
import type { Channel } from '../model.ts';
import { WORD_FIELDS } from '../owner-word.ts';
import { REASONS_IN_WORDS } from '../reasons.ts';
import type { OptInOffer } from './model.ts';
import { plannedOptInEmail } from './opt-in-email.ts';
import type { OptInOfferInput } from './offer-input.ts';
import { linkNotSendable, linksNotSetUp, wantsNothing } from './offer-problems.ts';
import { OPT_IN_PAGE_VERSION, optInWording, whatFor } from './wording.ts';

const DAY_MS = 86_400_000;
/** A link that comes later than a day after it was asked for comes out of the blue. */
const USEFUL_MS = DAY_MS;

/** An offer with the address of its page; absent when this deployment cannot sign links any more. */
export interface OptInLink {
  readonly offer: OptInOffer;
  readonly url?: string;
}

interface Reach {
  readonly owner: Owner;
  readonly phone: Stored<Phone> | undefined;
  readonly address: KnownAddress | undefined;
}

/**
 * Makes the link by which an owner may say yes on a public page, for the number or address they have
 * now, and plans the text or e-mail that brings it to them, in one commit. Nothing counts until they
 * confirm there. Refused (409): no number or address (`no-contact`); a number that is suppressed
 * (`number-suppressed`: only its holder's START opens it); an owner who wants no messages at all and is
 * asked for advertising alone (`wants-no-messages`); a way to send on which they cannot be
 * reached (`link-not-sendable`); a deployment without LINK_SECRET (`links-not-set-up`).
 */
export async function offerOptIn(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly ownerId: string;
    readonly actorId?: string | undefined;
    readonly offer: OptInOfferInput;
  },
): Promise<OptInLink> {
  const { records, clock, links, ids } = context;
  const { tenantId, ownerId } = input;
  if (links === undefined) throw linksNotSetUp();
  const tenant = await loadTenant(context, tenantId);
  const offerId = ids.next('optInOffer');
  const offer = await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(ownerType, liveOf(tenantId), ownerId);
    if (stored === undefined) throw await noSuchOwner(records, tenantId, ownerId);
    const now = clock.now();
    const reach = await readReach(context, stored.value, now);
    requireReach(context, input.offer, reach);
    const value = newOffer(tenant, reach.owner, { ...input, offerId }, now);
    const own: Write = { op: 'touch', id: ownerId, etag: stored.etag };
    const sent = sendWrites(links, tenant, reach, value, input.offer.send);
    return { writes: [create(value), own, ...sent], value };
  });
  const { send } = input.offer;
  if (offer.messageId !== undefined && send !== undefined) {
    const kind = send === 'sms' ? 'sms' : 'emails';
    await enqueueNow(context, [{ tenantId, id: offer.messageId, kind }]);
  }
  return { offer, url: linkOf(links, offer) };
}

/** The address of an offer's page: it names the offer, nobody and no number. */
export function linkOf(links: SignedLinks, { tenantId, id }: OptInOffer): string {
  return links.linkTo('opt-in', [tenantId, id]);
}

async function readReach(context: Context, owner: Owner, now: Instant): Promise<Reach> {
  const { records } = context;
  const { tenantId, phone: number, email } = owner;
  const [phone, address] = await Promise.all([
    number && records.get(phoneType, liveOf(tenantId), phoneId(number)),
    email === undefined ? undefined : readAddress(records, tenantId, email, now),
  ]);
  return { owner, phone: phone === '' ? undefined : phone, address };
}

/** Refuses what nobody could say yes to, or what would not reach them. */
function requireReach(context: Context, asked: OptInOfferInput, reach: Reach): void {
  requireContact(asked, reach);
  const { send } = asked;
  const words = send === undefined ? undefined : whyNotSendable(context, send, reach);
  if (send !== undefined && words !== undefined) throw linkNotSendable(send, words);
}

function requireContact({ channel, purposes }: OptInOfferInput, { owner, phone }: Reach): void {
  const known = channel === 'sms' ? phone : owner.email;
  if (known === undefined || owner.status !== 'active') throw nothingToConsentFor(channel);
  const suppressed = channel === 'sms' ? phone?.value.suppressed : undefined;
  if (suppressed !== undefined) throw numberSuppressed(suppressed.source);
  const word = owner[WORD_FIELDS[channel]];
  if (word === false && !purposes.includes('service')) throw wantsNothing(channel);
}

function whyNotSendable(
  { email }: Context,
  send: Channel,
  { owner, phone, address }: Reach,
): string | undefined {
  if (send === 'email' && email === undefined) return 'This deployment sends no e-mail.';
  const reason =
    send === 'sms'
      ? whyNoText(owner, phone?.value, 'service')
      : whyNoEmail(owner, address?.record, 'service');
  return reason && REASONS_IN_WORDS[reason];
}

function newOffer(
  tenant: Tenant,
  owner: Owner,
  {
    offerId,
    actorId,
    offer,
  }: {
    readonly offerId: string;
    readonly actorId?: string | undefined;
    readonly offer: OptInOfferInput;
  },
  now: Instant,
): OptInOffer {
  const { channel, purposes, send, note, validDays } = offer;
  const contact = (channel === 'sms' ? owner.phone : owner.email) ?? '';
  const sentAs = send === 'sms' ? 'message' : 'email';
  return {
    id: offerId,
    type: 'optInOffer',
    tenantId: owner.tenantId,
    schemaVersion: 1,
    ownerId: owner.id,
    channel,
    purposes,
    contact,
    wording: optInWording(tenant, { channel, purposes, contact }),
    pageVersion: OPT_IN_PAGE_VERSION,
    ...(note !== undefined && { note }),
    ...(send !== undefined && { messageId: derivedId(sentAs, 'opt-in', offerId) }),
    ...(actorId !== undefined && { actorId }),
    expiresAt: addMs(now, validDays * DAY_MS),
    createdAt: now,
    updatedAt: now,
  };
}

function sendWrites(
  links: SignedLinks,
  tenant: Tenant,
  { owner }: Reach,
  offer: OptInOffer,
  send: Channel | undefined,
): Write[] {
  const { messageId, tenantId, createdAt: now } = offer;
  if (send === undefined || messageId === undefined) return [];
  const notAfter = addMs(now, USEFUL_MS);
  if (send === 'email') return [create(plannedOptInEmail(offer, owner.email ?? '', notAfter))];
  const asked = whatFor(offer.channel, offer.purposes);
  const body = `${tenant.name}: you asked for ${asked}. Please read and confirm here: ${linkOf(links, offer)} Reply STOP to end our texts.`;
  const text = { id: messageId, tenantId, ownerId: owner.id, to: owner.phone ?? '', body };
  return [create(planText({ ...text, sendAt: now, notAfter }, now))];
}
