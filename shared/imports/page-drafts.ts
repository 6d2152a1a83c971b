import type { Instant } from '../kernel/instant.ts';
import { ledgerEntryType, type LedgerEntry } from '../ledger/model.ts';
import type { Json, Stored, Write } from '../platform/store/document-store.ts';
import type { DocumentOf, DocumentType } from '../platform/store/document-type.ts';
import type { Known, Wanted } from './known.ts';

/** A document as a page will leave it. */
interface Draft {
  readonly stored: Stored | undefined;
  document: Json;
  changed: boolean;
  touched: boolean;
}

/**
 * The documents of one page while it is planned: what is in the store, overlaid by what the rows
 * so far make of it. Asking for a document nobody has looked up yet answers "not there" and
 * remembers the question; the page is planned again once it is answered.
 */
export class PageDrafts {
  readonly #known: Known;
  readonly #now: Instant;
  readonly #drafts = new Map<string, Draft>();
  #wantedIds = new Set<string>();
  #wantedPets = new Set<string>();
  #wantedLedgers = new Set<string>();
  #wantedEmails = new Set<string>();

  constructor(known: Known, now: Instant) {
    this.#known = known;
    this.#now = now;
  }

  /**
   * The same documents, to plan with and throw away: what must be looked up for it counts here, what it
   * changes does not.
   */
  scratch(): PageDrafts {
    const scratch = new PageDrafts(this.#known, this.#now);
    scratch.#wantedIds = this.#wantedIds;
    scratch.#wantedPets = this.#wantedPets;
    scratch.#wantedLedgers = this.#wantedLedgers;
    scratch.#wantedEmails = this.#wantedEmails;
    return scratch;
  }

  /** What must be looked up before the plan holds. */
  get wanted(): Wanted {
    return {
      ids: this.#wantedIds,
      petsOfOwners: this.#wantedPets,
      ledgersOfOwners: this.#wantedLedgers,
      ownersOfEmails: this.#wantedEmails,
    };
  }

  /** The document of this id and type; undefined when there is none (or none known yet). */
  get<D extends DocumentType<unknown>>(type: D, id: string): DocumentOf<D> | undefined {
    const document = this.#draft(id)?.document;
    return document?.['type'] === type.type ? (document as DocumentOf<D>) : undefined;
  }

  /** Whether the store had the document before this page. */
  isStored(id: string): boolean {
    return this.#drafts.get(id)?.stored !== undefined;
  }

  /** Ids of the pets the store has of an owner (none until they are looked up). */
  storedPetsOf(ownerId: string): readonly string[] {
    const pets = this.#known.petsOf(ownerId);
    if (pets === undefined) this.#wantedPets.add(ownerId);
    return pets ?? [];
  }

  /** Ids of the owners the store has with an address in lower case (none until they are looked up). */
  storedOwnersOf(email: string): readonly string[] {
    const owners = this.#known.ownersOf(email);
    if (owners === undefined) this.#wantedEmails.add(email);
    return owners ?? [];
  }

  /** The entries of an owner's ledger, those of this page included (none until they are looked up). */
  entriesOf(ownerId: string): readonly LedgerEntry[] {
    const stored = this.#known.entriesOf(ownerId);
    if (stored === undefined) this.#wantedLedgers.add(ownerId);
    const drafted = [...this.#drafts.values()]
      .filter((it) => it.stored === undefined && it.document['type'] === ledgerEntryType.type)
      .map(({ document }) => document as Json & LedgerEntry);
    return [...(stored ?? []), ...drafted.filter((it) => it.ownerId === ownerId)];
  }

  /** Adds a new document. */
  create(document: Json): void {
    this.#drafts.set(document.id, { stored: undefined, document, changed: true, touched: false });
  }

  /**
   * Changes fields of a document; undefined removes one. Equal values are no change. An edit people
   * see (`visible`) bumps the revision, once per page.
   */
  change(
    id: string,
    changes: Readonly<Record<string, unknown>>,
    visibility: 'visible' | 'inner',
  ): void {
    const draft = this.#draft(id);
    if (draft === undefined) return;
    const differing = Object.entries(changes).filter(([k, v]) => draft.document[k] !== v);
    if (differing.length === 0) return;
    const next: Record<string, unknown> = { ...draft.document, updatedAt: this.#now };
    for (const [field, value] of differing) {
      if (value === undefined) Reflect.deleteProperty(next, field);
      else next[field] = value;
    }
    const before = draft.stored?.value['revision'];
    if (visibility === 'visible' && typeof before === 'number') next['revision'] = before + 1;
    draft.document = next as Json;
    draft.changed = true;
  }

  /** Makes the page fail when somebody else writes this document meanwhile, changed or not. */
  guard(id: string): void {
    const draft = this.#draft(id);
    if (draft !== undefined) draft.touched = true;
  }

  /** The writes that make the page true. */
  writes(): Write[] {
    return [...this.#drafts.values()].flatMap(({ stored, document, changed, touched }): Write[] => {
      if (stored === undefined) return [{ op: 'create', document }];
      if (changed && differs(stored.value, document)) {
        return [{ op: 'replace', document, etag: stored.etag }];
      }
      return touched ? [{ op: 'touch', id: document.id, etag: stored.etag }] : [];
    });
  }

  /** How a document of the page ends; undefined when the page does not touch it. */
  fate(id: string): 'created' | 'updated' | 'unchanged' | undefined {
    const draft = this.#drafts.get(id);
    if (draft === undefined) return undefined;
    if (draft.stored === undefined) return 'created';
    const { stored, document, changed } = draft;
    // That its caches are to be recomputed is nothing a file said of an owner.
    const told = changed && differs(stored.value, document, ['recomputeSince']);
    return told ? 'updated' : 'unchanged';
  }

  #draft(id: string): Draft | undefined {
    const draft = this.#drafts.get(id);
    if (draft !== undefined) return draft;
    if (!this.#known.looked(id)) {
      this.#wantedIds.add(id);
      return undefined;
    }
    const stored = this.#known.get(id);
    if (stored === undefined) return undefined;
    const fresh: Draft = { stored, document: stored.value, changed: false, touched: false };
    this.#drafts.set(id, fresh);
    return fresh;
  }
}

/** Whether rows that contradict each other left a document other than it was. */
function differs(before: Json, after: Json, apart: readonly string[] = []): boolean {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const field of ['updatedAt', 'revision', ...apart]) fields.delete(field);
  return [...fields].some((field) => before[field] !== after[field]);
}
