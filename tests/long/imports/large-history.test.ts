import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryFigures } from './history-child.ts';

const OWNERS = 5000;
const VISITS = 100_000;
const PAYMENTS = 20_000;
/** So many of the payments are given back, in rows that stand before them. */
const REFUNDS = 400;
const MEGABYTE = 1_000_000;
const MOST_BYTES = 400 * MEGABYTE;
/** A heap without a limit grows as it likes before anything is collected: what is needed shows only in a small one. */
const HEAP = '--max-old-space-size=160';
/** By the number of the visit: 16 of 20 came, 2 were missed, 1 was cancelled late, 1 nobody knows. */
const STATUSES = [...Array.from({ length: 16 }, () => 'Completed'), 'No Show', 'No Show'];
STATUSES.push('Late cancel', 'Booked');

let folder: string;

async function writeFile(name: string, header: string, count: number, row: (n: number) => string) {
  const file = createWriteStream(path.join(folder, 'in', name));
  file.write(`${header}\r\n`);
  for (let n = 0; n < count; n++) if (!file.write(`${row(n)}\r\n`)) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
}

/** The visits of all owners by date, as a calendar tells them: rows of one owner lie far apart. */
function visitRow(n: number): string {
  const day = new Date(Date.UTC(2019, 0, 1) + Math.floor(n / 60) * 86_400_000);
  const status = STATUSES[Math.floor(n / OWNERS) % 20] ?? '';
  const date = day.toISOString().slice(0, 10);
  return `A${String(n)},C${String(n % OWNERS)},${date},9:30 AM,${status},Full groom,Kim,60.00`;
}

function paymentRow(row: number): string {
  if (row < REFUNDS) return `R${String(row)},C${String(row * 10)},2025-06-01,,-60.00,`;
  const n = row - REFUNDS;
  const date = new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString().slice(0, 10);
  return `T${String(n)},C${String(n % OWNERS)},${date},Visa,60.00,5.00`;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-history-'));
  await mkdir(path.join(folder, 'in'));
  await writeFile(
    'owners.csv',
    'Customer ID,Name',
    OWNERS,
    (n) => `C${String(n)},Jane ${String(n)}`,
  );
  const visits =
    'Appointment ID,Customer ID,Appointment Date,Start Time,Status,Service,Groomer,Price';
  await writeFile('visits.csv', visits, VISITS, visitRow);
  const payments = 'Transaction ID,Customer ID,Payment Date,Method,Amount Paid,Tip';
  await writeFile('payments.csv', payments, PAYMENTS + REFUNDS, paymentRow);
});
afterAll(async () => rm(folder, { recursive: true }));

test('100,000 visits with their outcomes, payments and refunds come in below 400 MB, silently, and all sums agree', async () => {
  const program = path.join(import.meta.dirname, 'history-child.ts');
  const run = promisify(execFile);
  const args = [HEAP, program, path.join(folder, 'in'), path.join(folder, 'store.db')];
  const { stdout } = await run(process.execPath, args);
  const figures = JSON.parse(stdout) as HistoryFigures;
  const completed = (VISITS / 20) * 16;
  expect(figures).toMatchObject({
    ...{ appointments: VISITS, payments: PAYMENTS + REFUNDS, owners: OWNERS },
    // Each refund says that what it had paid for is owed again.
    problems: REFUNDS,
    ...{ visits: completed, noShows: (VISITS / 20) * 2, lateCancellations: VISITS / 20 },
    ...{ balanceCents: (completed - PAYMENTS + REFUNDS) * 6000, marked: 0, events: 0 },
  });
  expect(figures.peakBytes).toBeLessThan(MOST_BYTES);
  process.stdout.write(
    `imported in ${String(figures.importMs)} ms, recomputed in ${String(figures.recomputeMs)} ms, ` +
      `${String(Math.round(figures.peakBytes / MEGABYTE))} MB at most\n`,
  );
});
