import type { Instant } from '../kernel/instant.ts';
import {
  emailAddressId,
  emailAddressType,
  type EmailAddressRecord,
} from '../messaging/email/model.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { hasGiven } from './fold.ts';
import type { ConsentEntry } from './model.ts';
import { nextEntry, type ConsentFacts } from './new-entry.ts';

/** What is known of an address, read to be changed; a fresh record when there is none yet. */
export interface KnownAddress {
  readonly record: EmailAddressRecord;
  readonly stored: Stored<EmailAddressRecord> | undefined;
}

/** Reads what is known of an address. */
export async function readAddress(
  records: Records,
  tenantId: string,
  address: string,
  now: Instant,
): Promise<KnownAddress> {
  const id = emailAddressId(address);
  const stored = await records.get(emailAddressType, { tenantId }, id);
  const record = stored?.value ?? {
    id,
    type: emailAddressType.type as 'emailAddress',
    tenantId,
    schemaVersion: 1,
    address: address.toLowerCase(),
    createdAt: now,
    updatedAt: now,
  };
  return { record, stored };
}

/**
 * The writes of one more word on marketing e-mails to an address, and the entry that proves it. The
 * claim of such a mail writes the same record, so that none is claimed after a refusal.
 */
export function addressSays(
  { record, stored }: KnownAddress,
  facts: ConsentFacts,
  now: Instant,
): { readonly writes: Write[]; readonly entry: ConsentEntry } {
  const subject = { tenantId: record.tenantId, id: record.id, channel: 'email' as const };
  const { entry, state } = nextEntry(subject, record.consent, facts, now);
  const changes = { consent: state, updatedAt: now };
  const own = stored === undefined ? create({ ...record, ...changes }) : replace(stored, changes);
  return { writes: [own, create(entry)], entry };
}

/** Whether two addresses are one: upper and lower case do not count; undefined is no address. */
export function sameAddress(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

/** An owner gets another address: their consent ends at the old one. None when there was none. */
export async function leftAddress(
  records: Records,
  owner: { readonly tenantId: string; readonly id: string },
  address: string | undefined,
  now: Instant,
): Promise<Write[]> {
  if (address === undefined) return [];
  const known = await readAddress(records, owner.tenantId, address, now);
  if (!hasGiven(known.record.consent, owner.id)) return [];
  const facts = { word: 'left', source: 'contact-changed', ownerId: owner.id } as const;
  return addressSays(known, { ...facts, purposes: ['marketing'] }, now).writes;
}
