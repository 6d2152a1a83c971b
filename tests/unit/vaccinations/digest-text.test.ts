import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { countSegments } from '../../../shared/messaging/segments.ts';
import { inboundMeaning } from '../../../shared/messaging/stop-words.ts';
import { digestText, type DigestLine } from '../../../shared/vaccinations/digest-text.ts';

const TODAY = '2026-03-01' as LocalDate;

const line = (petName: string, vaccine: string, expiryDate: string): DigestLine => ({
  petName,
  vaccine,
  expiryDate: expiryDate as LocalDate,
});
const text = (...lines: DigestLine[]) => digestText('Happy Paws', 'Ann', lines, TODAY);

/** What lies between the greeting and what is asked for. */
const matter = (...lines: DigestLine[]) =>
  /^Happy Paws: Hi Ann, (.+)\. Please send us /.exec(text(...lines))?.[1];

describe('the whole text', () => {
  test('names the business and the owner, says what and when, asks, and tells how to opt out', () => {
    expect(text(line('Bella', 'rabies', '2026-03-14'))).toBe(
      "Happy Paws: Hi Ann, Bella's rabies vaccination expires Mar 14. " +
        'Please send us the new certificate before your next visit. Reply STOP to opt out.',
    );
  });

  test('asks for several certificates when there are several', () => {
    expect(text(line('Bella', 'rabies', '2026-03-14'), line('Max', 'lyme', '2026-03-20'))).toBe(
      "Happy Paws: Hi Ann, Bella's rabies vaccination expires Mar 14, " +
        "and Max's Lyme vaccination expires Mar 20. " +
        'Please send us the new certificates before your next visit. Reply STOP to opt out.',
    );
  });

  test('greets an owner whose first name is not known', () => {
    const nameless = digestText('Happy Paws', '', [line('Bella', 'rabies', '2026-03-14')], TODAY);
    expect(nameless).toMatch(/^Happy Paws: Hi, Bella's /);
  });
});

describe('when it expires', () => {
  test.each([
    ['2026-03-02', 'expires Mar 2'],
    ['2026-03-01', 'expires today'],
    ['2026-02-28', 'expired Feb 28'],
    ['2026-12-31', 'expires Dec 31'],
    ['2027-01-01', 'expires Jan 1, 2027'],
    ['2025-12-31', 'expired Dec 31, 2025'],
    ['2028-02-29', 'expires Feb 29, 2028'],
  ])('on %s, seen on March 1: "%s"', (expiry, words) => {
    expect(matter(line('Bella', 'rabies', expiry))).toBe(`Bella's rabies vaccination ${words}`);
  });

  test('is said of the vaccinations together that one pet has on one date', () => {
    expect(
      matter(
        line('Bella', 'rabies', '2026-03-14'),
        line('Bella', 'lyme', '2026-03-14'),
        line('Bella', 'dhpp', '2026-03-14'),
      ),
    ).toBe("Bella's rabies, Lyme and distemper/parvo vaccinations expire Mar 14");
    expect(matter(line('Bella', 'rabies', '2026-03-01'), line('Bella', 'lyme', '2026-03-01'))).toBe(
      "Bella's rabies and Lyme vaccinations expire today",
    );
    expect(matter(line('Bella', 'rabies', '2026-02-01'), line('Bella', 'lyme', '2026-02-01'))).toBe(
      "Bella's rabies and Lyme vaccinations expired Feb 1",
    );
  });

  test('is told soonest first, whatever the order it was found in', () => {
    expect(
      matter(
        line('Bella', 'rabies', '2026-03-31'),
        line('Max', 'rabies', '2025-12-31'),
        line('Bella', 'lyme', '2026-03-31'),
        line('Gus', 'fvrcp', '2026-03-08'),
      ),
    ).toBe(
      "Max's rabies vaccination expired Dec 31, 2025; " +
        "Gus's FVRCP vaccination expires Mar 8; " +
        "and Bella's rabies and Lyme vaccinations expire Mar 31",
    );
  });

  test('is said once of what reads the same', () => {
    const twice = [line('Bella', 'rabies', '2026-03-14'), line('Bella', 'rabies', '2026-03-14')];
    expect(text(...twice)).toBe(text(...twice.slice(1)));
  });
});

describe('a text that grows long', () => {
  const many = Array.from({ length: 40 }, (_, n) =>
    line(`Pet ${String(n)}`, 'rabies', addDays(TODAY, n)),
  );

  test('stays within three segments and says how many it does not name', () => {
    const long = text(...many);
    expect(countSegments(long).segments).toBe(3);
    const named = long.match(/'s rabies vaccination/g)?.length ?? 0;
    const more = Number(/; plus (\d+) more\. Please/.exec(long)?.[1]);
    expect(named + more).toBe(40);
    expect(named).toBeGreaterThan(5);
    expect(long).toMatch(/certificates before your next visit\. Reply STOP to opt out\.$/);
  });

  test('names the most urgent ones', () => {
    const long = text(...[...many].reverse());
    expect(long).toBe(text(...many));
    expect(long).toContain("Pet 0's rabies vaccination expires today");
    expect(long).not.toContain('Pet 39');
  });

  test('names at least one, though it takes more segments then', () => {
    const name = 'Sir Barksalot the Magnificent '.repeat(18).trim();
    const long = text(line(name, 'rabies', '2026-03-14'), line('Max', 'lyme', '2026-03-20'));
    expect(long).toContain(`${name}'s rabies vaccination expires Mar 14; plus 1 more. Please`);
  });
});

describe('what it costs', () => {
  test('plain names keep it in the cheap alphabet, and one vaccination in one segment', () => {
    for (const vaccine of ['rabies', 'lyme', 'fvrcp', 'leptospirosis']) {
      const usual = digestText(
        'Happy Paws Grooming',
        'Ann',
        [line('Bella', vaccine, '2026-03-14')],
        TODAY,
      );
      expect(countSegments(usual), usual).toMatchObject({ encoding: 'GSM-7', segments: 1 });
    }
  });

  test.each([
    ['Bella 🐶', 'UCS-2'],
    ['Zoë', 'UCS-2'],
    ['José', 'GSM-7'],
    ['Müsli', 'GSM-7'],
  ])('a pet called %s is named as it is, at the cost of %s', (petName, encoding) => {
    const named = text(line(petName, 'rabies', '2026-03-14'));
    expect(named).toContain(`${petName}'s rabies`);
    expect(countSegments(named).encoding).toBe(encoding);
    expect(countSegments(named).segments).toBeLessThanOrEqual(3);
  });

  test('several pets with costly names still fit, or are counted', () => {
    const pets = ['Bella 🐶', 'Max 🐕', 'Zoë'].map((name, n) =>
      line(name, 'rabies', addDays(TODAY, n)),
    );
    const named = text(...pets);
    expect(countSegments(named).segments).toBe(3);
    expect(named).toContain("Bella 🐶's rabies vaccination expires today; plus 2 more");
  });
});

test('any family is told of everything: each line is named or counted, and asked for once', () => {
  const someLine = fc.record({
    petName: fc.constantFrom('Bella', 'Max', 'Gus', 'Luna', 'Zoë'),
    vaccine: fc.constantFrom('rabies', 'dhpp', 'lyme', 'fvrcp', 'some-new-vaccine'),
    expiryDate: fc.integer({ min: -400, max: 400 }).map((days) => addDays(TODAY, days)),
  });
  const identity = (it: DigestLine) => `${it.petName}|${it.vaccine}|${it.expiryDate}`;
  fc.assert(
    fc.property(
      fc.uniqueArray(someLine, { minLength: 1, maxLength: 20, size: 'max', selector: identity }),
      (lines) => {
        const whole = text(...lines);
        expect(countSegments(whole).segments).toBeLessThanOrEqual(3);
        const vaccines = whole.match(/rabies|distemper\/parvo|Lyme|FVRCP|some new vaccine/g) ?? [];
        const more = Number(/; plus (\d+) more/.exec(whole)?.[1] ?? 0);
        expect(vaccines.length + more).toBe(lines.length);
        expect(whole.match(/Please/g)).toHaveLength(1);
        expect(whole.match(/STOP/g)).toHaveLength(1);
      },
    ),
  );
});

test('quoted back by a phone that likes it, it opts nobody out', () => {
  const own = text(line('Bella', 'rabies', '2026-03-14'));
  for (const like of [`Liked “${own}”`, `Loved "${own}"`, `👍 to “${own}”`]) {
    expect(inboundMeaning(like)).toBe('other');
  }
});
