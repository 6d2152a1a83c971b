import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { MAX_COMMIT_WRITES } from '../platform/store/document-store.ts';
import type { Tenant } from '../tenants/model.ts';
import { OwnerDirectory } from './owner-directory.ts';
import { readRows } from './read-rows.ts';
import { rowReader, type RawRow, type RowReading } from './read-row.ts';
import { columnIndex } from './row-cells.ts';
import type { RowFacts } from './row-facts.ts';
import type { FileSurvey } from './survey-file.ts';

/**
 * Where an import stands: position of the file and how many of its rows are done. After all files those
 * with refunds are gone through once more, counted on: of two files the first is then at position 2.
 */
export interface Cursor {
  readonly file: number;
  readonly row: number;
}

/** How the files of an import are read. */
export interface PageReading {
  readonly surveys: readonly FileSurvey[];
  readonly tenant: Tenant;
  readonly today: LocalDate;
  /** When the import began. */
  readonly now: Instant;
  readonly from: Cursor;
}

/** Documents a page may be about: two writes are kept for the import itself and its findings. */
const MOST_DOCUMENTS = MAX_COMMIT_WRITES - 2;
/** Most characters of a page, far enough below what a commit may hold. */
const MOST_CHARACTERS = 300_000;

/**
 * The rows of an import after `from`, in pages that one commit can take. The same files and the
 * same cursor give the same pages, so that an import cut off at any point goes on as it would have.
 */
export async function* readPages(reading: PageReading): AsyncGenerator<RowFacts[]> {
  let page: RowFacts[] = [];
  let characters = 0;
  let refunds = false;
  let documents = new Set<string>();
  for await (const { facts, size } of readFacts(reading)) {
    const concerned = concernedBy(facts).filter((it) => !documents.has(it));
    const full =
      documents.size + concerned.length > MOST_DOCUMENTS ||
      characters + size > MOST_CHARACTERS ||
      // What was given back is looked at when all rows are in the store.
      refunds !== facts.file >= reading.surveys.length;
    refunds = facts.file >= reading.surveys.length;
    if (full && page.length > 0) {
      yield page;
      page = [];
      characters = 0;
      documents = new Set();
    }
    page.push(facts);
    characters += size;
    for (const it of full ? concernedBy(facts) : concerned) documents.add(it);
    // Rows that were refused concern nothing; they must not pile up without an end.
    if (page.length >= 1000) {
      yield page;
      page = [];
      characters = 0;
      documents = new Set();
    }
  }
  if (page.length > 0) yield page;
}

/** The first rows of each file as they are understood, each file for itself. */
export async function readFirstRows(reading: PageReading, perFile: number): Promise<RowFacts[][]> {
  const first: RowFacts[][] = [];
  for (const [file, survey] of reading.surveys.entries()) {
    const read = rowReader(rowReading(reading, file, survey));
    const rows: RowFacts[] = [];
    for await (const raw of dataRows(survey)) {
      rows.push(read(raw));
      if (rows.length >= perFile) break;
    }
    first.push(rows);
  }
  return first;
}

interface ReadFacts {
  readonly facts: RowFacts;
  readonly size: number;
}

async function* readFacts(reading: PageReading): AsyncGenerator<ReadFacts> {
  const { surveys, from } = reading;
  const directory = new OwnerDirectory();
  for (const [file, survey] of surveys.entries()) {
    const describes = describesOwners(survey, surveys.slice(file + 1));
    if (file < from.file && !describes) continue;
    const read = rowReader(rowReading(reading, file, survey));
    const isDone = (row: number): boolean =>
      file < from.file || (file === from.file && row <= from.row);
    for await (const raw of dataRows(survey)) {
      const done = isDone(raw.row);
      if (done && !describes) continue;
      const facts = directory.exchange(read(raw), survey, describes);
      const size = raw.cells.reduce((sum, cell) => sum + cell.length, 0);
      if (!done) yield { facts, size };
    }
  }
  yield* readRefunds(reading, directory);
}

/**
 * The rows that gave money back, once more: whether that much was paid is known only when all payments
 * are in, in whatever order the rows stand.
 */
async function* readRefunds(
  reading: PageReading,
  directory: OwnerDirectory,
): AsyncGenerator<ReadFacts> {
  const { surveys, from } = reading;
  for (const [at, survey] of surveys.entries()) {
    const file = surveys.length + at;
    if (!survey.refunds || file < from.file) continue;
    const read = rowReader(rowReading(reading, file, survey));
    for await (const raw of dataRows(survey)) {
      if (file === from.file && raw.row <= from.row) continue;
      const facts = read(raw);
      if (facts.refund === undefined) continue;
      const size = raw.cells.reduce((sum, cell) => sum + cell.length, 0);
      yield { facts: directory.exchange(facts, survey, false), size };
    }
  }
}

/** Whether what a file says of owners helps to find those that a later one names less exactly. */
function describesOwners({ map }: FileSurvey, later: readonly FileSurvey[]): boolean {
  if (!map.shape.createsOwners || map.shape.weakOwners) return false;
  return later.some((it) => it.map.shape.weakOwners);
}

function rowReading(
  { tenant, today, now }: PageReading,
  file: number,
  survey: FileSurvey,
): RowReading {
  return {
    file,
    fileName: survey.file.name,
    columnCount: survey.headers.length,
    index: columnIndex(survey.map.columns),
    shape: survey.map.shape,
    dateOrder: survey.dateOrder,
    defaultSpecies: survey.mapping.defaultSpecies,
    tenant,
    country: tenant.country,
    today,
    now,
  };
}

async function* dataRows(survey: FileSurvey): AsyncGenerator<RawRow> {
  const format = {
    file: survey.file.name,
    encoding: survey.encoding,
    delimiter: survey.delimiter,
  };
  for await (const raw of readRows(survey.file.open(), format)) {
    if (raw.row > 0) yield raw;
  }
}

/** The documents a row is about, by names that are equal when the documents are. */
function concernedBy(row: RowFacts): string[] {
  const { owner, pet, vaccinations } = row;
  const concerned: string[] = [];
  const ownerName = JSON.stringify(owner?.ref ?? null);
  if (owner !== undefined) concerned.push(`o${ownerName}`);
  if (owner?.fields.phone !== undefined) concerned.push(`t${owner.fields.phone}`);
  concerned.push(...historyConcerned(ownerName, row));
  // The entry, the address, and what says that it went in.
  if (row.consent !== undefined)
    concerned.push(...['g', 'h', 'i'].map((it) => it + consentName(row)));
  if (pet === undefined) return concerned;
  const petName = `${pet.externalId ?? ownerName}|${pet.nameKey}|${pet.fields.species}`;
  concerned.push(`p${petName}`);
  for (const it of vaccinations) concerned.push(`v${petName}|${it.vaccine}|${it.expiryDate}`);
  return concerned;
}

function consentName({ owner, consent }: RowFacts): string {
  return JSON.stringify([owner?.ref, consent?.channel, consent?.purpose]);
}

function historyConcerned(
  ownerName: string,
  { pet, appointment, payment, refund }: RowFacts,
): string[] {
  const concerned: string[] = [];
  if (appointment !== undefined) {
    const { externalId, startsAt, service = '', staff = '' } = appointment;
    const visit = externalId ?? `${ownerName}|${startsAt}|${pet?.nameKey ?? ''}`;
    // The visit, what it earned, its charge, who did what.
    concerned.push(`a${visit}`, `e${visit}`, `c${visit}|${service}`, `s${service}`, `f${staff}`);
  }
  if (payment !== undefined) {
    const { externalId, at, amountCents, method } = payment;
    concerned.push(`m${externalId ?? `${ownerName}|${at}|${String(amountCents)}|${method}`}`);
  }
  if (refund !== undefined) concerned.push(`r${ownerName}|${JSON.stringify(refund)}`);
  return concerned;
}
