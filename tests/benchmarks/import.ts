import { join } from 'node:path';
import type { BareAnswer, BareTask } from './bare-task.ts';
import type { Benchmark } from './benchmark.ts';
import { inChild } from './child-task.ts';
import { writeFlatFile } from './flat-file.ts';
import type { ImportAnswer, ImportTask } from './import-task.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROWS = 100_000;
const MEGABYTE = 1024 * 1024;
const MOST_RESIDENT_MB = 300;

/**
 * Importing 100,000 rows of owner, pet and vaccination against bare `node:sqlite` writing the same
 * documents: every commit of the import is recorded, then replayed bare, each in a fresh process with
 * a fresh data file. Fair to the peer, whose time is that of its transactions alone, on the same
 * table and indexes with the same settings: it reads, decides and checks nothing, and its statements
 * guard nothing. Ours is all of `importCustomers`: both passes over the file, every look-up, and the
 * recording too. One run each, since either takes long enough to average out what else goes on. The
 * memory is the most that the importing process held, its start included.
 */
export const importRows: Benchmark = {
  name: 'import',
  async run() {
    return inTemporaryFolder(async (folder) => {
      const csvFile = join(folder, 'customers.csv');
      const recording = join(folder, 'commits.jsonl');
      await writeFlatFile(csvFile, ROWS);
      const ours = await imported({ csvFile, dataFile: join(folder, 'ours.sqlite'), recording });
      const bare = await replayed({ recording, dataFile: join(folder, 'bare.sqlite') });
      const perSecond = (ms: number) => bare.documents / (ms / 1000);
      return [
        {
          what: `documents per second, ${ROWS.toLocaleString('en-US')} rows`,
          unit: 'documents/s',
          ours: perSecond(ours.ms),
          peer: perSecond(bare.ms),
          peerName: 'bare node:sqlite',
          limit: { atLeast: 0.25 },
        },
        {
          what: 'documents per second of processor time',
          unit: 'documents/s',
          ours: perSecond(ours.processorMs),
          peer: perSecond(bare.processorMs),
          peerName: 'bare node:sqlite',
        },
        {
          what: 'resident memory while importing',
          unit: 'MB',
          ours: ours.residentBytes / MEGABYTE,
          peer: MOST_RESIDENT_MB,
          peerName: 'allowed',
          limit: { atMost: 1 },
        },
      ];
    });
  },
};

/** Imports in a fresh process, and checks that every row went in. */
async function imported(task: ImportTask): Promise<ImportAnswer> {
  const answer = (await inChild(taskFile('import-task.ts'), task)) as ImportAnswer;
  if (answer.rows === ROWS && answer.problems === 0 && answer.created > 2 * ROWS) return answer;
  throw new Error(`The import went wrong: ${JSON.stringify(answer)}`);
}

async function replayed(task: BareTask): Promise<BareAnswer> {
  return (await inChild(taskFile('bare-task.ts'), task)) as BareAnswer;
}

function taskFile(name: string): string {
  return join(import.meta.dirname, name);
}
