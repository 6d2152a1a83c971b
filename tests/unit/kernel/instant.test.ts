import { describe, expect, test } from 'vitest';
import { addMs, instantOf, later, millis, parseInstant } from '../../../shared/kernel/instant.ts';

describe('parseInstant', () => {
  test.each([
    ['2026-03-01T10:00:00', 'no offset: it means something else in every zone'],
    ['2026-03-01', 'a date'],
    ['2026-03-01 10:00Z', 'a blank instead of the T'],
    ['2026-02-30T10:00Z', 'February 30'],
    ['2025-02-29T10:00:00Z', 'a leap day of an ordinary year'],
    ['2026-13-01T10:00Z', 'month 13'],
    ['2026-03-01T24:01Z', 'a minute past 24:00'],
    ['2026-03-01T10:60Z', 'minute 60'],
    ['2026-03-01T10:00:60Z', 'a leap second'],
    ['2026-03-01T10:00+24:00', 'an offset of a day'],
    ['2026-03-01T10:00+0200', 'an offset without a colon'],
    ['0000-06-01T10:00Z', 'the year 0'],
    ['0001-01-01T00:00+14:00', 'before the year 1 in UTC'],
    ['9999-12-31T23:59-23:59', 'past the year 9999 in UTC'],
    ['+010000-01-01T00:00:00.000Z', 'a six-digit year'],
    ['1767225600000', 'milliseconds'],
    ['', 'nothing'],
  ])('refuses %j: %s', (text) => {
    expect(parseInstant(text)).toEqual({
      ok: false,
      error: { kind: 'invalid_instant', value: text },
    });
  });

  test.each([
    ['2026-03-01T10:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:30.5Z', '2026-03-01T10:00:30.500Z'],
    ['2026-03-01T10:00:30.123456789Z', '2026-03-01T10:00:30.123Z'],
    ['2026-03-01T00:30+02:00', '2026-02-28T22:30:00.000Z'],
    ['2026-12-31T23:30-05:00', '2027-01-01T04:30:00.000Z'],
    ['2024-02-29T12:00Z', '2024-02-29T12:00:00.000Z'],
    ['2026-03-01T24:00Z', '2026-03-02T00:00:00.000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: instant });
  });
});

test('instants sort as text the way they sort in time', () => {
  const times = [0, 1, 999, 1000, 951_782_400_000, 1_772_355_600_000, 253_402_300_799_999];
  const instants = times.map((ms) => instantOf(ms));
  expect([...instants].sort()).toEqual(instants);
  expect(instants.map(millis)).toEqual(times);
});

test('addMs goes both ways and over the year end', () => {
  const newYear = instantOf(Date.parse('2027-01-01T00:00:00.000Z'));
  expect(addMs(newYear, -1)).toBe('2026-12-31T23:59:59.999Z');
  expect(addMs(addMs(newYear, -1), 1)).toBe(newYear);
});

test('later picks the later of two, either when they are equal', () => {
  const [a, b] = [instantOf(1), instantOf(2)];
  expect([later(a, b), later(b, a), later(a, a)]).toEqual([b, b, a]);
});
