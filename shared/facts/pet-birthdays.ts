import type { Pet } from '../customers/model.ts';
import { isAnniversary } from '../kernel/condition-operators.ts';
import type { LocalDate } from '../kernel/local-date.ts';

/**
 * The names of the active pets whose birthday a date is, as conditions understand it: the day of birth counts, and
 * 29 February is kept on the 28th in common years. Empty: nobody's, or nobody knows their day of birth.
 */
export function birthdayNames(
  pets: readonly Pick<Pet, 'name' | 'status' | 'birthDate'>[],
  date: LocalDate,
): readonly string[] {
  return pets
    .filter(({ status, birthDate: born }) => status === 'active' && isBirthday(born, date))
    .map(({ name }) => name);
}

function isBirthday(born: LocalDate | undefined, date: LocalDate): boolean {
  return born !== undefined && born <= date && isAnniversary(born, date);
}
