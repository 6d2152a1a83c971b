import type { OwnerRef, RowFacts } from './row-facts.ts';
import type { FileSurvey } from './survey-file.ts';

/**
 * Owners of an import by e-mail address and by name, so that a file that names them only so
 * (`Owner: Jane Doe`) finds those whom another file of the same import describes better.
 */
export class OwnerDirectory {
  /** `undefined` as a value: several owners share it. */
  readonly #refs = new Map<string, OwnerRef | undefined>();

  /** Learns from a row of a file that describes owners; completes one of a file that only names them. */
  exchange(row: RowFacts, survey: FileSurvey, describes: boolean): RowFacts {
    if (describes && row.owner !== undefined) this.#remember(row.owner.ref);
    return survey.map.shape.weakOwners ? this.#complete(row, survey.file.name) : row;
  }

  #remember(ref: OwnerRef): void {
    if (ref.email !== undefined) this.#add(`e ${ref.email}`, ref);
    if (ref.nameKey !== undefined) this.#add(`n ${ref.nameKey}`, ref);
  }

  #complete(row: RowFacts, file: string): RowFacts {
    if (row.owner === undefined) return row;
    const { ref } = row.owner;
    const keys = [`e ${ref.email ?? ''}`, `n ${ref.nameKey ?? ''}`];
    const key = keys.find((it) => this.#refs.has(it));
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
