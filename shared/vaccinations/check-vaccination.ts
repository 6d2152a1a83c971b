import type { LocalDate } from '../kernel/local-date.ts';
import { ProblemError } from '../kernel/problem.ts';
import { readVaccine } from './vaccine-catalogue.ts';

/** The key of a vaccine that a person named; refuses (422) a text without letters and digits. */
export function requireVaccine(text: string, field = 'vaccine'): string {
  const read = readVaccine(text);
  if (read !== undefined) return read.key;
  throw new ProblemError({
    kind: 'invalid-vaccine',
    status: 422,
    detail: 'This is not the name of a vaccine.',
    field,
    value: text,
    allowed: 'a name with letters or digits',
  });
}

/** Refuses (422) dates that no certificate can bear: given after today, or ending before it was given. */
export function requireSoundDates(
  dates: { readonly administeredDate?: LocalDate | undefined; readonly expiryDate: LocalDate },
  today: LocalDate,
): void {
  const { administeredDate, expiryDate } = dates;
  if (administeredDate === undefined) return;
  if (administeredDate > today) {
    throw new ProblemError({
      kind: 'date-in-future',
      status: 422,
      detail: 'A vaccination cannot have been given after today.',
      field: 'administeredDate',
      value: administeredDate,
      allowed: `${today} or earlier`,
    });
  }
  if (expiryDate <= administeredDate) {
    throw new ProblemError({
      kind: 'expiry-before-vaccination',
      status: 422,
      detail: 'The cover must end after the day the vaccination was given.',
      field: 'expiryDate',
      value: expiryDate,
      allowed: `after ${administeredDate}`,
    });
  }
}

/** The refusal (409) of a second record with the same pet, vaccine and expiry date. */
export function alreadyRecorded(existing: { readonly id: string; readonly expiryDate: string }) {
  return new ProblemError({
    kind: 'already-recorded',
    status: 409,
    detail: `This vaccination is on record already, as ${existing.id}.`,
    field: 'expiryDate',
    value: existing.expiryDate,
    allowed: 'a vaccination of another vaccine or with another expiry date',
  });
}
