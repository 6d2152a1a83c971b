import type {
  CommitResult,
  DocumentStore,
  Json,
  Partition,
  Write,
} from '../../shared/platform/store/document-store.ts';
import type { Invocation } from './instance.ts';

/** A document as one commit changed it. */
export interface Change {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** One commit that took place. */
export interface Commit {
  /** Counts from 1. */
  readonly number: number;
  readonly tenantId: string;
  readonly changes: readonly Change[];
  /** Who made it; undefined: the world itself, before the start. */
  readonly by: Invocation | undefined;
}

/**
 * What the one true store holds, at every instant, in a form that the checks can read without a
 * call: a mirror of each commit the store said it applied.
 */
export interface Truth {
  /** Commits through the true store and tells the watchers. */
  commit(
    partition: Partition,
    writes: readonly Write[],
    by: Invocation | undefined,
  ): Promise<CommitResult>;
  /** Commits for the world itself, which moves people in before the start. */
  readonly commitByWorld: (partition: Partition, writes: readonly Write[]) => Promise<CommitResult>;
  /** How many commits there were. */
  commits(): number;
  document(tenantId: string, id: string): Json | undefined;
  /** Every document of a type as it stands. */
  all(type: string): Json[];
  /**
   * The commit since which `isSo` has held for a document without a break; undefined: it does
   * not hold now. Only predicates given to {@link truthOver} are known.
   */
  since(fact: Fact, tenantId: string, id: string): number | undefined;
  /** When something is due next, as UTC text; undefined: never. */
  nextDue(): string | undefined;
}

/** A statement about one document that the checks must know the age of. */
export type Fact =
  'no-text-for-pet' | 'no-text-for-record' | 'no-text-to-owner' | 'no-text-to-phone';

const FACTS: Readonly<Record<Fact, (document: Json) => boolean>> = {
  'no-text-for-pet': (it) => it['type'] === 'pet' && it['status'] !== 'active',
  'no-text-for-record': (it) => it['type'] === 'vaccination' && it['supersededBy'] !== undefined,
  'no-text-to-owner': (it) =>
    it['type'] === 'owner' && (it['smsOptedIn'] === false || it['status'] !== 'active'),
  'no-text-to-phone': (it) =>
    it['type'] === 'phone' && (it['suppressed'] !== undefined || it['unusable'] !== undefined),
};

/** Mirrors a store; `watch` is told of each commit right after it took place. */
export function truthOver(store: DocumentStore, watch: (commit: Commit) => void): Truth {
  const documents = new Map<string, Json>();
  const since = new Map<string, number>();
  let commits = 0;

  const update = (key: string, after: Json | undefined): void => {
    if (after === undefined) documents.delete(key);
    else documents.set(key, after);
    for (const [fact, holds] of Object.entries(FACTS)) {
      const name = `${fact}|${key}`;
      if (after === undefined || !holds(after)) since.delete(name);
      else if (!since.has(name)) since.set(name, commits);
    }
  };

  const commit: Truth['commit'] = async (partition, writes, by) => {
    const result = await store.commit(partition, writes);
    if (!result.ok) return result;
    commits += 1;
    const changes: Change[] = [];
    for (const write of writes) {
      if (write.op === 'touch') continue;
      const id = write.op === 'delete' ? write.id : write.document.id;
      const key = keyOf(partition.tenantId, id);
      const before = documents.get(key);
      // As JSON keeps it: a field that is undefined is not there.
      const after =
        write.op === 'delete' ? undefined : (JSON.parse(JSON.stringify(write.document)) as Json);
      update(key, after);
      changes.push({ before, after });
    }
    watch({ number: commits, tenantId: partition.tenantId, changes, by });
    return result;
  };
  return {
    commit,
    commitByWorld: async (partition, writes) => commit(partition, writes, undefined),
    commits: () => commits,
    document: (tenantId, id) => documents.get(keyOf(tenantId, id)),
    all: (type) => [...documents.values()].filter((it) => it['type'] === type),
    since: (fact, tenantId, id) => since.get(`${fact}|${keyOf(tenantId, id)}`),
    nextDue() {
      let next: string | undefined;
      for (const { dueAt } of documents.values()) {
        if (typeof dueAt === 'string' && (next === undefined || dueAt < next)) next = dueAt;
      }
      return next;
    },
  };
}

function keyOf(tenantId: string, id: string): string {
  return `${tenantId}|${id}`;
}
