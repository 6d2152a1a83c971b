import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SQLOutputValue } from 'node:sqlite';
import { millis, type Instant } from '../../../kernel/instant.ts';
import type { Clock } from '../../clock.ts';
import type { Ids } from '../../ids.ts';
import { checkedLimit, MAX_DUE } from '../checked-limit.ts';
import { checkedPartitionKey, prepared } from '../commit-check.ts';
import { cursorAfter, positionOf } from '../cursor.ts';
import {
  MAX_PAGE_SIZE,
  type DocumentStore,
  type Json,
  type Page,
  type Partition,
  type Query,
  type Scalar,
  type Stored,
} from '../document-store.ts';
import { indexFor, indexForCount, unindexed } from '../index-plan.ts';
import { indexingPolicy, type IndexingPolicy } from '../indexing-policy.ts';
import { ALIVE, applyCommit, purgeExpired } from './apply-commit.ts';
import { openConnection, type Connection } from './connection.ts';
import { selectDue, selectDueTenants } from './select-due.ts';
import { selectCount, selectPage } from './select.ts';

/** What {@link openSqliteStore} needs. */
export interface SqliteStoreOptions {
  /** Path of the data file; its folder and itself are made when missing. */
  readonly file: string;
  /** Decides when documents expire. */
  readonly clock: Clock;
  /** Names the commits. */
  readonly ids: Ids;
  /** How long a call waits for other processes' commits before `StoreUnavailableError`; 10 s. */
  readonly patienceMs?: number;
  /** Another indexing policy than the project's. */
  readonly policy?: IndexingPolicy;
}

const DEFAULT_PATIENCE_MS = 10_000;
/** How many documents `getMany` reads before other work gets its turn. */
const TURN = 500;
const COMMITS_PER_PURGE = 500;

type Row = Record<string, SQLOutputValue>;

/**
 * Opens the embedded store: one SQLite file, shared by any number of processes of one machine.
 *
 * Throws `DamagedStoreError` when the file is no sound store of this version, and
 * `StoreUnavailableError` when it cannot be reached.
 */
export function openSqliteStore(options: SqliteStoreOptions): DocumentStore {
  const { file, clock, ids, patienceMs = DEFAULT_PATIENCE_MS, policy = indexingPolicy } = options;
  const connection = openConnection(file, policy, patienceMs);
  const opened = { connection, policy, ids, nowMs: () => millis(clock.now()) };
  return {
    ...documentReads(opened),
    ...commits(opened),
    ...dueReads(opened),
    ...lookups(opened),
    async close() {
      connection.close();
    },
  };
}

interface Opened {
  readonly connection: Connection;
  readonly policy: IndexingPolicy;
  readonly ids: Ids;
  readonly nowMs: () => number;
}

function documentReads({
  connection,
  policy,
  nowMs,
}: Opened): Pick<DocumentStore, 'get' | 'getMany' | 'query' | 'count'> {
  const some = async (pk: string, wanted: readonly string[]): Promise<Stored[]> =>
    connection.read((prepare) => {
      const statement = prepare(GET);
      const now = nowMs();
      const rows = wanted.map((id) => statement.get(pk, id, now));
      return rows.flatMap((row) => (row ? [storedOf(row)] : []));
    });
  return {
    async get(partition, id) {
      return (await some(checkedPartitionKey(partition), [id]))[0];
    },
    async getMany(partition, wanted) {
      const pk = checkedPartitionKey(partition);
      const found: Stored[][] = [];
      for (let start = 0; start < wanted.length; start += TURN) {
        if (start > 0) await nextTurn();
        found.push(await some(pk, wanted.slice(start, start + TURN)));
      }
      return found.flat();
    },
    async query(partition, query) {
      const pk = checkedPartitionKey(partition);
      checkedLimit(query.limit, 1, MAX_PAGE_SIZE);
      const index = indexFor(policy, query);
      if (!index) throw unindexed(query);
      const start =
        query.cursor === undefined ? undefined : positionOf(query.cursor, partition, query);
      const { sql, values } = selectPage({ pk, index, nowMs: nowMs() }, query, start);
      const rows = await connection.read((prepare) => prepare(sql).all(...values));
      return pageOf(rows, partition, query);
    },
    async count(partition, filter) {
      const pk = checkedPartitionKey(partition);
      const index = indexForCount(policy, filter);
      if (!index) throw unindexed(filter);
      const { sql, values } = selectCount({ pk, index, nowMs: nowMs() }, filter);
      return connection.read((prepare) => Number(prepare(sql).get(...values)?.['n']));
    },
  };
}

function commits({ connection, ids, nowMs }: Opened): Pick<DocumentStore, 'commit'> {
  let done = 0;
  return {
    async commit(partition, writes) {
      const pk = checkedPartitionKey(partition);
      const ready = prepared(partition, writes);
      const etag = ids.next('commit');
      return connection.write(
        (prepare) => {
          const frame = { pk, etag, nowMs: nowMs() };
          const result = applyCommit(prepare, frame, ready);
          done += 1;
          if (result.ok && done % COMMITS_PER_PURGE === 0) purgeExpired(prepare, frame.nowMs);
          return result;
        },
        (result) => result.ok,
      );
    },
  };
}

function dueReads({ connection, nowMs }: Opened): Pick<DocumentStore, 'due' | 'dueTenants'> {
  return {
    async due(request) {
      checkedLimit(request.limit, 1, MAX_DUE);
      const { sql, values } = selectDue(request, nowMs());
      const rows = await connection.read((prepare) => prepare(sql).all(...values));
      return rows.map((row) => ({
        tenantId: String(row['pk']),
        id: String(row['id']),
        dueKind: request.dueKind,
        dueAt: String(row['due_at']) as Instant,
      }));
    },
    async dueTenants(dueKind, until) {
      const { sql, values } = selectDueTenants(dueKind, until, nowMs());
      const rows = await connection.read((prepare) => prepare(sql).all(...values));
      return rows.map((row) => ({ tenantId: String(row['pk']), count: Number(row['n']) }));
    },
  };
}

function lookups({
  connection,
}: Opened): Pick<DocumentStore, 'getLookup' | 'putLookup' | 'deleteLookup'> {
  return {
    async getLookup(id) {
      const row = await connection.read((prepare) => prepare(GET_LOOKUP).get(id));
      return row && parsedBody(row);
    },
    async putLookup(document) {
      const body = JSON.stringify(document);
      await connection.write((prepare) => prepare(PUT_LOOKUP).run(document.id, body), always);
    },
    async deleteLookup(id) {
      await connection.write((prepare) => prepare(DELETE_LOOKUP).run(id), always);
    },
  };
}

const GET = `SELECT commit_id, body FROM documents WHERE pk = ? AND id = ? AND ${ALIVE}`;
const GET_LOOKUP = 'SELECT body FROM lookups WHERE id = ?';
const PUT_LOOKUP = 'INSERT OR REPLACE INTO lookups (id, body) VALUES (?, ?)';
const DELETE_LOOKUP = 'DELETE FROM lookups WHERE id = ?';

const always = (): boolean => true;

function pageOf(rows: readonly Row[], partition: Partition, query: Query): Page {
  const items = rows.slice(0, query.limit).map(storedOf);
  const last = items.at(-1);
  if (rows.length <= query.limit || !last) return { items };
  const field = query.orderBy?.field ?? 'id';
  const position = { value: last.value[field] as Scalar, id: last.value.id };
  return { items, next: cursorAfter(position, partition, query) };
}

function storedOf(row: Row): Stored {
  return { value: parsedBody(row), etag: String(row['commit_id']) };
}

function parsedBody(row: Row): Json {
  return JSON.parse(String(row['body'])) as Json;
}
