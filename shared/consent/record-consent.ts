import { noSuchOwner } from '../customers/merge-follow.ts';
import { ownerType, phoneId, phoneType, type Owner, type Phone } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry, type Decision } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { addressSays, readAddress } from './address-consent.ts';
import type { ConsentInput } from './consent-input.ts';
import {
  consentInFuture,
  nothingToConsentFor,
  numberSuppressed,
  refusedSince,
} from './consent-problems.ts';
import { endMarketing, entryWrites } from './end-marketing.ts';
import type { ConsentEntry, ConsentState } from './model.ts';
import type { ConsentFacts } from './new-entry.ts';
import { numberSays } from './number-consent.ts';
import type { WordOrigin } from './owner-word.ts';
import { serviceWord } from './service-word.ts';

/** Who said what, and who entered it. */
export interface RecordedWord {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly consent: ConsentInput;
  /** The member who entered it; absent: the command line. */
  readonly actorId?: string | undefined;
}

/**
 * Writes an owner's word on messages of a channel into the ledger and makes it count, in one
 * commit with the document that every claim also writes: no claim commits on the word before.
 *
 * On service messages it is the owner's own (`smsOptedIn`, `emailOptedIn`). On marketing it is
 * kept with the number or address it was given for, and ends with it. Refused (409): consent for a
 * number or address they do not have (`no-contact`), for a number that is suppressed
 * (`number-suppressed`: only its holder's START opens it), or from before a refusal
 * (`refused-since`). Said twice it stands twice in the ledger and changes nothing else.
 */
export async function recordConsent(context: Context, input: RecordedWord): Promise<ConsentEntry> {
  const { records, clock } = context;
  const { tenantId, ownerId, consent } = input;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(ownerType, liveOf(tenantId), ownerId);
    if (stored === undefined) throw await noSuchOwner(records, tenantId, ownerId);
    const now = clock.now();
    const { occurredAt = now } = consent;
    if (occurredAt > now) throw consentInFuture(occurredAt, now);
    const { source, wording, evidence } = consent;
    const said = evidence && definedEvidence(evidence);
    const origin: WordOrigin = {
      source,
      wording,
      evidence: said,
      actorId: input.actorId,
      occurredAt,
    };
    if (consent.purpose === 'service') return ownWord(records, stored, consent, origin, now);
    const facts: ConsentFacts = { ...origin, word: consent.word, purposes: ['marketing'], ownerId };
    const own: Write = { op: 'touch', id: ownerId, etag: stored.etag };
    const { writes, value } =
      consent.channel === 'sms'
        ? await numberWord(records, stored.value, facts, now)
        : await addressWord(records, stored.value, facts, now);
    return { writes: [...writes, own], value };
  });
}

async function ownWord(
  records: Records,
  stored: Stored<Owner>,
  consent: ConsentInput,
  origin: WordOrigin,
  now: Instant,
): Promise<Decision<ConsentEntry>> {
  const { owner, entry, refuses } = serviceWord(stored.value, consent, origin, now);
  const ended = await endMarketing(records, owner, refuses, origin, now);
  return { writes: [...entryWrites([entry]), replace(stored, owner), ...ended], value: entry };
}

async function numberWord(
  records: Records,
  owner: Owner,
  facts: ConsentFacts,
  now: Instant,
): Promise<Decision<ConsentEntry>> {
  if (owner.phone === undefined) throw nothingToConsentFor('sms');
  const id = phoneId(owner.phone);
  const phone = await records.get(phoneType, liveOf(owner.tenantId), id);
  if (phone === undefined) throw nothingToConsentFor('sms');
  if (facts.word === 'given') requireOpen(phone.value, facts.occurredAt ?? now);
  const { changes, entries, entry } = numberSays(phone.value, facts, now);
  return { writes: [...entries, replace(phone, changes)], value: entry };
}

async function addressWord(
  records: Records,
  owner: Owner,
  facts: ConsentFacts,
  now: Instant,
): Promise<Decision<ConsentEntry>> {
  if (owner.email === undefined) throw nothingToConsentFor('email');
  const known = await readAddress(records, owner.tenantId, owner.email, now);
  if (facts.word === 'given') requireLater(known.record.consent, facts.occurredAt ?? now);
  const { writes, entry } = addressSays(known, facts, now);
  return { writes, value: entry };
}

function requireOpen(phone: Phone, occurredAt: Instant): void {
  if (phone.suppressed !== undefined) throw numberSuppressed(phone.suppressed.source);
  requireLater(phone.consent, occurredAt);
}

/** An older paper never overrules a younger no. */
function requireLater(state: ConsentState | undefined, occurredAt: Instant): void {
  const refusal = state?.lastRefusal;
  if (refusal !== undefined && occurredAt <= refusal.at) throw refusedSince(occurredAt, refusal.at);
}

function definedEvidence(
  evidence: NonNullable<ConsentInput['evidence']>,
): ConsentFacts['evidence'] {
  const known = Object.entries(evidence).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known);
}
