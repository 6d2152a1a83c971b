import { appointmentType } from '../appointments/model.ts';
import { mergedOwnerType } from '../customers/merge-model.ts';
import { ownerType, petType, phoneType } from '../customers/model.ts';
import { ledgerEntryType, type LedgerEntry } from '../ledger/model.ts';
import { emailAddressType } from '../messaging/email/model.ts';
import { noShowRecordType } from '../no-shows/model.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { parsed } from '../platform/store/records.ts';
import { reputationEventType } from '../reputation/model.ts';
import { serviceType } from '../services/model.ts';
import { staffDayType, staffType } from '../staff/model.ts';
import { vaccinationType } from '../vaccinations/model.ts';
import { importAliasType } from './model.ts';
import type { PageStore } from './page-store.ts';

/** What a page wants to know before it can be planned. */
export interface Wanted {
  readonly ids: ReadonlySet<string>;
  /** Owners all of whose pets matter: a pet may stand under an id no file can name. */
  readonly petsOfOwners: ReadonlySet<string>;
  /** Owners whose ledger matters as a whole. */
  readonly ledgersOfOwners: ReadonlySet<string>;
  /** Addresses, in lower case, whose owners matter. */
  readonly ownersOfEmails: ReadonlySet<string>;
}

/** What was looked up for a page, absent documents included. */
export class Known {
  readonly #documents = new Map<string, Stored | undefined>();
  readonly #petsOfOwner = new Map<string, readonly string[]>();
  readonly #entriesOfOwner = new Map<string, readonly LedgerEntry[]>();
  readonly #ownersOfEmail = new Map<string, readonly string[]>();

  /** Whether an id was looked up. */
  looked(id: string): boolean {
    return this.#documents.has(id);
  }

  /** The document of an id when it was looked up and exists. */
  get(id: string): Stored | undefined {
    return this.#documents.get(id);
  }

  /** Ids of an owner's pets; undefined when they were not looked up. */
  petsOf(ownerId: string): readonly string[] | undefined {
    return this.#petsOfOwner.get(ownerId);
  }

  /** The ledger of an owner; undefined when it was not looked up. */
  entriesOf(ownerId: string): readonly LedgerEntry[] | undefined {
    return this.#entriesOfOwner.get(ownerId);
  }

  /** Ids of the owners with an address; undefined when they were not looked up. */
  ownersOf(email: string): readonly string[] | undefined {
    return this.#ownersOfEmail.get(email);
  }

  /** Notes the owners with an address. */
  learnOwners(email: string, owners: readonly Stored[]): void {
    for (const owner of owners) this.learn(owner.value.id, owner);
    this.#ownersOfEmail.set(
      email,
      owners.map((owner) => owner.value.id),
    );
  }

  /** Notes what became of a look-up. */
  learn(id: string, stored: Stored | undefined): void {
    this.#documents.set(id, stored);
  }

  /** Notes an owner's pets. */
  learnPets(ownerId: string, pets: readonly Stored[]): void {
    for (const pet of pets) this.learn(pet.value.id, pet);
    this.#petsOfOwner.set(
      ownerId,
      pets.map((pet) => pet.value.id),
    );
  }

  /** Notes an owner's ledger. */
  learnEntries(ownerId: string, entries: readonly LedgerEntry[]): void {
    this.#entriesOfOwner.set(ownerId, entries);
  }
}

const TYPES = new Map<unknown, DocumentType<unknown>>(
  [
    ...[ownerType, mergedOwnerType, petType, vaccinationType, phoneType, importAliasType],
    ...[appointmentType, reputationEventType, ledgerEntryType, serviceType, staffType],
    ...[staffDayType, noShowRecordType, emailAddressType],
  ].map((it) => [it.type, it]),
);

/**
 * Looks up what a page wants and adds it to `known`. One read for all ids. A ledger is looked up after
 * its owner, whose ETag guards what is decided from it.
 */
export async function learnWanted(store: PageStore, wanted: Wanted, known: Known): Promise<void> {
  if (wanted.ids.size > 0) {
    for (const id of wanted.ids) known.learn(id, undefined);
    for (const stored of await store.getMany([...wanted.ids])) {
      known.learn(stored.value.id, typed(stored));
    }
  }
  for (const ownerId of wanted.petsOfOwners) {
    known.learnPets(ownerId, await store.petsOf(ownerId));
  }
  for (const email of wanted.ownersOfEmails) {
    known.learnOwners(email, await store.ownersOf(email));
  }
  for (const ownerId of wanted.ledgersOfOwners) {
    known.learnEntries(ownerId, await store.entriesOf(ownerId));
  }
}

function typed(stored: Stored): Stored {
  const type = TYPES.get(stored.value['type']);
  return type === undefined ? stored : (parsed(type, stored) as Stored);
}
