import type { Pet, Species } from '../customers/model.ts';
import { nameKey } from '../customers/name-key.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { definedFields } from './defined-fields.ts';
import { parseDate, type DateOrder } from './parse-date.ts';
import { isEmptyName, oneLine, parseSpecies, parseYesNo } from './parse-cell.ts';
import { readNotes } from './read-owner.ts';
import { MAX_LINE_LENGTH, type RowCells } from './row-cells.ts';
import type { PetFacts } from './row-facts.ts';

/** How the cells of a file are to be read. */
export interface PetReading {
  readonly dateOrder: DateOrder | undefined;
  readonly today: LocalDate;
  readonly defaultSpecies?: Species | undefined;
}

/**
 * What a row says about its pet; undefined when it neither names nor refers to one. A name that
 * cannot be kept takes the pet out; any other value that cannot be read is left out alone.
 */
export function readPet(cells: RowCells, reading: PetReading): PetFacts | undefined {
  const externalId = cells.line('pet.id');
  const name = readName(cells);
  if (externalId === undefined && name === undefined) return undefined;
  return {
    ...definedFields({ externalId, nameKey: name === undefined ? undefined : nameKey(name) }),
    fields: definedFields({
      name,
      species: readSpecies(cells) ?? reading.defaultSpecies,
      breed: cells.line('pet.breed'),
      birthDate: readBirthDate(cells, reading),
      status: readStatus(cells, reading),
      notes: readNotes(cells, 'pet.notes'),
    }),
  };
}

function readName(cells: RowCells): string | undefined {
  const cell = cells.cell('pet.name', isEmptyName);
  if (cell === undefined) return undefined;
  const name = oneLine(cell.value);
  if (name.length <= MAX_LINE_LENGTH && nameKey(name) !== '') return name;
  const reason =
    name.length > MAX_LINE_LENGTH
      ? `Names have at most ${MAX_LINE_LENGTH} characters.`
      : 'A name has at least one letter or digit.';
  cells.report(cell, 'pet', reason);
  return undefined;
}

function readSpecies(cells: RowCells): Species | undefined {
  const cell = cells.cell('pet.species');
  if (cell === undefined) return undefined;
  const species = parseSpecies(cell.value);
  if (species === undefined) {
    cells.report(cell, 'value', 'This species is not known; a new pet is kept as "other".');
  }
  return species;
}

function readBirthDate(cells: RowCells, { dateOrder, today }: PetReading): LocalDate | undefined {
  const cell = cells.cell('pet.birthDate');
  if (cell === undefined) return undefined;
  const date = parseDate(cell.value, dateOrder);
  if (!date.ok) cells.report(cell, 'value', date.error.reason);
  else if (date.value > today) cells.report(cell, 'value', 'A birth date lies in the past.');
  else if (date.value < '1980') cells.report(cell, 'value', 'No pet is that old.');
  else return date.value;
  return undefined;
}

function readStatus(cells: RowCells, { dateOrder }: PetReading): Pet['status'] | undefined {
  const died = cells.cell('pet.deceased');
  if (died !== undefined && parseYesNo(died.value) !== false) {
    if (parseYesNo(died.value) === true || parseDate(died.value, dateOrder).ok) return 'deceased';
    // Texts about a pet that died hurt: a remark in this column is taken at its word.
    cells.report(died, 'note', 'This is neither yes nor no; the pet is taken as deceased.');
    return 'deceased';
  }
  const cell = cells.cell('pet.status');
  if (cell === undefined) return undefined;
  const word = cell.value.toLowerCase();
  if (/^(deceased|dead|died|passed( away)?|rainbow bridge|rip)$/.test(word)) return 'deceased';
  if (word === 'active' || parseYesNo(word) === true) return 'active';
  if (/^(inactive|archived|former|moved|rehomed)$/.test(word) || parseYesNo(word) === false) {
    return 'inactive';
  }
  cells.report(cell, 'value', 'Known are active, inactive and deceased.');
  return undefined;
}
