import { phoneId, phoneType, type Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { addressSays, readAddress } from './address-consent.ts';
import { hasGiven } from './fold.ts';
import type { Channel } from './model.ts';
import type { ConsentFacts } from './new-entry.ts';
import { numberSays } from './number-consent.ts';
import type { WordOrigin } from './owner-word.ts';

/**
 * The writes that end consent to marketing where an owner refuses even service messages: whoever
 * wants to hear nothing has not agreed to advertising, and a later yes to reminders must not bring
 * that back. None for a channel on which there was no consent of theirs.
 */
export async function endMarketing(
  records: Records,
  owner: Owner,
  channels: readonly Channel[],
  origin: WordOrigin,
  now: Instant,
): Promise<Write[]> {
  const facts: ConsentFacts = {
    ...origin,
    word: 'refused',
    purposes: ['marketing'],
    ownerId: owner.id,
  };
  const { tenantId, phone: number, email } = owner;
  const writes: Write[] = [];
  if (channels.includes('sms') && number !== undefined) {
    const phone = await records.get(phoneType, { tenantId }, phoneId(number));
    if (phone !== undefined && hasGiven(phone.value.consent, owner.id)) {
      const { changes, entries } = numberSays(phone.value, facts, now);
      writes.push(replace(phone, changes), ...entries);
    }
  }
  if (channels.includes('email') && email !== undefined) {
    const known = await readAddress(records, tenantId, email, now);
    if (hasGiven(known.record.consent, owner.id)) {
      writes.push(...addressSays(known, facts, now).writes);
    }
  }
  return writes;
}

/** The writes that add entries to the ledger. */
export function entryWrites(entries: readonly { readonly id: string }[]): Write[] {
  return entries.map((entry) => create({ ...entry }));
}
