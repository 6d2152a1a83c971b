import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Channel, ConsentEntry } from './model.ts';
import { nextEntry, type ConsentFacts } from './new-entry.ts';
import { NOTHING_SAID } from './fold.ts';

/** Where an owner's word on service messages comes from. */
export type WordOrigin = Omit<ConsentFacts, 'word' | 'purposes' | 'ownerId' | 'formerOwnerId'>;

/** The fields of an owner that hold their own word. */
export const WORD_FIELDS = { sms: 'smsOptedIn', email: 'emailOptedIn' } as const satisfies Record<
  Channel,
  keyof Owner
>;

/** An owner whose words changed. */
export interface OwnerWords {
  /** Fields to be written with the owner. */
  readonly owner: Pick<Owner, 'consentSequence'>;
  /** Entries for the same commit. */
  readonly entries: readonly ConsentEntry[];
  /** The channels that the owner newly refuses: consent to marketing ends there, too. */
  readonly refuses: readonly Channel[];
}

/**
 * What the ledger notes when an owner's own word on service messages changes, by whoever writes the
 * owner. `before` is undefined for a new owner. Nothing changed: no entry.
 */
export function ownerWords(
  before: Owner | undefined,
  after: Owner,
  origin: WordOrigin,
  now: Instant,
): OwnerWords {
  const entries: ConsentEntry[] = [];
  const refuses: Channel[] = [];
  let state = { ...NOTHING_SAID, sequence: before?.consentSequence ?? 0 };
  for (const channel of ['sms', 'email'] as const) {
    const [was, is] = [before?.[WORD_FIELDS[channel]], after[WORD_FIELDS[channel]]];
    if (was === is) continue;
    const word = is === undefined ? 'lifted' : is ? 'given' : 'refused';
    const subject = { tenantId: after.tenantId, id: after.id, channel };
    const facts: ConsentFacts = { ...origin, word, purposes: ['service'], ownerId: after.id };
    const next = nextEntry(subject, state, facts, now);
    entries.push(next.entry);
    state = next.state;
    if (is === false) refuses.push(channel);
  }
  return {
    owner: { consentSequence: state.sequence === 0 ? undefined : state.sequence },
    entries,
    refuses,
  };
}
