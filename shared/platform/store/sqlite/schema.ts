import type { DatabaseSync } from 'node:sqlite';
import {
  compositeIndexesOf,
  type CompositeIndex,
  type IndexingPolicy,
} from '../indexing-policy.ts';
import { DamagedStoreError } from './faults.ts';

/** Marks a file as PetOps': "PtOp". */
const APPLICATION_ID = 0x5074_4f70;
/** Raised when an older PetOps could no longer read or write the file. New indexes do not count. */
const SCHEMA_VERSION = 1;
/** Reading every page of larger files would hold up each start; their damage shows when it is met. */
const LARGEST_CHECKED_PAGES = 65_536;

/** The index behind `due`: across tenants, oldest first. */
export const DUE_INDEX = 'due_across_tenants';

/** The generated column that holds a field's comparable value. */
export function columnOf(field: string): string {
  return field === 'id' ? 'id' : `f_${field}`;
}

/** The name of a composite index; it follows from its fields, so that the same name serves the same queries. */
export function indexName(index: CompositeIndex): string {
  return `by_${index.join('_')}`;
}

/** The fields that a document must have to be in the index. */
export function optionalOf(index: CompositeIndex): CompositeIndex {
  return index.filter((field) => field !== 'type');
}

/**
 * Throws {@link DamagedStoreError} unless the file is empty or a sound store that this version may
 * use. Reads one snapshot and changes nothing.
 */
export function checkFile(db: DatabaseSync, file: string): void {
  db.exec('BEGIN');
  try {
    const application = pragma(db, 'application_id');
    if (application !== APPLICATION_ID) {
      const objects = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
      if (application === 0 && objects === 0) return;
      throw new DamagedStoreError(file, 'is the database of another program');
    }
    if (pragma(db, 'user_version') > SCHEMA_VERSION) {
      throw new DamagedStoreError(file, 'was made by a newer version of PetOps');
    }
    if (pragma(db, 'page_count') > LARGEST_CHECKED_PAGES) return;
    const finding = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (finding !== 'ok') throw new DamagedStoreError(file, `is damaged (${String(finding)})`);
  } finally {
    db.exec('COMMIT');
  }
}

/**
 * Makes the tables, and the columns and indexes of the policy that are missing. What an older or
 * newer policy added is left: SQLite itself keeps it right, whichever version writes.
 */
export function layOut(db: DatabaseSync, policy: IndexingPolicy): void {
  const present = names(db, 'SELECT name FROM sqlite_schema');
  const missing = definitions(policy).filter(({ name }) => !present.has(name));
  if (missing.length === 0) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(TABLES);
    const columns = names(db, "SELECT name FROM pragma_table_xinfo('documents')");
    for (const field of fieldsOf(policy)) {
      if (!columns.has(columnOf(field))) db.exec(addColumn(field));
    }
    for (const { sql } of missing) db.exec(sql);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const TABLES = `
CREATE TABLE IF NOT EXISTS documents (
  pk TEXT NOT NULL,
  id TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  expires_at INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY (pk, id)
) STRICT;
CREATE TABLE IF NOT EXISTS lookups (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * Text and numbers as they are, booleans as blobs (so that `true` is not 1), anything else NULL:
 * a document without a comparable value is not in the index and costs nothing there.
 */
function addColumn(field: string): string {
  const value = `json_extract(body, '$.${field}')`;
  return `ALTER TABLE documents ADD COLUMN ${columnOf(field)} ANY GENERATED ALWAYS AS (
    CASE json_type(body, '$.${field}')
      WHEN 'text' THEN ${value} WHEN 'integer' THEN ${value} WHEN 'real' THEN ${value}
      WHEN 'true' THEN x'01' WHEN 'false' THEN x'00' END) VIRTUAL`;
}

function definitions(policy: IndexingPolicy): { name: string; sql: string }[] {
  const own = [
    {
      name: DUE_INDEX,
      sql: `CREATE INDEX IF NOT EXISTS ${DUE_INDEX}
        ON documents (f_dueKind, f_dueAt, pk, id, expires_at) WHERE f_dueKind IS NOT NULL`,
    },
    {
      name: 'by_expiry',
      sql: `CREATE INDEX IF NOT EXISTS by_expiry ON documents (expires_at)
        WHERE expires_at IS NOT NULL`,
    },
  ];
  return [...own, ...compositeIndexesOf(policy).map((index) => definition(index))];
}

/**
 * Ends with `expires_at` so that a count need not visit the documents. Holds those alone that its queries
 * can answer, which name each of its fields: every entry of a document costs a page at each write.
 */
function definition(index: CompositeIndex): { name: string; sql: string } {
  const name = indexName(index);
  const columns = ['pk', ...index.map(columnOf), 'id', 'expires_at'].join(', ');
  const held = optionalOf(index).map((field) => `${columnOf(field)} IS NOT NULL`);
  const only = held.length === 0 ? '' : ` WHERE ${held.join(' AND ')}`;
  return { name, sql: `CREATE INDEX IF NOT EXISTS ${name} ON documents (${columns})${only}` };
}

function fieldsOf(policy: IndexingPolicy): Set<string> {
  return new Set(['type', 'dueKind', 'dueAt', ...compositeIndexesOf(policy).flat()]);
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function names(db: DatabaseSync, sql: string): Set<unknown> {
  return new Set(
    db
      .prepare(sql)
      .all()
      .map((row) => row['name']),
  );
}
