import { describe, expect, it } from 'vitest';
import { DEMO_CASES, type DemoCaseName } from '../../../../local/demo/awkward-cases.ts';
import { daysBetween } from '../../../../shared/kernel/local-date.ts';
import { countSegments } from '../../../../shared/messaging/segments.ts';
import {
  cell,
  coversOf,
  dateOf,
  dueOn,
  isTextable,
  numberOf,
  openBook,
  usDateOf,
  type Cover,
  type Row,
} from './salon-book.ts';

const anchor = dateOf('2028-02-29');
const book = openBook(anchor, 99);
const due = dueOn(book, anchor);
const covers = coversOf(book);

function ownerOf(name: DemoCaseName): Row {
  const { customerId } = DEMO_CASES[name];
  const owner = book.owners.find((row) => row['Customer ID'] === customerId);
  if (owner === undefined) throw new Error(`The files have no ${name}.`);
  return owner;
}

const dueOf = (name: DemoCaseName): Cover[] => due.get(DEMO_CASES[name].customerId) ?? [];
const petsOf = (name: DemoCaseName): Row[] =>
  book.pets.filter((pet) => pet['Customer ID'] === DEMO_CASES[name].customerId);
const distinct = (values: readonly unknown[]): number => new Set(values).size;

/** Days to the last day of cover of each certificate on file, whatever became of it. */
const daysLeftOf = (name: DemoCaseName): number[] =>
  book.vaccinations
    .filter((row) => row['Customer ID'] === DEMO_CASES[name].customerId)
    .map((row) => daysBetween(anchor, usDateOf(cell(row, 'Expires On'))));

describe('every awkward case', () => {
  const all = Object.entries(DEMO_CASES) as [DemoCaseName, (typeof DEMO_CASES)[DemoCaseName]][];

  it('has a customer, an id and a reason of its own', () => {
    expect(distinct(all.map(([, it]) => it.customerId))).toBe(all.length);
    for (const [name, it] of all) {
      expect(ownerOf(name)).toMatchObject({
        'First Name': it.firstName,
        'Last Name': it.lastName,
      });
      expect(it.why).toMatch(/\.$/);
    }
  });

  it.each(all)('%s does on the first day what it says', (name, it) => {
    const refused = book.demo.unusableNumbers.includes(numberOf(ownerOf(name)) ?? '');
    const sent = refused ? 'rejected' : 'text';
    const happens = isTextable(ownerOf(name)) ? sent : 'skipped';
    expect(dueOf(name).length === 0 ? 'none' : happens).toBe(it.onAnchor);
  });

  it('is the only one who is due on the first day', () => {
    const ids = all.filter(([, it]) => it.onAnchor !== 'none').map(([, it]) => it.customerId);
    expect([...due.keys()].sort()).toEqual(ids.sort());
  });
});

describe('the demo has', () => {
  it('two pets due at once', () => {
    expect(distinct(dueOf('twoPetsDue').map(({ petId }) => petId))).toBe(2);
  });

  it('one pet with two vaccines due', () => {
    expect(distinct(dueOf('twoVaccinesDue').map(({ petId }) => petId))).toBe(1);
    expect(distinct(dueOf('twoVaccinesDue').map(({ vaccine }) => vaccine))).toBe(2);
  });

  it('six pets due on the same day', () => {
    expect(distinct(dueOf('sixPetsDue').map(({ petId }) => petId))).toBe(6);
    expect(distinct(dueOf('sixPetsDue').map(({ expiryDate }) => expiryDate))).toBe(1);
  });

  it('somebody who refused texts although their number is good', () => {
    expect(ownerOf('optedOut')['SMS Opt In']).toBe('No');
    expect(numberOf(ownerOf('optedOut'))).toBeDefined();
  });

  it('a number nobody can read, and a customer without one', () => {
    expect(ownerOf('unreadableNumber')['Mobile']).not.toBe('');
    expect(numberOf(ownerOf('unreadableNumber'))).toBeUndefined();
    expect(ownerOf('noPhone')['Mobile']).toBe('');
    expect(ownerOf('noPhone')['Email']).not.toBe('');
  });

  it('a readable number that the provider refuses', () => {
    expect(book.demo.unusableNumbers).toEqual([numberOf(ownerOf('refusedNumber'))]);
  });

  it('two customers with one number, both due', () => {
    expect(numberOf(ownerOf('sharedNumberFirst'))).toBe(numberOf(ownerOf('sharedNumberSecond')));
  });

  it('accents and apostrophes in names', () => {
    expect(ownerOf('accents')).toMatchObject({ 'First Name': 'José', 'Last Name': 'Muñoz' });
    expect(ownerOf('accents')['Email']).toMatch(/^jose\.munoz@/);
    expect(ownerOf('apostrophe')['Last Name']).toBe("O'Brien");
  });

  it('a pet whose name needs UCS-2 and one whose name fills half a segment', () => {
    const nameOf = (name: DemoCaseName): string => cell(petsOf(name)[0] ?? {}, 'Pet');
    expect(nameOf('emoji')).toMatch(/\p{Extended_Pictographic}/u);
    expect(countSegments(nameOf('emoji')).encoding).toBe('UCS-2');
    expect(nameOf('longName').length).toBeGreaterThan(80);
    expect(countSegments(nameOf('longName')).encoding).toBe('GSM-7');
  });

  it('a customer with cats only', () => {
    expect(distinct(petsOf('catOnly').map((pet) => pet['Species']))).toBe(1);
    expect(petsOf('catOnly')[0]?.['Species']).toBe('Cat');
  });

  it.each([
    ['deceasedPet', 'Deceased'],
    ['inactivePet', 'Inactive'],
  ] as const)('%s: a lapse coming up that concerns nobody any more', (name, status) => {
    expect(petsOf(name)[0]?.['Status']).toBe(status);
    expect(daysLeftOf(name).some((days) => days >= 0 && days <= 30)).toBe(true);
  });

  it('an older record about to lapse beside a newer one', () => {
    expect(daysLeftOf('renewed')).toEqual(expect.arrayContaining([7, 362]));
  });

  it.each([
    ['crossedUnseen', 27],
    ['lastWeek', 5],
    ['justLapsed', -3],
    ['lastTextedDay', -14],
    ['firstSilentDay', -15],
    ['threeYearsPast', -1100],
  ] as const)('%s: a record with %i days of cover left', (name, days) => {
    expect(daysLeftOf(name)).toContain(days);
  });

  it('a dog without any rabies record', () => {
    const { customerId } = DEMO_CASES.missingRequired;
    const vaccines = covers.filter((it) => it.customerId === customerId).map((it) => it.vaccine);
    expect(vaccines.sort()).toEqual(['bordetella', 'dhpp']);
  });
});
