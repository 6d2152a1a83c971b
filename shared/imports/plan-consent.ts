import { sameAddress } from '../consent/address-consent.ts';
import { hasGiven, NOTHING_SAID } from '../consent/fold.ts';
import type { Channel, ConsentState } from '../consent/model.ts';
import type { ConsentFacts as EntryFacts } from '../consent/new-entry.ts';
import { suppressed } from '../consent/number-consent.ts';
import { WORD_FIELDS, type WordOrigin } from '../consent/owner-word.ts';
import { serviceWord } from '../consent/service-word.ts';
import { ownerType, phoneType, type Owner } from '../customers/model.ts';
import { newPhone } from '../customers/new-phone.ts';
import { derivedId } from '../kernel/ids.ts';
import { contactOf, sayAt, stateAt } from './consent-contact.ts';
import { definedFields } from './defined-fields.ts';
import { findConsentOwner } from './find-consent-owner.ts';
import { importAliasType } from './model.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { planAlias } from './plan-alias.ts';
import { bringChange } from './plan-owner.ts';
import type { ConsentFacts, OwnerRef } from './row-facts.ts';

/** What a row of consent came to. */
export type PlannedConsent =
  | { readonly fate: 'created' | 'unchanged'; readonly ownerId?: string }
  | { readonly refusal: Refusal };

const UNCHANGED = { fate: 'unchanged' } as const;
const CREATED = { fate: 'created' } as const;

/**
 * Brings a person's word into the ledger of consent, and what it comes to into the same page. It adds no
 * owner and edits nothing else of one. It never takes back a refusal: not the owner's, not a STOP, and
 * no yes from before a refusal counts. A yes to advertising counts for the number or address that
 * the row names, if it is the owner's still. A row that went in once changes nothing again, whatever
 * was said since.
 */
export function planConsent(
  planning: PagePlanning,
  ref: OwnerRef,
  facts: ConsentFacts,
): PlannedConsent {
  if (facts.word === 'stop' && ref.phone !== undefined) return planStop(planning, ref.phone, facts);
  const found = findConsentOwner(planning, ref);
  if (!found.ok) return { refusal: found.error };
  const owner = planning.drafts.get(ownerType, found.value);
  if (owner === undefined) return refuse('There is no such owner.');
  // What is decided here rests on their number and their word.
  planning.drafts.guard(owner.id);
  const planned = planWord(planning, owner, ref, facts);
  return 'refusal' in planned ? planned : { ...planned, ownerId: owner.id };
}

function planWord(
  planning: PagePlanning,
  owner: Owner,
  ref: OwnerRef,
  facts: ConsentFacts,
): PlannedConsent {
  if (facts.word === 'stop') {
    if (owner.phone === undefined) return refuse('The owner has no number to stop texts to.');
    return planStop(planning, owner.phone, facts);
  }
  if (facts.purpose === 'service') return planService(planning, owner, facts);
  return facts.word === 'yes'
    ? planYes(planning, owner, ref, facts)
    : planNo(planning, owner, ref, facts);
}

/** Closes a number to all texts; without an owner too, since nobody may text it later either. */
function planStop(planning: PagePlanning, number: string, facts: ConsentFacts): PlannedConsent {
  const { drafts, keys, tenantId, now } = planning;
  const id = keys.phone(number);
  if (drafts.get(phoneType, id) === undefined) {
    drafts.create(newPhone(tenantId, number, [], now));
  }
  const phone = drafts.get(phoneType, id);
  if (phone?.suppressed !== undefined || phone === undefined) return UNCHANGED;
  const word = { source: 'import', evidence: evidenceOf(facts) } as const;
  bringChange(drafts, id, suppressed(phone, word, now));
  return CREATED;
}

/** The owner's own word on service messages; refusing those refuses advertising as well. */
function planService(planning: PagePlanning, owner: Owner, facts: ConsentFacts): PlannedConsent {
  const { drafts, now } = planning;
  const { channel } = facts;
  const yes = facts.word === 'yes';
  const before = owner[WORD_FIELDS[channel]];
  if (before === yes) return UNCHANGED;
  if (yes && before === false)
    return refuse(`They refuse ${NOUNS[channel]}: only they can say yes.`);
  if (yes && isStopped(planning, owner, channel)) return refuse(STOPPED);
  const origin: WordOrigin = originOf(facts);
  const word = yes ? 'given' : 'refused';
  const said = serviceWord(owner, { channel, word }, origin, now);
  const { [WORD_FIELDS[channel]]: own, consentSequence } = said.owner;
  drafts.change(owner.id, { [WORD_FIELDS[channel]]: own, consentSequence }, 'visible');
  drafts.create(said.entry);
  if (!yes && hasGiven(stateOfOwner(planning, owner, channel), owner.id)) {
    const contact = contactOf(owner, channel);
    if (contact !== undefined) sayAt(planning, channel, contact, refusalBy(owner.id, facts));
  }
  return CREATED;
}

function planNo(
  planning: PagePlanning,
  owner: Owner,
  ref: OwnerRef,
  facts: ConsentFacts,
): PlannedConsent {
  const { channel, at = planning.now } = facts;
  const contact = (channel === 'sms' ? ref.phone : ref.email) ?? contactOf(owner, channel);
  if (contact === undefined) return refuse(`The owner has no ${CONTACTS[channel]}.`);
  const { given, lastRefusal } = stateAt(planning, channel, contact) ?? NOTHING_SAID;
  if (given.length === 0 && lastRefusal !== undefined) return UNCHANGED;
  // They said yes since: the older no is history.
  if (given.length > 0 && given.every((it) => it.at > at)) return UNCHANGED;
  sayAt(planning, channel, contact, refusalBy(owner.id, facts));
  return CREATED;
}

function planYes(
  planning: PagePlanning,
  owner: Owner,
  ref: OwnerRef,
  facts: ConsentFacts,
): PlannedConsent {
  const { channel, at = planning.now } = facts;
  const contact = contactOf(owner, channel);
  const closed = misfitOf(channel, contact, ref) ?? whyClosed(planning, owner, channel);
  if (contact === undefined || closed !== undefined) return refuse(closed ?? STOPPED);
  const { given, lastRefusal } = stateAt(planning, channel, contact) ?? NOTHING_SAID;
  if (given.some((it) => it.ownerId === owner.id && it.at >= at)) return UNCHANGED;
  if (lastRefusal !== undefined && at <= lastRefusal.at) {
    return refuse('They, or somebody who shares this contact, refused advertising since then.');
  }
  const key = derivedId('consentEntry', 'import', channel, contact, owner.id, at);
  if (planning.drafts.get(importAliasType, key) !== undefined) {
    return refuse('This consent went in before and has ended since.');
  }
  const entry = sayAt(planning, channel, contact, {
    ...originOf(facts),
    ...{ word: 'given', purposes: ['marketing'], ownerId: owner.id },
  });
  planAlias(planning, key, entry.id);
  return CREATED;
}

/** Why no yes to advertising can count at all: a STOP, or the owner's own word. */
function whyClosed(planning: PagePlanning, owner: Owner, channel: Channel): string | undefined {
  if (isStopped(planning, owner, channel)) return STOPPED;
  const refused = owner[WORD_FIELDS[channel]] === false;
  return refused ? `They refuse ${NOUNS[channel]} of every kind.` : undefined;
}

const NOUNS = { sms: 'texts', email: 'e-mails' } as const;
const CONTACTS = { sms: 'telephone number', email: 'e-mail address' } as const;
const STOPPED = 'Texts to this number were stopped: only its holder’s START opens it.';

/** Why a yes does not count for the owner's number or address of today. */
function misfitOf(channel: Channel, own: string | undefined, ref: OwnerRef): string | undefined {
  const named = channel === 'sms' ? ref.phone : ref.email;
  if (named === undefined) {
    return `Consent counts for one ${CONTACTS[channel]}, and the row does not say which.`;
  }
  const same = channel === 'sms' ? own === named : sameAddress(own, named);
  return own !== undefined && same
    ? undefined
    : `The owner’s ${CONTACTS[channel]} is another one: consent counts for the one it was given for.`;
}

function isStopped({ drafts, keys }: PagePlanning, owner: Owner, channel: Channel): boolean {
  if (channel === 'email' || owner.phone === undefined) return false;
  return drafts.get(phoneType, keys.phone(owner.phone))?.suppressed !== undefined;
}

function stateOfOwner(
  planning: PagePlanning,
  owner: Owner,
  channel: Channel,
): ConsentState | undefined {
  const contact = contactOf(owner, channel);
  return contact === undefined ? undefined : stateAt(planning, channel, contact);
}

function refusalBy(ownerId: string, facts: ConsentFacts): EntryFacts {
  return { ...originOf(facts), word: 'refused', purposes: ['marketing'], ownerId };
}

function originOf(facts: ConsentFacts): WordOrigin {
  const { at: occurredAt, wording } = facts;
  return {
    source: 'import',
    ...definedFields({ occurredAt, wording, evidence: evidenceOf(facts) }),
  };
}

/** What a file says of where a word comes from is its note: PetOps has it from the file. */
function evidenceOf({ source: note, page, pageVersion }: ConsentFacts): EntryFacts['evidence'] {
  const known = definedFields({ note, page, pageVersion });
  return Object.keys(known).length === 0 ? undefined : known;
}

function refuse(reason: string): PlannedConsent {
  return { refusal: { effect: 'row', reason } };
}
