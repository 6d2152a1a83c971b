import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { diceOf, type Dice } from '../../local/demo/dice.ts';
import { addDays, type LocalDate } from '../../shared/kernel/local-date.ts';

const HEADINGS = [
  ...['First Name', 'Last Name', 'Mobile', 'Email', 'Pet Name', 'Species', 'Breed', 'Birthday'],
  ...['Vaccine', 'Date Given', 'Expires On', 'Veterinarian'],
];
const FIRST = ['Ada', 'Ben', 'Carla', 'Dev', 'Elena', 'Finn', 'Grace', 'Hugo', 'Iris', 'José'];
const LAST = ['Alvarez', 'Brown', 'Chen', 'Dubois', "O'Neil", 'Fischer', 'García', 'Hall', 'Ito'];
const PETS = ['Bella', 'Charlie', 'Luna', 'Max', 'Daisy', 'Rocky', 'Milo', 'Coco', 'Zoë', 'Buddy'];
const BREEDS: readonly (readonly [species: string, breed: string])[] = [
  ['Dog', 'Golden Retriever'],
  ['Dog', 'Labrador'],
  ['Dog', 'Poodle, Standard'],
  ['Dog', 'Mixed'],
  ['Cat', 'Siamese'],
  ['Cat', 'Domestic Shorthair'],
];
const VACCINES = ['Rabies', 'DHPP', 'Bordetella'];
const VETS = ['Dr. Lee', 'Hillside Animal Clinic', 'Dr. Patel, DVM'];
const TODAY = '2026-03-02' as LocalDate;

/**
 * Writes a spreadsheet as a salon would export it: one row per vaccination with its pet and its owner,
 * US dates and typed phone numbers, no ids. One to three rows of an owner follow each other, a
 * pet each. The same for the same number of rows.
 */
export async function writeFlatFile(path: string, rows: number): Promise<void> {
  const dice = diceOf(20_260_302);
  const file = createWriteStream(path);
  file.write(`${HEADINGS.join(',')}\r\n`);
  for (let row = 0, owner = 0; row < rows; owner++) {
    const pets = Math.min(dice.pick([1, 1, 1, 2, 2, 3]), rows - row);
    const person = ownerCells(owner, dice);
    const text = Array.from({ length: pets }, (_, n) =>
      [...person, ...petCells(PETS[(owner + n) % PETS.length] ?? '', dice)].map(quoted).join(','),
    );
    if (!file.write(`${text.join('\r\n')}\r\n`)) await once(file, 'drain');
    row += pets;
  }
  file.end();
  await once(file, 'finish');
}

function ownerCells(number: number, dice: Dice): string[] {
  const [first, last] = [dice.pick(FIRST), dice.pick(LAST)];
  const line = String(number % 10_000).padStart(4, '0');
  const phone = `(617) ${200 + Math.floor(number / 10_000)}-${line}`;
  return [first, last, phone, `customer.${number}@example.com`];
}

function petCells(name: string, dice: Dice): string[] {
  const [species, breed] = dice.pick(BREEDS);
  const given = addDays(TODAY, -dice.int(1, 700));
  return [
    ...[name, species, breed, usDate(addDays(TODAY, -dice.int(800, 5000)))],
    ...[dice.pick(VACCINES), usDate(given), usDate(addDays(given, 365)), dice.pick(VETS)],
  ];
}

function usDate(date: LocalDate): string {
  return `${date.slice(5, 7)}/${date.slice(8)}/${date.slice(0, 4)}`;
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
