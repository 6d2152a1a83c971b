import { currentOwner } from '../../customers/merge-follow.ts';
import { phoneId, phoneType, type Owner, type Phone } from '../../customers/model.ts';
import type { Instant } from '../../kernel/instant.ts';
import { notFound } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { create, replace } from '../../platform/store/records.ts';
import { loadTenant } from '../../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../../tenants/model.ts';
import { addressSays, readAddress, sameAddress, type KnownAddress } from '../address-consent.ts';
import type { ConsentEntry } from '../model.ts';
import type { ConsentFacts } from '../new-entry.ts';
import { WORD_FIELDS } from '../owner-word.ts';
import { numberSays } from '../number-consent.ts';
import { serviceWord } from '../service-word.ts';
import type { VisitEvidence } from '../unsubscribe.ts';
import { offerStatus, optInOfferType, type OptInOffer } from './model.ts';

/**
 * What the page of a link has to say.
 * open: the question. confirmed: they said yes by this very link, and it serves no more. ended: expired,
 * taken back, or not for a contact of theirs any more. stopped: the number is closed to all texts, and
 * a page must not open it: only its holder's START does. refused: the owner wants no messages of
 * this channel at all, and the link does not ask about those.
 */
export type OptInState = 'open' | 'confirmed' | 'ended' | 'stopped' | 'refused';

/** The page of a link: what it asks, and where that stands. */
export interface OptInPage {
  readonly state: OptInState;
  readonly tenant: Tenant;
  readonly offer: OptInOffer;
}

interface ReadOffer {
  readonly stored: Stored<OptInOffer>;
  readonly owner: Stored<Owner> | undefined;
  readonly phone: Stored<Phone> | undefined;
  readonly address: KnownAddress | undefined;
}

/** The page that a link opens. Reading it changes nothing. Throws not-found (404) for a link not made here. */
export async function readOptInPage(context: Context, token: string): Promise<OptInPage> {
  const now = context.clock.now();
  const read = await readOffer(context, token, now);
  const tenant = await loadTenant(context, read.stored.value.tenantId);
  return { state: stateOf(read, now), tenant, offer: read.stored.value };
}

/**
 * Says yes by a link: its entries in the ledger, what they come to and the end of the link are one
 * commit, guarded by the owner and by the document that every claim of a message and every STOP also write. So of
 * a STOP and a yes at once the STOP wins: it comes first and the page refuses, or it comes second and
 * ends what was given. The link counts once: whoever sends the form again, or years later, changes nothing,
 * whatever was refused since. An owner who was merged meanwhile is the survivor, if the contact is
 * theirs. Throws not-found (404) for a link not made here.
 */
export async function confirmOptIn(
  context: Context,
  input: { readonly token: string; readonly evidence: VisitEvidence },
): Promise<OptInPage> {
  const { tenantId } = tokenOf(context, input.token);
  const { state, offer } = await commitWithRetry(context.records, liveOf(tenantId), async () => {
    const now = context.clock.now();
    const read = await readOffer(context, input.token, now);
    const before = { state: stateOf(read, now), offer: read.stored.value };
    const { owner } = read;
    if (before.state !== 'open' || owner === undefined) return { writes: [], value: before };
    const { writes, entries } = yesWrites({ ...read, owner }, input.evidence, now);
    const confirmed = { confirmedAt: now, entryIds: entries.map(({ id }) => id), updatedAt: now };
    const value = { state: 'confirmed' as const, offer: { ...before.offer, ...confirmed } };
    return { writes: [replace(read.stored, confirmed), ...writes], value };
  });
  return { state, offer, tenant: await loadTenant(context, tenantId) };
}

function tokenOf({ links }: Context, token: string): { tenantId: string; offerId: string } {
  const [tenantId, offerId, ...more] = links?.read('opt-in', token) ?? [];
  if (tenantId === undefined || offerId === undefined || more.length > 0) {
    throw notFound('link', token);
  }
  return { tenantId, offerId };
}

async function readOffer(context: Context, token: string, now: Instant): Promise<ReadOffer> {
  const { records } = context;
  const { tenantId, offerId } = tokenOf(context, token);
  const stored = await records.get(optInOfferType, liveOf(tenantId), offerId);
  if (stored === undefined) throw notFound('link', token);
  const { channel, contact, ownerId } = stored.value;
  const [owner, phone, address] = await Promise.all([
    currentOwner(records, tenantId, ownerId),
    channel === 'sms' ? records.get(phoneType, liveOf(tenantId), phoneId(contact)) : undefined,
    channel === 'email' ? readAddress(records, tenantId, contact, now) : undefined,
  ]);
  return { stored, owner, phone, address };
}

function stateOf({ stored, owner, phone }: ReadOffer, now: Instant): OptInState {
  const offer = stored.value;
  const status = offerStatus(offer, now);
  if (status === 'confirmed') return 'confirmed';
  if (status !== 'open' || owner === undefined || !isTheirs(offer, owner.value)) return 'ended';
  if (offer.channel === 'sms' && phone === undefined) return 'ended';
  if (phone?.value.suppressed !== undefined) return 'stopped';
  const word = owner.value[WORD_FIELDS[offer.channel]];
  return word === false && !offer.purposes.includes('service') ? 'refused' : 'open';
}

/** Whether the number or address is still the one the owner is reached at, and they are a customer. */
function isTheirs({ channel, contact }: OptInOffer, owner: Owner): boolean {
  if (owner.status !== 'active') return false;
  return channel === 'sms' ? owner.phone === contact : sameAddress(owner.email, contact);
}

function yesWrites(
  read: ReadOffer & { readonly owner: Stored<Owner> },
  visit: VisitEvidence,
  now: Instant,
): { readonly writes: Write[]; readonly entries: readonly ConsentEntry[] } {
  const { owner, stored } = read;
  const { channel, purposes, wording, pageVersion, messageId, id: offerId } = stored.value;
  const evidence = {
    ...visit,
    pageVersion,
    offerId,
    ...(messageId !== undefined && { messageId }),
  };
  const origin = { source: 'link', wording, evidence } as const;
  const writes: Write[] = [];
  const entries: ConsentEntry[] = [];
  if (purposes.includes('service')) {
    const said = serviceWord(owner.value, { channel, word: 'given' }, origin, now);
    writes.push(replace(owner, said.owner), create(said.entry));
    entries.push(said.entry);
  } else {
    writes.push({ op: 'touch', id: owner.value.id, etag: owner.etag });
  }
  const contact = contactWrites(read, origin, now);
  return { writes: [...writes, ...contact.writes], entries: [...entries, ...contact.entries] };
}

/** What is kept with the number or address; it is written in any case, so that a STOP at once is seen. */
function contactWrites(
  { owner, stored, phone, address }: ReadOffer & { readonly owner: Stored<Owner> },
  origin: Pick<ConsentEntry, 'source' | 'wording' | 'evidence'>,
  now: Instant,
): { readonly writes: Write[]; readonly entries: readonly ConsentEntry[] } {
  const asked = stored.value.purposes.includes('marketing');
  const { id: ownerId } = owner.value;
  const said: ConsentFacts = { ...origin, word: 'given', purposes: ['marketing'], ownerId };
  if (phone !== undefined) {
    if (!asked)
      return { writes: [{ op: 'touch', id: phone.value.id, etag: phone.etag }], entries: [] };
    const { changes, entries, entry } = numberSays(phone.value, said, now);
    return { writes: [replace(phone, changes), ...entries], entries: [entry] };
  }
  if (address === undefined || !asked) return { writes: [], entries: [] };
  const { writes, entry } = addressSays(address, said, now);
  return { writes, entries: [entry] };
}
