import { nameKey } from '../customers/name-key.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { readVaccine } from '../vaccinations/vaccine-catalogue.ts';
import { FIELDS, type Field, type VaccineField } from './fields.ts';
import {
  HEADER_SYNONYMS,
  SHARED_HEADERS,
  VACCINE_COLUMN_WORDS,
  type Subject,
} from './header-synonyms.ts';
import { nearestHeader } from './nearest-header.ts';
import { shapeOf, type FileShape, type MissingColumns } from './file-shape.ts';

/** What one column is used for. */
export interface MappedColumn {
  /** Position in the row, from 0. */
  readonly index: number;
  readonly header: string;
  readonly field: Field | VaccineField;
}

/** A column that is not read. */
export interface IgnoredColumn {
  readonly header: string;
  readonly why: string;
}

/** What the columns of a file mean. */
export interface HeaderMap {
  /** In order of preference: of several columns of one field the first filled one counts. */
  readonly columns: readonly MappedColumn[];
  readonly ignored: readonly IgnoredColumn[];
  readonly shape: FileShape;
}

/** A file whose columns do not suffice: what is missing, what was found, what may be misspelt. */
export interface HeaderRefusal extends MissingColumns {
  readonly found: readonly string[];
  readonly guesses: readonly { readonly header: string; readonly like: string }[];
}

interface Candidate extends MappedColumn {
  readonly rank: number;
}

const fieldByHeader = new Map<string, { field: Field; rank: number }>(
  FIELDS.flatMap((field) =>
    HEADER_SYNONYMS[field].map((header, rank): [string, { field: Field; rank: number }] => [
      header,
      { field, rank },
    ]),
  ),
);

/**
 * Decides what each column of a header row means. `explicit` (header to field or `ignore`) wins;
 * then known names; then names of vaccines; then names whose meaning depends on the file (`Name`).
 * Every column that is not used is listed with the reason.
 */
export function mapHeaders(
  headers: readonly string[],
  fileName: string,
  explicit: Readonly<Record<string, Field | VaccineField | 'ignore'>> = {},
): Result<HeaderMap, HeaderRefusal> {
  const byKey = new Map(Object.entries(explicit).map(([name, field]) => [headerKey(name), field]));
  const found: Candidate[] = [];
  const ignored: IgnoredColumn[] = [];
  const open: { index: number; header: string; key: string }[] = [];
  headers.forEach((raw, index) => {
    const header = raw.trim();
    if (header.length > MAX_HEADER_LENGTH) {
      ignored.push({ header: shownHeader(header), why: 'its name is too long' });
      return;
    }
    const key = headerKey(raw);
    const wanted = explicit[header] ?? byKey.get(key);
    if (wanted === 'ignore') ignored.push({ header, why: 'the mapping says so' });
    else if (wanted !== undefined) found.push({ index, header, field: wanted, rank: -1 });
    else {
      const meaning = meaningOf(key);
      if (meaning === undefined) open.push({ index, header, key });
      else found.push({ index, header, ...meaning });
    }
  });
  for (const column of open) {
    const field = sharedMeaning(column.key, found, fileName);
    if (field !== undefined) found.push({ ...column, field, rank: 0 });
    else ignored.push(unknownColumn(column));
  }
  const columns = withoutDoubles(ofThisFile(onConsent(found, ignored), ignored), ignored);
  const shape = shapeOf(columns.map((column) => column.field));
  return shape.ok
    ? ok({ columns, ignored, shape: shape.value })
    : err(refusal(shape.error, headers));
}

/** Names longer than this mean nothing, and comparing them would take long. */
const MAX_HEADER_LENGTH = 200;

function shownHeader(header: string): string {
  return header.length > MAX_HEADER_LENGTH ? `${header.slice(0, 100)}…` : header;
}

/** The form of a header in which names are compared: `firstName` and `First name` are one. */
function headerKey(header: string): string {
  return nameKey(header.replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('#', ' number '));
}

function meaningOf(key: string): { field: Field | VaccineField; rank: number } | undefined {
  const known = fieldByHeader.get(key);
  if (known !== undefined) return known;
  for (const { words, field } of VACCINE_COLUMN_WORDS) {
    const vaccine = words.test(key) ? readVaccine(key.replace(words, '')) : undefined;
    if (vaccine?.known === true) return { field: `${field}:${vaccine.key}`, rank: 0 };
  }
  const vaccine = readVaccine(key);
  if (vaccine?.known === true) return { field: `vaccination.expiryDate:${vaccine.key}`, rank: 0 };
  return undefined;
}

function sharedMeaning(
  key: string,
  found: readonly Candidate[],
  fileName: string,
): Field | undefined {
  const meanings = SHARED_HEADERS[key];
  if (meanings === undefined) return undefined;
  const taken = new Set<string>(found.map((column) => column.field));
  const free = (field: Field | undefined): Field | undefined =>
    field === undefined || taken.has(field) ? undefined : field;
  const ownerNamed = taken.has('owner.firstName') || taken.has('owner.lastName');
  const owner = key === 'name' && ownerNamed ? undefined : free(meanings.owner);
  const pet = free(meanings.pet);
  const subject = subjectOf(taken, fileName);
  switch (subject) {
    case 'owner':
      return owner;
    case 'pet':
      return pet ?? owner;
    case 'appointment':
    case 'payment': {
      const own = free(meanings[subject]);
      return key === 'name' && ownerNamed ? undefined : own;
    }
    case 'vaccination':
      // A bare id or note beside vaccinations belongs to none of the records kept here.
      return key === 'name' ? (pet ?? owner) : free(meanings.vaccination);
  }
}

function subjectOf(fields: ReadonlySet<string>, fileName: string): Subject {
  const of = (prefix: string): number =>
    [...fields].filter((field) => field.startsWith(prefix)).length;
  if (of('vaccination.') > 0) {
    return fields.has('pet.species') || fields.has('pet.breed') ? 'pet' : 'vaccination';
  }
  // One word like "Groomer" may stand in any list; two of them, or a date, speak of visits.
  const visits = fields.has('appointment.date') || of('appointment.') > 1;
  if (visits || /appointment|appt|visit|booking/i.test(fileName)) return 'appointment';
  if (of('payment.') > 1 || /payment|transaction|receipt/i.test(fileName)) return 'payment';
  if (of('pet.') > 0) return 'pet';
  if (/vacc|shot|immuni/i.test(fileName)) return 'vaccination';
  return /pet|animal|dog|patient/i.test(fileName) ? 'pet' : 'owner';
}

/**
 * Columns of visits in a file that holds none, and of payments likewise, mean nothing there: a
 * customer list may well have a "Groomer" or a "Total paid". A file with vaccinations holds neither.
 */
function ofThisFile(found: readonly Candidate[], ignored: IgnoredColumn[]): Candidate[] {
  const fields = new Set<string>(found.map(({ field }) => field));
  const starts = (prefix: string): boolean => [...fields].some((it) => it.startsWith(prefix));
  const shots = starts('vaccination.');
  const dated = fields.has('appointment.date') && !shots;
  const amount = fields.has('payment.amount') || fields.has('payment.total');
  const paid = amount && (dated || (fields.has('payment.date') && !shots));
  // Where nothing else is told either, the refusal shall say what a file of visits lacks.
  const told = shots || starts('pet.') || /owner\.(name|first|last)/.test([...fields].join(' '));
  if (!told) return [...found];
  return found.filter(({ field, header }) => {
    const strange =
      (field.startsWith('appointment.') && !dated && !(paid && field === 'appointment.id')) ||
      (field.startsWith('payment.') && !paid);
    if (strange) ignored.push({ header, why: 'this file tells of no visits or payments' });
    return !strange;
  });
}

/**
 * Columns of consent mean something only where a person's word stands beside its channel or purpose: a list
 * of anything may have a "Source" or a "Page". A list of consent tells of nothing else.
 */
function onConsent(found: readonly Candidate[], ignored: IgnoredColumn[]): Candidate[] {
  const has = (field: Field): boolean => found.some((it) => it.field === field);
  const consent = has('consent.word') && (has('consent.channel') || has('consent.purpose'));
  const why = consent ? 'this file tells of consent alone' : 'this file tells of no consent';
  return found.filter(({ field, header }) => {
    const kept = field.startsWith('owner.') || field.startsWith('consent.') === consent;
    if (!kept) ignored.push({ header, why });
    return kept;
  });
}

/** Keeps one column per field, the preferred one; of telephone columns all, as the first filled counts. */
function withoutDoubles(found: readonly Candidate[], ignored: IgnoredColumn[]): MappedColumn[] {
  const sorted = [...found].sort((a, b) => a.rank - b.rank || a.index - b.index);
  const first = new Map<string, Candidate>();
  const kept = sorted.filter((column) => {
    const earlier = first.get(column.field);
    if (earlier === undefined) first.set(column.field, column);
    else if (column.field !== 'owner.phone') {
      ignored.push({ header: column.header, why: `means the same as "${earlier.header}"` });
      return false;
    }
    return true;
  });
  return kept.map(({ index, header, field }) => ({ index, header, field }));
}

function refusal(missing: MissingColumns, headers: readonly string[]): HeaderRefusal {
  const found = headers.map((header) => shownHeader(header.trim()));
  const guesses = found.flatMap((header) => {
    const key = headerKey(header);
    const like = meaningOf(key) === undefined ? nearestHeader(key, missing.anyOf) : undefined;
    return like === undefined ? [] : [{ header, like }];
  });
  return { ...missing, found, guesses };
}

function unknownColumn(column: { index: number; header: string; key: string }): IgnoredColumn {
  const like = nearestHeader(column.key, FIELDS);
  const why = like === undefined ? 'unknown name' : `unknown name: is "${like}" meant?`;
  return { header: column.header || `column ${String(column.index + 1)} (no name)`, why };
}
