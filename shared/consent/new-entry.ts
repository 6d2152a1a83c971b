import type { Instant } from '../kernel/instant.ts';
import { afterEntry, NOTHING_SAID } from './fold.ts';
import { consentEntryId, type Channel, type ConsentEntry, type ConsentState } from './model.ts';

/** What an entry says, without what its place in the ledger decides. */
export type ConsentFacts = Pick<ConsentEntry, 'word' | 'purposes' | 'source'> &
  Partial<Pick<ConsentEntry, 'ownerId' | 'formerOwnerId' | 'wording' | 'evidence' | 'actorId'>> & {
    /** When it was said; now, unless it is entered later. */
    readonly occurredAt?: Instant | undefined;
  };

/** Whose ledger it goes into. */
export interface ConsentSubject {
  readonly tenantId: string;
  /** The id of the phone, e-mail address or owner. */
  readonly id: string;
  readonly channel: Channel;
}

/** The next entry of a subject's ledger and the state it makes; both belong in one commit. */
export function nextEntry(
  subject: ConsentSubject,
  state: ConsentState = NOTHING_SAID,
  facts: ConsentFacts,
  now: Instant,
): { readonly entry: ConsentEntry; readonly state: ConsentState } {
  const { tenantId, id: subjectId, channel } = subject;
  const { word, purposes, source, occurredAt = now, ...rest } = facts;
  const sequence = state.sequence + 1;
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  const entry: ConsentEntry = {
    id: consentEntryId(subjectId, sequence),
    type: 'consentEntry',
    tenantId,
    schemaVersion: 1,
    channel,
    subjectId,
    sequence,
    word,
    purposes: [...purposes],
    source,
    ...(Object.fromEntries(known) as Partial<ConsentEntry>),
    occurredAt,
    createdAt: now,
  };
  return { entry, state: afterEntry(state, entry) };
}
