import { numbersOf } from '../customers/merge-fields.ts';
import { phoneId, phoneType, type Owner, type Phone } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Write } from '../platform/store/document-store.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { addressSays, readAddress, sameAddress } from './address-consent.ts';
import { hasGiven } from './fold.ts';
import type { ConsentFacts } from './new-entry.ts';
import { numberSays, type NumberChange } from './number-consent.ts';

/** What a merge brings to a number's document. */
export interface NumberMerge {
  readonly survivor: Owner;
  readonly from: Owner;
  /** Whether either of the two refuses marketing texts, so that the survivor does. */
  readonly refused: boolean;
  readonly now: Instant;
}

/**
 * Whether the survivor of a merge refuses marketing texts: by the owner's word of either, or
 * because it was refused at a number of the other's that is not the one texted from now on.
 */
export function refusesAfterMerge(survivor: Owner, phonesOfFrom: readonly Phone[]): boolean {
  return (
    survivor.smsOptedIn === false ||
    phonesOfFrom.some((phone) => phone.number !== survivor.phone && refusesMarketing(phone))
  );
}

/**
 * What a merge changes about consent at one number. At the number texted from now on a refusal of
 * either ends it. Else the consent that the other gave for the number they were texted at becomes
 * the survivor's, there and nowhere else; for numbers that are not texted any more it lapses.
 */
export function mergedAtNumber(
  phone: Phone,
  { survivor, from, refused, now }: NumberMerge,
): NumberChange {
  const { number, consent } = phone;
  const texted = number === survivor.phone;
  if (texted && refused && [survivor, from].some(({ id }) => hasGiven(consent, id))) {
    const facts = { word: 'refused', source: 'merge', ownerId: survivor.id } as const;
    return numberSays(phone, { ...facts, purposes: ['marketing'] }, now);
  }
  if (number !== from.phone || !hasGiven(consent, from.id)) return { changes: {}, entries: [] };
  return numberSays(phone, movedFacts(from.id, survivor.id), now);
}

/**
 * The writes at the number the survivor is texted at, when it is none of the other's, whose
 * documents the merge writes anyway.
 */
export async function survivorsNumberWrites(
  records: Records,
  merge: NumberMerge,
): Promise<Write[]> {
  const { survivor, from, refused } = merge;
  const { phone: number, tenantId } = survivor;
  if (number === undefined || !refused || numbersOf(from).includes(number)) return [];
  const phone = await records.get(phoneType, { tenantId }, phoneId(number));
  if (phone === undefined) return [];
  const { changes, entries } = mergedAtNumber(phone.value, merge);
  return entries.length === 0 ? [] : [replace(phone, changes), ...entries];
}

/**
 * What a merge does to consent to marketing e-mails: at the same address it becomes the survivor's;
 * a refusal at the address that goes, or by the other's word, ends it at the address that stays.
 */
export async function mergedAddressWrites(
  records: Records,
  survivor: Owner,
  from: Owner,
  now: Instant,
): Promise<Write[]> {
  const { tenantId, id: intoId, email } = survivor;
  if (email === undefined) return [];
  const known = await readAddress(records, tenantId, email, now);
  const other =
    from.email === undefined || sameAddress(from.email, email)
      ? undefined
      : await readAddress(records, tenantId, from.email, now);
  const refused =
    survivor.emailOptedIn === false || (other !== undefined && refusesMarketing(other.record));
  const holders = [intoId, from.id].filter((id) => hasGiven(known.record.consent, id));
  if (holders.length === 0) return [];
  if (refused) {
    const facts = { word: 'refused', source: 'merge', ownerId: intoId } as const;
    return addressSays(known, { ...facts, purposes: ['marketing'] }, now).writes;
  }
  if (!holders.includes(from.id)) return [];
  return addressSays(known, movedFacts(from.id, intoId), now).writes;
}

/** Whether marketing was refused for a contact, and nobody who uses it consented since. */
function refusesMarketing({ consent }: Pick<Phone, 'consent'>): boolean {
  return consent?.lastRefusal !== undefined && consent.given.length === 0;
}

function movedFacts(formerOwnerId: string, ownerId: string): ConsentFacts {
  return { word: 'moved', purposes: ['marketing'], source: 'merge', ownerId, formerOwnerId };
}
