import { parse } from 'csv-parse/sync';
import { generateDemo, type Demo } from '../../../../local/demo/generate-demo.ts';
import { readPhoneNumber } from '../../../../shared/customers/phone-number.ts';
import { parseLocalDate, type LocalDate } from '../../../../shared/kernel/local-date.ts';
import { decideAlert, type AlertRules } from '../../../../shared/vaccinations/alert-plan.ts';
import { newestOf } from '../../../../shared/vaccinations/status.ts';
import { readVaccine } from '../../../../shared/vaccinations/vaccine-catalogue.ts';

/** A line of a file by column name. */
export type Row = Readonly<Record<string, string>>;

/** The demo as its three files say, read without any of its own code. */
export interface SalonBook {
  readonly demo: Demo;
  readonly owners: readonly Row[];
  readonly pets: readonly Row[];
  readonly vaccinations: readonly Row[];
}

/** The rules that a new tenant starts with. */
export const RULES: AlertRules = { thresholdDays: [30, 14, 7, 0], staleAfterDays: 14 };

/** Reads the files of a generated demo. */
export function openBook(anchor: string, seed?: number): SalonBook {
  const demo = generateDemo({ anchor: dateOf(anchor), ...(seed !== undefined && { seed }) });
  const rows = (name: string): Row[] =>
    parse(demo.files.find((file) => file.name === name)?.text ?? '', {
      columns: true,
      record_delimiter: '\r\n',
    });
  return {
    demo,
    owners: rows('owners.csv'),
    pets: rows('pets.csv'),
    vaccinations: rows('vaccinations.csv'),
  };
}

/** A cell that must be there. */
export function cell(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`There is no column ${column}.`);
  return value;
}

/** A `YYYY-MM-DD` date that exists. */
export function dateOf(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (!date.ok) throw new Error(`${text} is not a date.`);
  return date.value;
}

/** A `MM/DD/YYYY` cell as a date that exists. */
export function usDateOf(text: string): LocalDate {
  const [month = '', day = '', year = ''] = text.split('/');
  return dateOf(`${year}-${month}-${day}`);
}

/** The number of an owner in E.164, or undefined when none can be read. */
export function numberOf(owner: Row): string | undefined {
  const read = readPhoneNumber(cell(owner, 'Mobile'), 'US');
  return read.ok ? read.value.number : undefined;
}

/** Whether a text may go to this owner. */
export function isTextable(owner: Row): boolean {
  return numberOf(owner) !== undefined && owner['SMS Opt In'] !== 'No';
}

/** A record in force: the newest of its vaccine of a pet that is looked after. */
export interface Cover {
  readonly id: string;
  readonly customerId: string;
  readonly petId: string;
  readonly vaccine: string;
  readonly expiryDate: LocalDate;
}

/** Every record in force. */
export function coversOf({ pets, vaccinations }: SalonBook): Cover[] {
  const active = new Set(pets.filter((p) => p['Status'] === 'Active').map((p) => p['Pet ID']));
  const records = vaccinations.map((row, index) => ({
    id: String(index),
    customerId: cell(row, 'Customer ID'),
    petId: cell(row, 'Pet ID'),
    vaccine: readVaccine(cell(row, 'Vaccine'))?.key ?? '',
    expiryDate: usDateOf(cell(row, 'Expires On')),
  }));
  const groups = Map.groupBy(records, (it) => `${it.petId} ${it.vaccine}`);
  return [...groups.values()]
    .map((group) => newestOf(group))
    .filter((cover) => cover !== undefined)
    .filter(({ petId }) => active.has(petId));
}

/** What is due on a day, by customer, when nothing was dealt with before. */
export function dueOn(book: SalonBook, today: LocalDate): Map<string, Cover[]> {
  const due = coversOf(book).filter((it) => decideAlert(it, RULES, today).kind === 'alert');
  return Map.groupBy(due, ({ customerId }) => customerId);
}
