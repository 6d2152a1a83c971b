import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type {
  CommitResult,
  DocumentStore,
  Json,
  Partition,
  Query,
  Stored,
  Write,
} from '../../../shared/platform/store/document-store.ts';

/** What an adapter gives the suite. */
export interface StoreUnderTest {
  /** Opens the store; a second call opens the same data again, as another instance would. */
  open(): Promise<DocumentStore>;
  /** Lets this much time pass for the store's TTLs. */
  advance(ms: number): Promise<void>;
  /**
   * Arguments for `node` that run `atTheLine` and `countUp` on the same data in another process;
   * tenant, document id, number of steps and the rival's name are added to them.
   */
  rival(): string[];
}

/** Makes what a group of tests needs; `dispose` removes its data. */
export type StoreFactory = () => Promise<StoreUnderTest & { dispose(): Promise<void> }>;

/** A store opened for a group of tests, and shorthands that keep the tests readable. */
export interface Bench {
  readonly store: DocumentStore;
  readonly subject: StoreUnderTest;
}

/** Opens one store for the tests of a `describe`; read the fields inside tests only. */
export function benchFor(factory: StoreFactory): Bench {
  let opened: { store: DocumentStore; subject: StoreUnderTest; end: () => Promise<void> };
  beforeAll(async () => {
    const subject = await factory();
    const store = await subject.open();
    const end = async (): Promise<void> => {
      await store.close();
      await subject.dispose();
    };
    opened = { store, subject, end };
  });
  afterAll(async () => opened.end());
  return {
    get store() {
      return opened.store;
    },
    get subject() {
      return opened.subject;
    },
  };
}

/** A tenant nobody else uses, so that tests share a store without meeting. */
export function newTenant(): Partition {
  return { tenantId: `t-${randomUUID()}` };
}

/** A document of type `thing` with these fields. */
export function thing(id: string, fields: Readonly<Record<string, unknown>> = {}): Json {
  return { id, type: 'thing', ...fields };
}

/** Writes that create documents. */
export function creates(...documents: readonly Json[]): Write[] {
  return documents.map((document) => ({ op: 'create', document }));
}

/** Commits writes that must succeed and returns their ETag. */
export async function committed(
  store: DocumentStore,
  partition: Partition,
  writes: readonly Write[],
): Promise<string> {
  const result = await store.commit(partition, writes);
  expect(result).toMatchObject({ ok: true });
  return etagOf(result);
}

/** Creates any number of documents, in as many commits as it takes. */
export async function filled(
  store: DocumentStore,
  partition: Partition,
  documents: readonly Json[],
): Promise<void> {
  for (let start = 0; start < documents.length; start += 100) {
    await committed(store, partition, creates(...documents.slice(start, start + 100)));
  }
}

/** The ETag of a commit that succeeded; anything else makes the test fail. */
function etagOf(result: CommitResult): string {
  if (!result.ok) throw new Error(`The commit failed: ${JSON.stringify(result.broken)}.`);
  return result.etag;
}

/** A document that must be there. */
export async function found(
  store: DocumentStore,
  partition: Partition,
  id: string,
): Promise<Stored> {
  const stored = await store.get(partition, id);
  if (!stored) throw new Error(`${id} is missing.`);
  return stored;
}

/** The ids of every page of a query, following cursors; `between` runs after each page but the last. */
export async function allIds(
  store: DocumentStore,
  partition: Partition,
  query: Query,
  between: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query(partition, { ...query, ...(cursor && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    ids.push(...page.items.map((it) => it.value.id));
    cursor = page.next;
    if (cursor !== undefined) await between();
  } while (cursor !== undefined);
  return ids;
}
