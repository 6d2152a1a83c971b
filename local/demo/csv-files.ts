import { stringify } from 'csv-stringify/sync';
import type { LocalDate } from '../../shared/kernel/local-date.ts';
import type { DemoHousehold, DemoOwner, DemoPet, DemoVaccination } from './model.ts';

/** A file as text, UTF-8 once written. */
export interface DemoFile {
  readonly name: 'owners.csv' | 'pets.csv' | 'vaccinations.csv';
  readonly text: string;
}

type Columns<T> = Readonly<Record<string, (row: T) => string>>;

const OWNER_COLUMNS: Columns<DemoOwner> = {
  'Customer ID': (o) => o.customerId,
  'First Name': (o) => o.firstName,
  'Last Name': (o) => o.lastName,
  Mobile: (o) => o.mobile,
  Email: (o) => o.email,
  'SMS Opt In': (o) => o.smsOptIn,
  Notes: (o) => o.notes,
};

const PET_COLUMNS: Columns<DemoPet> = {
  'Pet ID': (p) => p.petId,
  'Customer ID': (p) => p.customerId,
  Pet: (p) => p.name,
  Species: (p) => p.species,
  Breed: (p) => p.breed,
  'Weight (lb)': (p) => String(p.weightLb),
  Birthday: (p) => usDate(p.birthday),
  Status: (p) => p.status,
  Notes: (p) => p.notes,
};

const VACCINATION_COLUMNS: Columns<DemoVaccination> = {
  'Customer ID': (v) => v.customerId,
  'Pet ID': (v) => v.petId,
  Pet: (v) => v.petName,
  Vaccine: (v) => v.vaccine,
  'Date Given': (v) => usDate(v.given),
  'Expires On': (v) => usDate(v.expires),
  Veterinarian: (v) => v.veterinarian,
};

/** The three files a salon's spreadsheet would be exported to: a header line, CRLF, US dates. */
export function csvFiles(households: readonly DemoHousehold[]): DemoFile[] {
  return [
    {
      name: 'owners.csv',
      text: csv(
        OWNER_COLUMNS,
        households.map(({ owner }) => owner),
      ),
    },
    {
      name: 'pets.csv',
      text: csv(
        PET_COLUMNS,
        households.flatMap(({ pets }) => pets),
      ),
    },
    {
      name: 'vaccinations.csv',
      text: csv(
        VACCINATION_COLUMNS,
        households.flatMap(({ vaccinations }) => vaccinations),
      ),
    },
  ];
}

function csv<T>(columns: Columns<T>, rows: readonly T[]): string {
  const cells = rows.map((row) => Object.values(columns).map((cell) => cell(row)));
  return stringify([Object.keys(columns), ...cells], { record_delimiter: 'windows' });
}

/** `03/14/2026`, the way a US spreadsheet shows a date. */
function usDate(date: LocalDate): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${month}/${day}/${year}`;
}
