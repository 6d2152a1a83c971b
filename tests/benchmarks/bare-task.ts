import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { fixedClock } from '../../shared/platform/clock.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { answerParent } from './child-task.ts';
import { recordedCommits, type RecordedCommit } from './recorded-commits.ts';
import { SCANNED_AT } from './scan-world.ts';
import { stopwatch, type Elapsed } from './stopwatch.ts';

/** What the bare process is given. */
export interface BareTask {
  readonly dataFile: string;
  /** Commits to be replayed, see `recorded-commits.ts`. */
  readonly recording: string;
}

/** What it answers; the time is spent from each BEGIN to its COMMIT, the reading is not counted. */
export interface BareAnswer extends Elapsed {
  readonly commits: number;
  readonly documents: number;
}

/** The file is laid out by our adapter, so that table and indexes are the same, then opened bare. */
async function insertAll(task: BareTask): Promise<BareAnswer> {
  const clock = fixedClock(SCANNED_AT);
  await openSqliteStore({ file: task.dataFile, clock, ids: randomIds }).close();
  const db = new DatabaseSync(task.dataFile);
  // As the adapter sets them.
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = NORMAL');
  db.exec('PRAGMA cache_size = -32768');
  db.exec('PRAGMA wal_autocheckpoint = 8000');
  const statements = {
    create: db.prepare('INSERT INTO documents (commit_id, body, pk, id) VALUES (?, ?, ?, ?)'),
    replace: db.prepare('UPDATE documents SET commit_id = ?, body = ? WHERE pk = ? AND id = ?'),
  };
  let [commits, documents, ms, processorMs] = [0, 0, 0, 0];
  for await (const commit of recordedCommits(task.recording)) {
    const elapsed = stopwatch();
    insert(db, statements, commit);
    const spent = elapsed();
    ms += spent.ms;
    processorMs += spent.processorMs;
    commits += 1;
    documents += commit.writes.length;
  }
  db.close();
  return { commits, documents, ms, processorMs };
}

function insert(
  db: DatabaseSync,
  statements: Readonly<Record<'create' | 'replace', StatementSync>>,
  { pk, etag, writes }: RecordedCommit,
): void {
  db.exec('BEGIN IMMEDIATE');
  for (const { op, id, body } of writes) statements[op].run(etag, body, pk, id);
  db.exec('COMMIT');
}

if (import.meta.main) answerParent(insertAll);
