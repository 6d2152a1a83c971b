import type {
  CommitResult,
  DocumentStore,
  Json,
  Partition,
  Write,
} from '../../../shared/platform/store/document-store.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import type { Invocation } from './instance.ts';
import type { MemoryStore } from './memory-store.ts';

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
  /** When something is due next, as UTC text; undefined: never. */
  nextDue(): string | undefined;
}

/**
 * Mirrors a store; `watch` is told of each commit right after it took place. `peek` looks into the
 * store, where it can be looked into without a call; else documents are kept as JSON keeps them.
 */
export function truthOver(
  store: DocumentStore & Partial<Pick<MemoryStore, 'peek'>>,
  watch: (commit: Commit) => void,
): Truth {
  const documents = new Map<string, Json>();
  const byType = new Map<string, Map<string, Json>>();
  const dueAts = new Map<string, string>();
  let commits = 0;

  const ofType = (document: Json): Map<string, Json> => {
    const type = String(document['type']);
    const known = byType.get(type) ?? new Map<string, Json>();
    byType.set(type, known);
    return known;
  };
  const update = (key: string, before: Json | undefined, after: Json | undefined): void => {
    // An owner who was merged leaves a document of another type in the same place.
    if (before !== undefined && before['type'] !== after?.['type']) ofType(before).delete(key);
    const dueAt = after?.['dueAt'];
    if (typeof dueAt === 'string') dueAts.set(key, dueAt);
    else dueAts.delete(key);
    if (after === undefined) documents.delete(key);
    else {
      documents.set(key, after);
      ofType(after).set(key, after);
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
      const after = write.op === 'delete' ? undefined : held(partition, write.document);
      update(key, before, after);
      changes.push({ before, after });
    }
    watch({ number: commits, tenantId: partition.tenantId, changes, by });
    return result;
  };
  const held = (partition: Partition, document: Json): Json =>
    store.peek?.(partition, document.id) ?? (JSON.parse(JSON.stringify(document)) as Json);
  return {
    commit,
    commitByWorld: async (partition, writes) => commit(partition, writes, undefined),
    commits: () => commits,
    document: (tenantId, id) => documents.get(keyOf(tenantId, id)),
    all: (type) => [...(byType.get(type)?.values() ?? [])],
    nextDue() {
      let next: string | undefined;
      for (const dueAt of dueAts.values()) if (next === undefined || dueAt < next) next = dueAt;
      return next;
    },
  };
}

function keyOf(tenantId: string, id: string): string {
  return `${tenantId}|${id}`;
}

/** Every document of a type as it stands, as its own type: the store took it in through its schema. */
export function allOf<T>(truth: Pick<Truth, 'all'>, { type }: DocumentType<T>): readonly T[] {
  return truth.all(type) as unknown as readonly T[];
}
