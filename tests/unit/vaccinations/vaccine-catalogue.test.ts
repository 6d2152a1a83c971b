import { describe, expect, test } from 'vitest';
import {
  readVaccine,
  readVaccines,
  vaccineLabel,
} from '../../../shared/vaccinations/vaccine-catalogue.ts';

describe('readVaccine', () => {
  test.each([
    ['Rabies', 'rabies'],
    ['RABIES 3 YEAR', 'rabies'],
    ['Rabies (1-yr)', 'rabies'],
    ['Rabies vaccine', 'rabies'],
    ['DHPP', 'dhpp'],
    ['DA2PP', 'dhpp'],
    ['Dapp', 'dhpp'],
    ['Distemper/Parvo', 'dhpp'],
    ['distemper-parvo booster', 'dhpp'],
    ['Kennel Cough', 'bordetella'],
    ['Bordetella (Kennel Cough)', 'bordetella'],
    ['bordetella intranasal', 'bordetella'],
    ['Lepto', 'leptospirosis'],
    ['Lyme Disease', 'lyme'],
    ['Canine Influenza', 'canine-influenza'],
    ['canine-influenza', 'canine-influenza'],
    ['H3N2/H3N8', 'canine-influenza'],
    ['FVRCP', 'fvrcp'],
    ['Feline distemper', 'fvrcp'],
    ['Feline distemper vaccine', 'fvrcp'],
    ['Feline rabies', 'rabies'],
    ['Canine parvo shot', 'dhpp'],
    ['FeLV', 'felv'],
    ['Feline leukemia', 'felv'],
  ])('reads %j as %s', (text, key) => {
    expect(readVaccine(text)).toMatchObject({ key, known: true });
  });

  test('keeps a vaccine it does not know under the name it was given', () => {
    expect(readVaccine('  Giardia  2x ')).toEqual({
      key: 'giardia-2x',
      label: 'Giardia 2x',
      known: false,
    });
  });

  test('does not take a vaccine of cats for the namesake of dogs', () => {
    expect(readVaccine('Feline parvo')).toMatchObject({ key: 'feline-parvo', known: false });
  });

  test.each(['', ' ', '--', '???'])('finds no vaccine in %j', (text) => {
    expect(readVaccine(text)).toBeUndefined();
    expect(readVaccines(text)).toEqual([]);
  });
});

describe('readVaccines', () => {
  test.each([
    ['Rabies, DHPP', ['rabies', 'dhpp']],
    ['DHPP/Lepto', ['dhpp', 'leptospirosis']],
    ['Rabies & Bordetella and Lyme', ['rabies', 'bordetella', 'lyme']],
    ['distemper/parvo', ['dhpp']],
    ['distemper, parvo, rabies', ['dhpp', 'rabies']],
    ['Rabies, Mystery', ['rabies-mystery']],
  ])('takes %j apart into %j', (text, keys) => {
    expect(readVaccines(text).map((it) => it.key)).toEqual(keys);
  });
});

describe('vaccineLabel', () => {
  test('has a name for every key, known or not', () => {
    expect(vaccineLabel('dhpp')).toBe('distemper/parvo');
    expect(vaccineLabel('giardia-2x')).toBe('giardia 2x');
    expect(vaccineLabel('constructor')).toBe('constructor');
  });
});
