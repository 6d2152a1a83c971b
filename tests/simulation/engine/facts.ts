import type { Json } from '../../../shared/platform/store/document-store.ts';
import type { Commit } from './truth.ts';

/** Since when statements about single documents have held, which checks of races must know. */
export interface Facts<F extends string> {
  /** Takes a commit in; to be told of every one. */
  learn(commit: Commit): void;
  /**
   * The number of the commit since which a fact has held for a document without a break;
   * undefined: it does not hold now.
   */
  since(fact: F, tenantId: string, id: string): number | undefined;
}

/** Follows these statements, each a predicate on a document. */
export function factsOf<F extends string>(
  statements: Readonly<Record<F, (document: Json) => boolean>>,
): Facts<F> {
  const since = new Map<string, number>();
  const all = Object.entries(statements) as [F, (document: Json) => boolean][];
  return {
    learn({ tenantId, number, changes }) {
      for (const { before, after } of changes) {
        for (const [fact, holds] of all) {
          const name = `${fact}|${tenantId}|${String((after ?? before)?.id)}`;
          if (after === undefined || !holds(after)) since.delete(name);
          else if (!since.has(name)) since.set(name, number);
        }
      }
    },
    since: (fact, tenantId, id) => since.get(`${fact}|${tenantId}|${id}`),
  };
}
