import { z } from 'zod';
import type { Owner } from '../customers/model.ts';
import { ownerNameKey } from '../customers/name-key.ts';
import { readPhoneNumber } from '../customers/phone-number.ts';
import { definedFields } from './defined-fields.ts';
import { isEmptyName, manyLines, oneLine, parseYesNo, splitName } from './parse-cell.ts';
import { MAX_LINE_LENGTH, type Cell, type RowCells } from './row-cells.ts';
import type { OwnerFacts } from './row-facts.ts';

/** Longest note, in characters; staff may not enter longer ones either. */
const MAX_NOTES_LENGTH = 4000;

/**
 * What a row says about its owner; undefined when it says nothing at all. A value that cannot be
 * read is reported and left out; a telephone number is then kept as it was written (`phoneRaw`).
 */
export function readOwner(cells: RowCells, country: string): OwnerFacts | undefined {
  const name = readName(cells);
  const phone = readPhone(cells, country);
  const email = readEmail(cells);
  const externalId = cells.line('owner.id');
  if (!(name ?? phone ?? email ?? externalId)) return undefined;
  return {
    ref: definedFields({
      externalId,
      phone: phone?.phone,
      email,
      nameKey: name === undefined ? undefined : ownerNameKey(name),
    }),
    fields: definedFields({
      firstName: name?.firstName,
      lastName: name?.lastName,
      ...phone,
      email,
      smsOptedIn: readConsent(cells),
      status: readStatus(cells),
      notes: readNotes(cells, 'owner.notes'),
    }),
    wholeName: name?.wholeName ?? false,
  };
}

/** Notes of an owner, a pet or a visit. */
export function readNotes(
  cells: RowCells,
  field: 'owner.notes' | 'pet.notes' | 'appointment.notes',
): string | undefined {
  const cell = cells.cell(field);
  if (cell === undefined) return undefined;
  const notes = manyLines(cell.value);
  if (notes.length <= MAX_NOTES_LENGTH) return notes === '' ? undefined : notes;
  cells.report(cell, 'value', `Notes have at most ${MAX_NOTES_LENGTH} characters.`);
  return undefined;
}

interface ReadName {
  readonly firstName: string;
  readonly lastName: string;
  readonly wholeName: boolean;
}

function readName(cells: RowCells): ReadName | undefined {
  const first = cells.cell('owner.firstName', isEmptyName);
  const last = cells.cell('owner.lastName', isEmptyName);
  const given = first ?? last;
  if (given === undefined) {
    const whole = cells.cell('owner.name', isEmptyName);
    return whole && checkedName(cells, whole, { ...splitName(whole.value), wholeName: true });
  }
  const firstName = oneLine(first?.value ?? '');
  const lastName = oneLine(last?.value ?? '');
  return checkedName(cells, given, { firstName, lastName, wholeName: false });
}

function checkedName(cells: RowCells, cell: Cell, name: ReadName): ReadName | undefined {
  if (Math.max(name.firstName.length, name.lastName.length) > MAX_LINE_LENGTH) {
    cells.report(cell, 'owner', `Names have at most ${MAX_LINE_LENGTH} characters.`);
    return undefined;
  }
  if (ownerNameKey(name) === '') {
    cells.report(cell, 'owner', 'A name has at least one letter or digit.');
    return undefined;
  }
  // A text greets by the first name: someone known by one name alone has it there.
  return name.firstName === '' ? { firstName: name.lastName, lastName: '', wholeName: true } : name;
}

function readPhone(
  cells: RowCells,
  country: string,
): { phone?: string; phoneRaw?: string } | undefined {
  const cell = cells.cell('owner.phone');
  if (cell === undefined) return undefined;
  const read = readPhoneNumber(cell.value, country);
  if (read.ok) return { phone: read.value.number };
  cells.report(cell, 'value', `${read.error.reason} The owner goes in without it.`);
  return { phoneRaw: oneLine(cell.value).slice(0, MAX_LINE_LENGTH) };
}

function readEmail(cells: RowCells): string | undefined {
  const cell = cells.cell('owner.email');
  if (cell === undefined) return undefined;
  const email = cell.value.replace(/^mailto:/i, '').toLowerCase();
  if (email.length <= 254 && z.regexes.email.test(email)) return email;
  cells.report(cell, 'value', 'This is not an e-mail address.');
  return undefined;
}

function readConsent(cells: RowCells): boolean | undefined {
  const out = cells.cell('owner.smsOptOut');
  const optedOut = out === undefined ? undefined : parseYesNo(out.value);
  if (out !== undefined && optedOut === undefined) {
    // A date or a remark in such a column is far more likely a refusal than none.
    cells.report(out, 'note', 'This is neither yes nor no; it is taken as a refusal of texts.');
    return false;
  }
  if (optedOut === true) return false;
  const into = cells.cell('owner.smsOptIn');
  if (into === undefined) return undefined;
  const optedIn = parseYesNo(into.value);
  if (optedIn === undefined) cells.report(into, 'value', 'This is neither yes nor no.');
  return optedIn;
}

function readStatus(cells: RowCells): Owner['status'] | undefined {
  const cell = cells.cell('owner.status');
  if (cell === undefined) return undefined;
  const word = cell.value.toLowerCase();
  if (word === 'active' || parseYesNo(word) === true) return 'active';
  if (/^(inactive|archived|former|closed|disabled)$/.test(word) || parseYesNo(word) === false) {
    return 'inactive';
  }
  cells.report(cell, 'value', 'Known are active and inactive.');
  return undefined;
}
