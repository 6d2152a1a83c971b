import { z } from 'zod';
import type { Owner } from '../customers/model.ts';
import { ownerNameKey } from '../customers/name-key.ts';
import { readPhoneNumber } from '../customers/phone-number.ts';
import { isEmptyName, manyLines, oneLine, parseYesNo, splitName } from './parse-cell.ts';
import { MAX_LINE_LENGTH, type RowCells } from './row-cells.ts';
import type { OwnerFacts } from './row-facts.ts';

/** Longest note, in characters. */
export const MAX_NOTES_LENGTH = 4000;

/**
 * What a row says about its owner; undefined when it says nothing at all. A value that cannot be
 * read is reported and left out; a telephone number is then kept as it was written (`phoneRaw`).
 */
export function readOwner(cells: RowCells, country: string): OwnerFacts | undefined {
  const name = readName(cells);
  const phone = readPhone(cells, country);
  const email = readEmail(cells);
  const externalId = cells.line('owner.id');
  if (name === undefined && email === undefined && externalId === undefined) {
    if (phone.phone === undefined && phone.phoneRaw === undefined) return undefined;
  }
  const { wholeName = false, ...names } = name ?? {};
  const key = name === undefined ? '' : ownerNameKey(name);
  const smsOptedIn = readConsent(cells);
  const status = readStatus(cells);
  const notes = readNotes(cells, 'owner.notes');
  return {
    ref: {
      ...(externalId !== undefined && { externalId }),
      ...(phone.phone !== undefined && { phone: phone.phone }),
      ...(email !== undefined && { email }),
      ...(key !== '' && { nameKey: key }),
    },
    fields: {
      ...names,
      ...phone,
      ...(email !== undefined && { email }),
      ...(smsOptedIn !== undefined && { smsOptedIn }),
      ...(status !== undefined && { status }),
      ...(notes !== undefined && { notes }),
    },
    wholeName,
  };
}

/** Notes of an owner or a pet. */
export function readNotes(cells: RowCells, field: 'owner.notes' | 'pet.notes'): string | undefined {
  const cell = cells.cell(field);
  if (cell === undefined) return undefined;
  const notes = manyLines(cell.value);
  if (notes.length <= MAX_NOTES_LENGTH) return notes === '' ? undefined : notes;
  cells.report(cell, 'value', `Notes have at most ${MAX_NOTES_LENGTH} characters.`);
  return undefined;
}

function readName(
  cells: RowCells,
): { firstName: string; lastName: string; wholeName: boolean } | undefined {
  const first = cells.cell('owner.firstName', isEmptyName);
  const last = cells.cell('owner.lastName', isEmptyName);
  const whole = (first ?? last) ? undefined : cells.cell('owner.name', isEmptyName);
  const given = first ?? last ?? whole;
  if (given === undefined) return undefined;
  const names =
    whole === undefined
      ? { firstName: oneLine(first?.value ?? ''), lastName: oneLine(last?.value ?? '') }
      : splitName(whole.value);
  const tooLong = Math.max(names.firstName.length, names.lastName.length) > MAX_LINE_LENGTH;
  if (tooLong || ownerNameKey(names) === '') {
    const reason = tooLong
      ? `Names have at most ${MAX_LINE_LENGTH} characters.`
      : 'A name has at least one letter or digit.';
    cells.report(given, 'owner', reason);
    return undefined;
  }
  // A text greets by the first name: someone known by one name alone has it there.
  if (names.firstName === '') return { firstName: names.lastName, lastName: '', wholeName: true };
  return { ...names, wholeName: whole !== undefined };
}

function readPhone(cells: RowCells, country: string): { phone?: string; phoneRaw?: string } {
  const cell = cells.cell('owner.phone');
  if (cell === undefined) return {};
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
