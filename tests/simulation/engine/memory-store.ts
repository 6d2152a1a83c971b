import { millis, type Instant } from '../../../shared/kernel/instant.ts';
import type { Clock } from '../../../shared/platform/clock.ts';
import type { Ids } from '../../../shared/platform/ids.ts';
import { checkedLimit, MAX_DUE } from '../../../shared/platform/store/checked-limit.ts';
import {
  checkedPartitionKey,
  prepared,
  type PreparedWrite,
} from '../../../shared/platform/store/commit-check.ts';
import {
  MAX_PAGE_SIZE,
  partitionKey,
  type BrokenGuard,
  type DocumentStore,
  type DuePointer,
  type Filter,
  type Json,
  type Partition,
} from '../../../shared/platform/store/document-store.ts';
import { indexForCount, indexFor, unindexed } from '../../../shared/platform/store/index-plan.ts';
import { indexingPolicy } from '../../../shared/platform/store/indexing-policy.ts';
import { frozenJson } from './frozen-json.ts';
import { heldDocuments, type Held, type HeldDocuments } from './held-documents.ts';
import { inOrder, matches, pageOf } from './memory-query.ts';

/** A store in memory, and a look into it without a call. */
export interface MemoryStore extends DocumentStore {
  /** A document as it stands, frozen, expired or not; undefined: there is none. */
  peek(partition: Partition, id: string): Json | undefined;
}

/**
 * The port's promises kept in memory, at the speed that thousands of worlds need: the conformance
 * suite holds it to them, and worlds are lived through on SQLite as well and must go the same
 * way. What it hands out is frozen: code that changes what it read meets an error.
 */
export function openMemoryStore({ clock, ids }: { clock: Clock; ids: Ids }): MemoryStore {
  const partitions = new Map<string, HeldDocuments>();
  const lookups = new Map<string, string>();
  // Asked at each call, mostly at the same instant as before.
  let asked: { readonly now: Instant; readonly ms: number } | undefined;
  const nowMs = (): number => {
    const now = clock.now();
    if (asked?.now !== now) asked = { now, ms: millis(now) };
    return asked.ms;
  };
  const inside = (key: string): HeldDocuments => {
    const known = partitions.get(key);
    if (known !== undefined) return known;
    const fresh = heldDocuments();
    partitions.set(key, fresh);
    return fresh;
  };
  const living = (key: string, filter: Filter): Held[] => {
    const now = nowMs();
    const types = typeof filter.type === 'string' ? [filter.type] : [...new Set(filter.type)];
    return types.flatMap((type) => [...inside(key).ofType(type)].filter((it) => isAlive(it, now)));
  };
  const due = (key: string, dueKind: string, until: Instant): Held[] => {
    // History is never due: a pointer could not name it.
    if (key.includes('|')) return [];
    const now = nowMs();
    return [...inside(key).ofDueKind(dueKind)].filter(
      (it) => String(it.value['dueAt']) <= until && isAlive(it, now),
    );
  };
  const some = (partition: Partition, wanted: readonly string[]): Held[] => {
    const documents = inside(checkedPartitionKey(partition));
    const now = nowMs();
    return wanted.flatMap((id) => {
      const found = documents.get(id);
      return found !== undefined && isAlive(found, now) ? [found] : [];
    });
  };
  return {
    peek: (partition, id) => inside(partitionKey(partition)).get(id)?.value,
    get: async (partition, id) => some(partition, [id])[0],
    getMany: async (partition, wanted) => some(partition, wanted),
    async query(partition, query) {
      const key = checkedPartitionKey(partition);
      checkedLimit(query.limit, 1, MAX_PAGE_SIZE);
      if (!indexFor(indexingPolicy, query)) throw unindexed(query);
      return pageOf(inOrder(living(key, query), query), partition, query);
    },
    async count(partition, filter) {
      const key = checkedPartitionKey(partition);
      if (!indexForCount(indexingPolicy, filter)) throw unindexed(filter);
      return living(key, filter).filter(matches(filter)).length;
    },
    async commit(partition, writes) {
      const documents = inside(checkedPartitionKey(partition));
      const ready = prepared(partition, writes);
      const etag = ids.next('commit');
      const now = nowMs();
      for (const [index, write] of ready.entries()) {
        const reason = brokenBy(write, documents.get(write.id), now);
        if (reason !== undefined) return { ok: false, broken: { index, id: write.id, reason } };
      }
      for (const write of ready) apply(documents, write, etag, now);
      return { ok: true, etag };
    },
    async due({ dueKind, until, limit, tenantId }) {
      checkedLimit(limit, 1, MAX_DUE);
      const keys = tenantId === undefined ? [...partitions.keys()] : [tenantId];
      const found = keys.flatMap((key) =>
        due(key, dueKind, until).map(({ value }): DuePointer => {
          return { tenantId: key, id: value.id, dueKind, dueAt: value['dueAt'] as Instant };
        }),
      );
      return found.sort(byDueAt).slice(0, limit);
    },
    async dueTenants(dueKind, until) {
      return [...partitions.keys()].flatMap((key) => {
        const { length } = due(key, dueKind, until);
        return length === 0 ? [] : [{ tenantId: key, count: length }];
      });
    },
    async getLookup(id) {
      const body = lookups.get(id);
      return body === undefined ? undefined : (JSON.parse(body) as Json);
    },
    putLookup: async (document) => void lookups.set(document.id, JSON.stringify(document)),
    deleteLookup: async (id) => void lookups.delete(id),
    close: async () => undefined,
  };
}

function isAlive({ expiresMs }: Held, nowMs: number): boolean {
  return expiresMs === undefined || expiresMs > nowMs;
}

function brokenBy(
  write: PreparedWrite,
  held: Held | undefined,
  nowMs: number,
): BrokenGuard['reason'] | undefined {
  const present = held !== undefined && isAlive(held, nowMs) ? held : undefined;
  if (write.op === 'put') return undefined;
  if (write.op === 'create') return present && 'exists';
  if (present === undefined) return 'missing';
  return present.etag === write.etag ? undefined : 'changed';
}

function apply(documents: HeldDocuments, write: PreparedWrite, etag: string, nowMs: number): void {
  if (write.op === 'delete') {
    documents.delete(write.id);
    return;
  }
  const value = 'document' in write ? frozenJson(write.document) : documents.get(write.id)?.value;
  if (value === undefined) return;
  const ttl = value['ttl'];
  const expiresMs = ttl === undefined ? undefined : nowMs + 1000 * Number(ttl);
  documents.set(write.id, { value, etag, expiresMs });
}

function byDueAt(a: DuePointer, b: DuePointer): number {
  const [one, other] = [a.dueAt, b.dueAt];
  if (one !== other) return one < other ? -1 : 1;
  if (a.tenantId !== b.tenantId) return a.tenantId < b.tenantId ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
