import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEMO_SEED, generateDemo } from '../../../../local/demo/generate-demo.ts';
import { addDays, daysBetween } from '../../../../shared/kernel/local-date.ts';
import { decideAlert } from '../../../../shared/vaccinations/alert-plan.ts';
import { readVaccine } from '../../../../shared/vaccinations/vaccine-catalogue.ts';
import {
  cell,
  coversOf,
  dateOf,
  dueOn,
  isTextable,
  numberOf,
  openBook,
  RULES,
  usDateOf,
} from './salon-book.ts';

/** A plain day, both sides of a year end, a leap day, the days after it, and both DST changes. */
const ANCHORS = [
  '2026-11-20',
  '2026-12-31',
  '2027-01-01',
  '2028-02-29',
  '2028-03-01',
  '2027-03-15',
  '2027-11-08',
];
const WORLDS = ANCHORS.map((anchor, index) => [anchor, index < 2 ? DEMO_SEED : index] as const);

describe('the same demo', () => {
  const textOf = (anchor: string, seed?: number): string =>
    openBook(anchor, seed)
      .demo.files.map(({ name, text }) => `${name}\n${text}`)
      .join('');

  it('comes out byte by byte for the same anchor and seed', () => {
    expect(textOf('2026-11-20', 7)).toBe(textOf('2026-11-20', 7));
  });

  it('keeps its bytes from one version of the product to the next unless somebody means it', () => {
    expect(createHash('sha256').update(textOf('2026-11-20')).digest('hex')).toMatchInlineSnapshot(
      `"5767d3f895467abc94ebeb05e8aa90adfec80606a15d829397c5fc44092e2460"`,
    );
  });

  it('differs for another seed and for another anchor', () => {
    expect(textOf('2026-11-20', 7)).not.toBe(textOf('2026-11-20', 8));
    expect(textOf('2026-11-20', 7)).not.toBe(textOf('2026-11-21', 7));
  });

  it('keeps people, ids and pets when only the anchor moves', () => {
    const [a, b] = [openBook('2026-11-20'), openBook('2028-02-29')];
    expect(b.owners).toEqual(a.owners);
    expect(b.pets.map((pet) => ({ ...pet, Birthday: '' }))).toEqual(
      a.pets.map((pet) => ({ ...pet, Birthday: '' })),
    );
  });
});

describe.each(WORLDS)('the salon of %s with seed %i', (anchorText, seed) => {
  const anchor = dateOf(anchorText);
  const book = openBook(anchor, seed);
  const owners = new Map(book.owners.map((owner) => [cell(owner, 'Customer ID'), owner]));
  const pets = new Map(book.pets.map((pet) => [cell(pet, 'Pet ID'), pet]));

  it('has about 220 customers and 300 pets', () => {
    expect(book.owners).toHaveLength(220);
    expect(book.pets).toHaveLength(296);
    expect(book.vaccinations.length).toBeGreaterThan(1200);
    expect(book.pets.filter((pet) => pet['Species'] === 'Cat').length).toBeGreaterThan(25);
  });

  it('gives no id, name or e-mail address twice', () => {
    expect(owners.size).toBe(book.owners.length);
    expect(pets.size).toBe(book.pets.length);
    const names = book.owners.map((o) => `${cell(o, 'First Name')} ${cell(o, 'Last Name')}`);
    expect(new Set(names).size).toBe(names.length);
    const emails = book.owners.map((owner) => cell(owner, 'Email')).filter((it) => it !== '');
    expect(new Set(emails).size).toBe(emails.length);
    const petNames = book.pets.map((pet) => `${cell(pet, 'Customer ID')} ${cell(pet, 'Pet')}`);
    expect(new Set(petNames).size).toBe(petNames.length);
  });

  it('refers only to customers and pets that exist and belong together', () => {
    for (const pet of book.pets) expect(owners.has(cell(pet, 'Customer ID'))).toBe(true);
    for (const row of book.vaccinations) {
      const pet = pets.get(cell(row, 'Pet ID'));
      expect(pet?.['Customer ID']).toBe(row['Customer ID']);
      expect(pet?.['Pet']).toBe(row['Pet']);
    }
  });

  it('uses only numbers and addresses that reach nobody', () => {
    for (const owner of book.owners) {
      expect(cell(owner, 'Email')).toMatch(/^([a-z]+\.[a-z]+@example\.(com|org))?$/);
      const number = numberOf(owner);
      if (number === undefined) expect(['', '508-555-014']).toContain(owner['Mobile']);
      else expect(number).toMatch(/^\+1(508|774|978|617)55501\d\d$/);
    }
  });

  it('shares a number only in the one family that does', () => {
    const holders = Map.groupBy(
      book.owners.filter((owner) => numberOf(owner) !== undefined),
      (owner) => numberOf(owner),
    );
    const shared = [...holders.values()].filter((group) => group.length > 1);
    expect(shared.map((group) => group.map((owner) => owner['Customer ID']))).toEqual([
      [book.demo.cases.sharedNumberFirst.customerId, book.demo.cases.sharedNumberSecond.customerId],
    ]);
  });

  it('writes only dates that exist and that follow each other: birthday, shot, expiry', () => {
    for (const row of book.vaccinations) {
      const given = usDateOf(cell(row, 'Date Given'));
      const expires = usDateOf(cell(row, 'Expires On'));
      const born = usDateOf(cell(pets.get(cell(row, 'Pet ID')) ?? {}, 'Birthday'));
      expect(daysBetween(born, given)).toBeGreaterThanOrEqual(84);
      expect(daysBetween(given, expires)).toBeGreaterThanOrEqual(365);
      expect(daysBetween(given, anchor)).toBeGreaterThanOrEqual(0);
    }
    for (const pet of book.pets) expect(usDateOf(cell(pet, 'Birthday')) < anchor).toBe(true);
  });

  it('reaches 18 months back and forward, save for the one record three years past', () => {
    const { customerId } = book.demo.cases.threeYearsPast;
    const offsets = book.vaccinations
      .filter((row) => row['Customer ID'] !== customerId)
      .map((row) => daysBetween(anchor, usDateOf(cell(row, 'Expires On'))));
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(-548);
    expect(Math.min(...offsets)).toBeLessThan(-330);
    expect(Math.max(...offsets)).toBeLessThanOrEqual(548);
    expect(Math.max(...offsets)).toBeGreaterThan(450);
  });

  it('shows every date form a US reader must settle: some day of the month is above 12', () => {
    const files = [
      book.pets.map((pet) => cell(pet, 'Birthday')),
      book.vaccinations.map((row) => cell(row, 'Expires On')),
    ];
    for (const dates of files) {
      expect(dates.some((date) => Number(date.slice(3, 5)) > 12)).toBe(true);
    }
  });

  it('names only vaccines the catalogue knows, for the right species, with real weights', () => {
    for (const row of book.vaccinations) {
      expect(readVaccine(cell(row, 'Vaccine'))).toMatchObject({ known: true });
    }
    for (const pet of book.pets) {
      const weight = Number(pet['Weight (lb)']);
      expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThanOrEqual(pet['Species'] === 'Cat' ? 22 : 150);
    }
  });

  it('has 15 customers to text on its first day and 3 whom nobody can text', () => {
    const due = [...dueOn(book, anchor).keys()].map((id) => owners.get(id) ?? {});
    expect(due.filter(isTextable)).toHaveLength(15);
    expect(due.filter((owner) => !isTextable(owner))).toHaveLength(3);
  });

  it('has each threshold among what is due on the first day', () => {
    const thresholds = [...dueOn(book, anchor).values()].flat().map((cover) => {
      const decision = decideAlert(cover, RULES, anchor);
      return decision.kind === 'alert' ? decision.threshold : undefined;
    });
    expect(new Set(thresholds)).toEqual(new Set([30, 14, 7, 0]));
  });

  it('texts somebody new on each of the next 60 days and never more than 15 people a day', () => {
    const known = new Set(dueOn(book, anchor).keys());
    const last = new Map<string, number>();
    const horizon = addDays(anchor, 90);
    const covers = coversOf(book).filter(({ expiryDate }) => expiryDate <= horizon);
    for (let day = 0; day <= 60; day++) {
      const today = addDays(anchor, day);
      const due = covers.filter((cover) => {
        const decision = decideAlert(
          { expiryDate: cover.expiryDate, lastThreshold: last.get(cover.id) },
          RULES,
          today,
        );
        if (decision.kind === 'alert') last.set(cover.id, decision.threshold);
        return decision.kind === 'alert';
      });
      const texted = new Set(due.map((cover) => cover.customerId));
      for (const id of texted) if (!isTextable(owners.get(id) ?? {})) texted.delete(id);
      expect(texted.size).toBeLessThanOrEqual(15);
      const fresh = [...texted].filter((id) => !known.has(id));
      if (day >= 1) expect(fresh.length).toBeGreaterThanOrEqual(1);
      for (const id of fresh) known.add(id);
    }
  });
});

it('refuses nothing that a seed could be: zero, negative and beyond 32 bits', () => {
  for (const seed of [0, -1, 2 ** 40 + 3]) {
    expect(generateDemo({ anchor: dateOf('2026-11-20'), seed }).files).toHaveLength(3);
  }
});
