import { newPhone } from '../customers/new-phone.ts';
import { phoneId, type Phone } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { hasGiven } from './fold.ts';
import { PURPOSES, type ConsentEntry, type ConsentEvidence } from './model.ts';
import { nextEntry, type ConsentFacts } from './new-entry.ts';

/** Changes of a number's document, and the writes beside it that belong in the same commit. */
export interface NumberChange {
  readonly changes: Partial<Phone>;
  readonly entries: readonly Write[];
}

/** Who stops or starts texts to a number, and what shows it. */
export interface SuppressionWord {
  readonly source: NonNullable<Phone['suppressed']>['source'];
  readonly evidence?: ConsentEvidence | undefined;
  /** The member who entered it. */
  readonly actorId?: string | undefined;
}

/** A number's document after one more word, and the entry that proves it. */
export function numberSays(
  phone: Phone,
  facts: ConsentFacts,
  now: Instant,
): NumberChange & { readonly entry: ConsentEntry } {
  const subject = { tenantId: phone.tenantId, id: phone.id, channel: 'sms' as const };
  const { entry, state } = nextEntry(subject, phone.consent, facts, now);
  return { changes: { consent: state, updatedAt: now }, entries: [create(entry)], entry };
}

/**
 * Stops all texts to a number, whoever uses it, and ends every consent to marketing given for it.
 * A stop by the holder (`inbound`) takes the place of one by staff, which could be taken back.
 */
export function suppressed(phone: Phone, word: SuppressionWord, now: Instant): NumberChange {
  const { changes, entries } = numberSays(
    phone,
    { word: 'suppressed', purposes: PURPOSES.slice(), ...word },
    now,
  );
  const suppression = { at: now, source: word.source };
  return { changes: { ...changes, suppressed: suppression, suppressedAt: now }, entries };
}

/**
 * Ends the suppression of a number; consent to marketing stays ended. Nothing changes when the
 * number is not suppressed.
 */
export function lifted(phone: Phone, word: SuppressionWord, now: Instant): NumberChange {
  if (phone.suppressed === undefined) return { changes: {}, entries: [] };
  const { changes, entries } = numberSays(
    phone,
    { word: 'lifted', purposes: PURPOSES.slice(), ...word },
    now,
  );
  return { changes: { ...changes, suppressed: undefined, suppressedAt: undefined }, entries };
}

/**
 * The writes of a STOP for a number, known or not, in the commit that stores what said so. The
 * claim of a text writes the same phone document, so that no claim commits after it.
 */
export function stopWrites(
  stored: Stored<Phone> | undefined,
  to: { readonly tenantId: string; readonly number: string },
  word: SuppressionWord,
  now: Instant,
): Write[] {
  if (stored === undefined) {
    const fresh = newPhone(to.tenantId, to.number, [], now);
    const { changes, entries } = suppressed(fresh, word, now);
    return [create({ ...fresh, ...changes, id: phoneId(to.number) }), ...entries];
  }
  const { changes, entries } = suppressed(stored.value, word, now);
  return [replace(stored, changes), ...entries];
}

/**
 * The writes of a START by the holder. The phone is written in any case, so that a claim that read
 * it before is decided anew.
 */
export function startWrites(
  stored: Stored<Phone> | undefined,
  word: SuppressionWord,
  now: Instant,
): Write[] {
  if (stored === undefined) return [];
  const { changes, entries } = lifted(stored.value, word, now);
  return [replace(stored, { ...changes, updatedAt: now }), ...entries];
}

/** An owner leaves a number: their consent ends there, so that it starts anew wherever they go. */
export function leftNumber(phone: Phone, ownerId: string, now: Instant): NumberChange {
  const ownerIds = phone.ownerIds.filter((id) => id !== ownerId);
  if (!hasGiven(phone.consent, ownerId)) return { changes: { ownerIds }, entries: [] };
  const { changes, entries } = numberSays(
    phone,
    { word: 'left', purposes: ['marketing'], source: 'contact-changed', ownerId },
    now,
  );
  return { changes: { ...changes, ownerIds }, entries };
}
