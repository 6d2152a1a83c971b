import type { OwnerRef, RowFacts } from './row-facts.ts';

/**
 * Owners of an import by e-mail address and by name, so that a file that names them only so
 * (`Owner: Jane Doe`) finds those whom another file of the same import describes better.
 */
export class OwnerDirectory {
  /** `undefined` as a value: several owners share it. */
  readonly #refs = new Map<string, OwnerRef | undefined>();

  /** Notes how a row of a describing file identifies its owner. */
  remember(ref: OwnerRef): void {
    if (ref.email !== undefined) this.#add(`e ${ref.email}`, ref);
    if (ref.nameKey !== undefined) this.#add(`n ${ref.nameKey}`, ref);
  }

  /** The row with its owner's better identification; a problem when several owners fit. */
  complete(row: RowFacts, file: string): RowFacts {
    const ref = row.owner?.ref;
    if (row.owner === undefined || ref === undefined) return row;
    if (ref.externalId !== undefined || ref.phone !== undefined) return row;
    const key = [
      ref.email === undefined ? undefined : `e ${ref.email}`,
      ref.nameKey === undefined ? undefined : `n ${ref.nameKey}`,
    ].find((it) => it !== undefined && this.#refs.has(it));
    if (key === undefined) return row;
    const better = this.#refs.get(key);
    if (better !== undefined)
      return { ...row, owner: { ...row.owner, ref: { ...better, ...ref } } };
    const reason = 'Several owners have this name: say which by id or telephone number.';
    return { ...row, problems: [...row.problems, { file, line: row.line, reason, effect: 'row' }] };
  }

  #add(key: string, ref: OwnerRef): void {
    const known = this.#refs.get(key);
    if (!this.#refs.has(key)) this.#refs.set(key, ref);
    else if (known !== undefined && !sameOwner(known, ref)) this.#refs.set(key, undefined);
  }
}

function sameOwner(a: OwnerRef, b: OwnerRef): boolean {
  return a.externalId === b.externalId && a.phone === b.phone && a.nameKey === b.nameKey;
}
