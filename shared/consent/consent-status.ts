import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import { numbersOf } from '../customers/merge-fields.ts';
import { phoneId, phoneType, type Owner, type Phone } from '../customers/model.ts';
import { notFound } from '../kernel/problem.ts';
import { whyNoEmail } from '../messaging/email/may-email.ts';
import {
  emailAddressId,
  emailAddressType,
  type EmailAddressRecord,
} from '../messaging/email/model.ts';
import { whyNoText } from '../messaging/may-text.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { CHANNELS, consentEntryType, PURPOSES } from './model.ts';
import type { Channel, ConsentEntry, Purpose } from './model.ts';
import { REASONS_IN_WORDS } from './reasons.ts';

/** The most entries of one number, address or owner that a history shows. */
const LATEST = 200;

/** Whether a person may get messages of one purpose by one channel. */
export interface ConsentStanding {
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly allowed: boolean;
  /** A stable word; absent when allowed. */
  readonly reason?: string;
  /** The same as a sentence; what it rests on when allowed. */
  readonly words: string;
  /** The entry that the consent to marketing rests on. */
  readonly entryId?: string;
}

/**
 * Whether a person may be texted and written to, per purpose and channel, decided by the very rules
 * that decide it when a message is claimed. The id of an owner who was merged tells of the survivor.
 * Throws not-found (404).
 */
export async function consentStatus(
  context: Context,
  input: { readonly tenantId: string; readonly ownerId: string },
): Promise<readonly ConsentStanding[]> {
  const { owner, phone, address } = await readPerson(context, input);
  return standingsOf(owner, phone, address);
}

/** The same for an owner with what is known of their number and address: one per channel and purpose. */
export function standingsOf(
  owner: Owner,
  phone: Phone | undefined,
  address: EmailAddressRecord | undefined,
): readonly ConsentStanding[] {
  return CHANNELS.flatMap((channel) =>
    PURPOSES.map((purpose) => standing(channel, purpose, owner, phone, address)),
  );
}

/**
 * What the ledger has on an owner, newest first: their own words and all that was said on the
 * numbers and the address they have, by whoever shares them, at most 200 entries of each.
 */
export async function consentHistory(
  context: Context,
  input: { readonly tenantId: string; readonly ownerId: string },
): Promise<readonly ConsentEntry[]> {
  const { owner } = await readPerson(context, input);
  const contacts = [
    ...numbersOf(owner).map(phoneId),
    ...(owner.email === undefined ? [] : [emailAddressId(owner.email)]),
  ];
  const found = await Promise.all([
    ...ownerIdsOf(owner).map(async (id) => latest(context, input.tenantId, { ownerId: id })),
    ...contacts.map(async (id) => latest(context, input.tenantId, { subjectId: id })),
  ]);
  const byId = new Map(found.flat().map((entry) => [entry.id, entry]));
  return [...byId.values()].sort(newestFirst);
}

/** An entry by id; throws not-found (404). */
export async function getConsentEntry(
  context: Context,
  input: { readonly tenantId: string; readonly entryId: string },
): Promise<ConsentEntry> {
  const entry = await context.records.get(consentEntryType, liveOf(input.tenantId), input.entryId);
  if (entry === undefined) throw notFound('consent entry', input.entryId);
  return entry.value;
}

async function readPerson(
  { records }: Context,
  { tenantId, ownerId }: { readonly tenantId: string; readonly ownerId: string },
): Promise<{ owner: Owner; phone: Phone | undefined; address: EmailAddressRecord | undefined }> {
  const owner = (await currentOwner(records, tenantId, ownerId))?.value;
  if (owner === undefined) throw notFound('owner', ownerId);
  const { phone, email } = owner;
  const partition = liveOf(tenantId);
  const [known, address] = await Promise.all([
    phone === undefined ? undefined : records.get(phoneType, partition, phoneId(phone)),
    email === undefined
      ? undefined
      : records.get(emailAddressType, partition, emailAddressId(email)),
  ]);
  return { owner, phone: known?.value, address: address?.value };
}

async function latest(
  { records }: Context,
  tenantId: string,
  where: Readonly<Record<string, string>>,
): Promise<ConsentEntry[]> {
  const page = await records.query(consentEntryType, liveOf(tenantId), {
    where,
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: LATEST,
  });
  return page.items.map(({ value }) => value);
}

function newestFirst(a: ConsentEntry, b: ConsentEntry): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return b.sequence - a.sequence;
}

function standing(
  channel: Channel,
  purpose: Purpose,
  owner: Owner,
  phone: Phone | undefined,
  address: EmailAddressRecord | undefined,
): ConsentStanding {
  const base = { channel, purpose };
  const reason =
    channel === 'sms' ? whyNoText(owner, phone, purpose) : whyNoEmail(owner, address, purpose);
  if (reason !== undefined) {
    return { ...base, allowed: false, reason, words: REASONS_IN_WORDS[reason] };
  }
  const state = channel === 'sms' ? phone?.consent : address?.consent;
  const given = state?.given.find((it) => it.ownerId === owner.id);
  if (purpose === 'marketing' && given !== undefined) {
    const words = `They consented on ${given.at.slice(0, 10)}.`;
    return { ...base, allowed: true, words, entryId: given.entryId };
  }
  return { ...base, allowed: true, words: serviceWords(channel, owner) };
}

function serviceWords(channel: Channel, owner: Owner): string {
  const said = channel === 'sms' ? owner.smsOptedIn : owner.emailOptedIn;
  if (said === true) return 'They said yes to it.';
  return 'They gave this contact for the business with you, and refused nothing.';
}
