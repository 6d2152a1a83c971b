import type { LocalDate } from '../kernel/local-date.ts';
import { readVaccines } from '../vaccinations/vaccine-catalogue.ts';
import type { VaccineField } from './fields.ts';
import { parseDate, type DateOrder } from './parse-date.ts';
import { MAX_LINE_LENGTH, type Cell, type ColumnIndex, type RowCells } from './row-cells.ts';
import type { VaccinationFacts } from './row-facts.ts';

/** How the cells of a file are to be read. */
export interface VaccinationReading {
  readonly dateOrder: DateOrder | undefined;
  readonly today: LocalDate;
  /** Vaccines with columns of their own, see {@link vaccinesWithColumns}. */
  readonly ownColumns: readonly string[];
}

/** The vaccines that have an expiry column of their own in a file. */
export function vaccinesWithColumns(index: ColumnIndex): readonly string[] {
  const prefix = 'vaccination.expiryDate:';
  return [...index.keys()]
    .filter((it) => it.startsWith(prefix))
    .map((it) => it.slice(prefix.length));
}

/**
 * The vaccinations of a row: the one it names (or several with the same dates) and those of
 * vaccines with columns of their own. One whose dates cannot be read is reported and left out.
 */
export function readVaccinations(
  cells: RowCells,
  reading: VaccinationReading,
): readonly VaccinationFacts[] {
  const vet = cells.line('vaccination.veterinarian');
  const veterinarian = vet === undefined ? {} : { veterinarian: vet };
  const found: VaccinationFacts[] = [];
  for (const facts of readNamed(cells, reading)) found.push({ ...facts, ...veterinarian });
  for (const vaccine of reading.ownColumns) {
    const dates = readDates(cells, reading, `:${vaccine}`);
    if (dates !== undefined) found.push({ vaccine, ...dates, ...veterinarian });
  }
  return found;
}

function readNamed(
  cells: RowCells,
  reading: VaccinationReading,
): readonly (VaccinationFacts | { vaccine: string; expiryDate: LocalDate })[] {
  const cell = cells.cell('vaccination.vaccine');
  if (cell === undefined) {
    const dated = cells.cell('vaccination.expiryDate');
    if (dated !== undefined) cells.report(dated, 'vaccination', 'The vaccine is not named.');
    return [];
  }
  const vaccines = readVaccines(cell.value);
  if (vaccines.length === 0) {
    cells.report(cell, 'vaccination', 'This is not the name of a vaccine.');
    return [];
  }
  if (vaccines.some((vaccine) => vaccine.label.length > MAX_LINE_LENGTH)) {
    cells.report(cell, 'vaccination', `Names have at most ${MAX_LINE_LENGTH} characters.`);
    return [];
  }
  const dates = readDates(cells, reading, '', cell);
  return dates === undefined ? [] : vaccines.map(({ key }) => ({ vaccine: key, ...dates }));
}

function readDates(
  cells: RowCells,
  reading: VaccinationReading,
  suffix: '' | `:${string}`,
  vaccine?: Cell,
): { expiryDate: LocalDate; administeredDate?: LocalDate } | undefined {
  const expiry = cells.cell(`vaccination.expiryDate${suffix}` as VaccineField);
  if (expiry === undefined) {
    if (vaccine !== undefined) {
      cells.report(vaccine, 'vaccination', 'It is not said until when this vaccination is valid.');
    }
    return undefined;
  }
  const expiryDate = readDate(cells, expiry, reading, 'vaccination');
  if (expiryDate === undefined) return undefined;
  const given = cells.cell(`vaccination.administeredDate${suffix}` as VaccineField);
  if (given === undefined) return { expiryDate };
  const administeredDate = readDate(cells, given, reading, 'value');
  if (administeredDate === undefined) return { expiryDate };
  if (administeredDate >= expiryDate) {
    cells.report(
      given,
      'vaccination',
      `It must end later than it is given, and it ends on ${expiryDate}.`,
    );
    return undefined;
  }
  if (administeredDate > reading.today) {
    cells.report(given, 'value', 'A vaccination is given in the past.');
    return { expiryDate };
  }
  return { expiryDate, administeredDate };
}

function readDate(
  cells: RowCells,
  cell: Cell,
  { dateOrder }: VaccinationReading,
  effect: 'vaccination' | 'value',
): LocalDate | undefined {
  const date = parseDate(cell.value, dateOrder);
  if (date.ok && date.value >= '1980' && date.value < '2100') return date.value;
  cells.report(cell, effect, date.ok ? 'Dates lie between 1980 and 2099.' : date.error.reason);
  return undefined;
}
