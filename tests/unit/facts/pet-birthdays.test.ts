import { expect, it } from 'vitest';
import { birthdayNames } from '../../../shared/facts/pet-birthdays.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';

const on = (text: string) => text as LocalDate;
const pet = (name: string, born?: string, status: 'active' | 'deceased' = 'active') => ({
  ...{ name, status },
  ...(born !== undefined && { birthDate: on(born) }),
});

it.each([
  ['2026-03-05', [pet('Rex', '2020-03-05'), pet('Max', '2020-03-06')], ['Rex']],
  ['2026-03-05', [pet('Rex', '2020-03-05'), pet('Max', '2019-03-05')], ['Rex', 'Max']],
  ['2026-03-05', [pet('Rex', '2026-03-05')], ['Rex']],
  ['2026-03-05', [pet('Rex', '2027-03-05')], []],
  ['2026-03-05', [pet('Rex', '2020-03-05', 'deceased')], []],
  ['2026-03-05', [pet('Rex')], []],
  ['2026-02-28', [pet('Rex', '2024-02-29')], ['Rex']],
  ['2028-02-28', [pet('Rex', '2024-02-29')], []],
  ['2028-02-29', [pet('Rex', '2024-02-29')], ['Rex']],
])('on %s, of %j, it is the birthday of %j', (date, pets, names) => {
  expect(birthdayNames(pets, on(date))).toEqual(names);
});
