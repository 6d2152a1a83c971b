import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportMemory } from './import-child.ts';

const ROWS = 50_000;
const MEGABYTE = 1_000_000;
const MOST_BYTES = 300 * MEGABYTE;

let folder: string;
let csvFile: string;

/** 100 MB: a row a pet with its owner, its vaccination and a note of 1,700 characters. */
async function writeLargeFile(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(
    'Customer ID,First Name,Last Name,Mobile,Email,Pet ID,Pet,Species,Vaccine,Expires,Pet Notes\r\n',
  );
  const note = 'likes being brushed, "very" much. '.repeat(50).replaceAll('"', '""');
  for (let i = 0; i < ROWS; i++) {
    const line = String(2_000_000 + i);
    const phone = `(212) ${line.slice(0, 3)}-${line.slice(3)}`;
    const owner = `C${i},Jane ${i},"O'Brien, ${i}",${phone},jane${i}@example.com`;
    const row = `${owner},P${i},Bella ${i},dog,rabies,11/30/2027,"${note}"\r\n`;
    if (!file.write(row)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

async function importAlone(dataFile: string, mode: 'dry' | 'real'): Promise<ImportMemory> {
  const program = join(import.meta.dirname, 'import-child.ts');
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [program, csvFile, join(folder, dataFile), mode]);
  return JSON.parse(stdout) as ImportMemory;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'petops-large-'));
  csvFile = join(folder, 'flat.csv');
  await writeLargeFile(csvFile);
  expect((await stat(csvFile)).size).toBeGreaterThan(95 * MEGABYTE);
});
afterAll(async () => rm(folder, { recursive: true }));

describe('a file of 100 MB', () => {
  test('is imported by a process that never holds 300 MB', async () => {
    const result = await importAlone('real.db', 'real');
    expect(result).toMatchObject({ rows: ROWS, problems: 0, ownersCreated: ROWS });
    expect(result.peakBytes).toBeLessThan(MOST_BYTES);
  });

  test('is rehearsed in one and a half times that, as what would be written is held packed', async () => {
    const result = await importAlone('dry.db', 'dry');
    expect(result).toMatchObject({ rows: ROWS, problems: 0, ownersCreated: ROWS });
    expect(result.peakBytes).toBeLessThan(1.5 * MOST_BYTES);
  });
});
