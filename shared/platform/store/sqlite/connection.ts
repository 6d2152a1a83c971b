import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreUnavailableError } from '../document-store.ts';
import type { IndexingPolicy } from '../indexing-policy.ts';
import { isBusy, translated } from './faults.ts';
import { checkFile, layOut } from './schema.ts';

/** How long SQLite itself may wait for a lock: it blocks the event loop, so hardly at all. */
const BUSY_TIMEOUT_MS = 5;
const LONGEST_PAUSE_MS = 40;
const OPEN_PATIENCE_MS = 10_000;
/** 32 MB of pages in memory, and a write-ahead log of up to 32 MB between checkpoints. */
const CACHE_KIB = 32_768;
const CHECKPOINT_PAGES = 8000;
const MAX_STATEMENTS = 300;

/** What work on the database is given: prepared statements, kept for the next time. */
export type Prepare = (sql: string) => StatementSync;

/**
 * One open database file. Work is synchronous and short; when another process holds the lock it is
 * tried again with random pauses until `patienceMs` have passed, then {@link StoreUnavailableError}.
 */
export interface Connection {
  /** Runs reads. Each statement sees everything committed before it. */
  read<T>(work: (prepare: Prepare) => T): Promise<T>;
  /** Runs `work` in one transaction, committed when `keep` says so of its result, else undone. */
  write<T>(work: (prepare: Prepare) => T, keep: (result: T) => boolean): Promise<T>;
  /** Closes the file; nothing happens the second time. */
  close(): void;
}

/**
 * Opens a file, makes it when it is missing, and lays out what the policy needs.
 * A committed write survives the death of the process; after a power failure the last ones may be
 * missing, but whole (write-ahead log, `synchronous = NORMAL`).
 */
export function openConnection(
  file: string,
  policy: IndexingPolicy,
  patienceMs: number,
): Connection {
  const db = openFile(file, policy);
  const statements = new Map<string, StatementSync>();
  const prepare: Prepare = (sql) => {
    const known = statements.get(sql);
    if (known) return known;
    const [oldest] = statements.keys();
    if (statements.size >= MAX_STATEMENTS && oldest !== undefined) statements.delete(oldest);
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const attempt = async <T>(work: () => T): Promise<T> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      if (!db.isOpen) throw new StoreUnavailableError(`The data file ${file} is closed.`);
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw translated(file, error);
      }
      await wait(1 + Math.random() * LONGEST_PAUSE_MS);
    }
  };
  return {
    read: async (work) => attempt(() => work(prepare)),
    write: async (work, keep) => attempt(() => inTransaction(db, () => work(prepare), keep)),
    close: () => {
      statements.clear();
      if (db.isOpen) db.close();
    },
  };
}

function inTransaction<T>(db: DatabaseSync, work: () => T, keep: (result: T) => boolean): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec(keep(result) ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    // Of itself SQLite ends a transaction only by undoing it: after an error nothing was applied.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function openFile(file: string, policy: IndexingPolicy): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const opened = new DatabaseSync(file, { timeout: OPEN_PATIENCE_MS });
    db = opened;
    checkFile(opened, file);
    insisting(() => opened.exec('PRAGMA journal_mode = WAL'));
    opened.exec('PRAGMA synchronous = NORMAL');
    opened.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    opened.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    layOut(opened, policy);
    opened.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return opened;
  } catch (error) {
    if (db?.isOpen) db.close();
    if (error instanceof Error && 'syscall' in error) {
      throw new StoreUnavailableError(`The folder of ${file} cannot be used: ${error.message}.`, {
        cause: error,
      });
    }
    throw translated(file, error);
  }
}

/** Two processes that turn one new file to write-ahead logging at once: SQLite refuses one without waiting. */
function insisting(work: () => void): void {
  const deadline = performance.now() + OPEN_PATIENCE_MS;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    Atomics.wait(cell, 0, 0, 1 + Math.random() * LONGEST_PAUSE_MS);
  }
}
