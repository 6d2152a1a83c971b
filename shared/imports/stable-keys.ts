import { phoneId, type Species } from '../customers/model.ts';
import { derivedId, type IdKind } from '../kernel/ids.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { causedEntryId } from '../ledger/model.ts';
import { vaccinationId } from '../vaccinations/model.ts';
import type { OwnerRef } from './row-facts.ts';

/**
 * The ids records get from an import, so that the same row always means the same record. One
 * instance remembers what it derived: a page asks for the same ids again and again.
 */
export class StableKeys {
  readonly #derived = new Map<string, string>();

  /**
   * The id of an owner: from the id the customer has in the file, else telephone number and name,
   * else e-mail address, else name alone. Undefined when the row has none of these.
   */
  owner({ externalId, phone, email, nameKey }: OwnerRef): string | undefined {
    if (externalId !== undefined) return this.#id('owner', 'external', externalId);
    if (phone !== undefined && nameKey !== undefined) {
      return this.#id('owner', 'phone', phone, nameKey);
    }
    if (email !== undefined) return this.#id('owner', 'email', email);
    return nameKey === undefined ? undefined : this.#id('owner', 'name', nameKey);
  }

  /** The id of a pet by the id it has in the file. */
  petOfExternal(externalId: string): string {
    return this.#id('pet', 'external', externalId);
  }

  /** The id of a pet without an id of its own: by its owner, its name and its species. */
  pet(ownerId: string, nameKey: string, species: Species): string {
    return this.#id('pet', 'name', ownerId, nameKey, species);
  }

  /** See {@link vaccinationId}. */
  vaccination(petId: string, vaccine: string, expiryDate: LocalDate): string {
    return this.#remembered(`${petId} ${vaccine} ${expiryDate}`, () =>
      vaccinationId(petId, vaccine, expiryDate),
    );
  }

  /** The id of a payment's entry by what tells it from others. */
  payment(...parts: readonly string[]): string {
    return causedEntryId('payment', 'import', ...parts);
  }

  /** The id of the `part`-th entry, from 0, that gives money back, by what tells it from others. */
  refund(part: number, ...parts: readonly string[]): string {
    return causedEntryId('refund', 'import', ...parts, ...(part === 0 ? [] : [String(part)]));
  }

  /** The id of a number's document. */
  phone(number: string): string {
    return this.#remembered(number, () => phoneId(number));
  }

  #id(kind: IdKind, ...parts: readonly string[]): string {
    return this.#remembered(`${kind}\n${parts.join('\n')}`, () => derivedId(kind, ...parts));
  }

  #remembered(cause: string, derive: () => string): string {
    const known = this.#derived.get(cause);
    if (known !== undefined) return known;
    const id = derive();
    this.#derived.set(cause, id);
    return id;
  }
}
