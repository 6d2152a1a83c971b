import type { Species } from '../customers/model.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { definedFields } from './defined-fields.ts';
import type { FileShape } from './file-shape.ts';
import { readAppointment, type HistoryReading } from './read-appointment.ts';
import { readConsentWord } from './read-consent.ts';
import { readOwner } from './read-owner.ts';
import { readPayment } from './read-payment.ts';
import { readPet } from './read-pet.ts';
import { readVaccinations, vaccinesWithColumns } from './read-vaccinations.ts';
import { RowCells, type ColumnIndex } from './row-cells.ts';
import type { OwnerFacts, PetFacts, RowFacts } from './row-facts.ts';

/** How the rows of one file are to be read. */
export interface RowReading extends HistoryReading {
  /** Position of the file in the import. */
  readonly file: number;
  readonly fileName: string;
  readonly columnCount: number;
  readonly index: ColumnIndex;
  readonly shape: FileShape;
  readonly defaultSpecies: Species | undefined;
  /** ISO 3166 country of numbers without a country code. */
  readonly country: string;
  /** The tenant's local date. */
  readonly today: LocalDate;
}

/** A row as it stands in a file. */
export interface RawRow {
  readonly cells: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** Data row, from 1. */
  readonly row: number;
}

/** Makes the function that understands the rows of one file. */
export function rowReader(reading: RowReading): (raw: RawRow) => RowFacts {
  const ownColumns = vaccinesWithColumns(reading.index);
  return (raw) => {
    const { fileName: file, shape } = reading;
    const cells = new RowCells(reading.index, raw.cells, { file, line: raw.line });
    const at = { file: reading.file, row: raw.row, line: raw.line, problems: cells.problems };
    const misfit = columnMisfit(raw.cells, reading.columnCount);
    if (misfit !== undefined) {
      cells.report(undefined, 'row', misfit);
      return { ...at, vaccinations: [] };
    }
    const owner = readOwner(cells, reading.country);
    if (shape.kind === 'consent') return { ...at, ...consentOf(cells, reading, owner) };
    const pet = readPet(cells, reading);
    if (shape.kind === 'appointments' || shape.kind === 'payments') {
      return { ...at, ...historyOf(cells, reading, owner, pet), vaccinations: [] };
    }
    const vaccinations = readVaccinations(cells, { ...reading, ownColumns });
    if (owner === undefined && pet === undefined) {
      cells.report(undefined, 'row', 'The row names nobody.');
    } else if (pet === undefined && (shape.kind !== 'owners' || vaccinations.length > 0)) {
      reportMissingPet(cells, shape, vaccinations.length > 0);
    }
    return {
      ...at,
      ...definedFields({ owner, pet }),
      vaccinations: pet === undefined ? [] : vaccinations,
    };
  };
}

/** What a row of consent says; a number can be stopped without an owner. */
function consentOf(
  cells: RowCells,
  reading: RowReading,
  owner: OwnerFacts | undefined,
): Pick<RowFacts, 'owner' | 'consent' | 'vaccinations'> {
  if (owner === undefined) cells.report(undefined, 'row', 'The row names nobody.');
  const consent = owner && readConsentWord(cells, reading);
  return {
    vaccinations: [],
    ...(owner !== undefined && { owner }),
    ...(consent !== undefined && { consent }),
  };
}

/** What a row of visits or payments says; nothing of it goes in without an owner. */
function historyOf(
  cells: RowCells,
  reading: RowReading,
  owner: OwnerFacts | undefined,
  pet: PetFacts | undefined,
): Pick<RowFacts, 'owner' | 'pet' | 'appointment' | 'payment' | 'refund'> {
  if (owner === undefined) {
    cells.report(undefined, 'row', 'The row names nobody.');
    return {};
  }
  const visits = reading.shape.kind === 'appointments';
  const appointment = visits ? readAppointment(cells, reading) : undefined;
  const lost = visits && appointment === undefined;
  const pays = reading.index.has('payment.amount') || reading.index.has('payment.total');
  const paid = pays && !lost ? readPayment(cells, reading, appointment) : undefined;
  return {
    owner,
    ...(pet !== undefined && { pet }),
    ...(appointment !== undefined && { appointment }),
    ...paid,
  };
}

function columnMisfit(cells: readonly string[], expected: number): string | undefined {
  if (cells.length < expected || cells.slice(expected).some((cell) => cell.trim() !== '')) {
    return `The row has ${cells.length} cells, the header has ${expected}: is a quote or a delimiter missing?`;
  }
  return undefined;
}

function reportMissingPet(cells: RowCells, shape: FileShape, hasVaccination: boolean): void {
  // A customer list may name people without a pet; only what they came with is missed.
  if (hasVaccination) cells.report(undefined, 'vaccination', 'The row names no pet.');
  else if (shape.kind !== 'flat' && cells.problems.length === 0) {
    cells.report(undefined, shape.createsOwners ? 'pet' : 'row', 'The row names no pet.');
  }
}
