import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { instantOf, millis, type Instant } from '../../../shared/kernel/instant.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import {
  instantAt,
  isLocalTime,
  isTimeZone,
  localDateAt,
  localTimeAt,
  startOfDay,
  type LocalTime,
} from '../../../shared/kernel/time-zone.ts';

const ZONES = [
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'Europe/Berlin',
  'Europe/London',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'UTC',
] as const;

const at = (date: string, time: string, zone: string) =>
  instantAt(date as LocalDate, time as LocalTime, zone);

/** Local date and time as the runtime itself formats them: the independent witness. */
function shown(instant: Instant, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(millis(instant));
}

describe('instantAt', () => {
  test.each([
    ['America/New_York', '2026-03-08', '02:00', '2026-03-08T07:00:00.000Z'],
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:00:00.000Z'],
    ['America/New_York', '2026-03-08', '02:59', '2026-03-08T07:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '00:59', '2026-04-23T22:00:00.000Z'],
    ['America/Santiago', '2026-09-06', '00:30', '2026-09-06T04:00:00.000Z'],
    ['America/Havana', '2026-03-08', '00:00', '2026-03-08T05:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '00:00', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '23:59', '2011-12-30T10:00:00.000Z'],
  ])('in %s, %s %s is skipped and yields the end of the gap', (zone, date, time, instant) => {
    expect(at(date, time, zone)).toBe(instant);
  });

  test.each([
    ['America/New_York', '2026-11-01', '01:00', '2026-11-01T05:00:00.000Z'],
    ['America/New_York', '2026-11-01', '01:59', '2026-11-01T05:59:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00.000Z'],
    ['Africa/Cairo', '2026-10-29', '23:30', '2026-10-29T20:30:00.000Z'],
    ['America/Havana', '2026-11-01', '00:30', '2026-11-01T04:30:00.000Z'],
    ['Pacific/Kwajalein', '1969-09-30', '18:00', '1969-09-30T07:00:00.000Z'],
  ])('in %s, %s %s comes twice and yields the first', (zone, date, time, instant) => {
    expect(at(date, time, zone)).toBe(instant);
  });

  test.each([
    ['America/New_York', '2026-03-08', '01:59', '2026-03-08T06:59:00.000Z'],
    ['America/New_York', '2026-03-08', '03:00', '2026-03-08T07:00:00.000Z'],
    ['America/New_York', '2026-11-01', '00:59', '2026-11-01T04:59:00.000Z'],
    ['America/New_York', '2026-11-01', '02:00', '2026-11-01T07:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '02:30', '2026-10-03T15:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05', '02:00', '2026-04-04T15:30:00.000Z'],
    ['Pacific/Apia', '2011-12-29', '23:59', '2011-12-30T09:59:00.000Z'],
    ['Pacific/Apia', '2011-12-31', '00:00', '2011-12-30T10:00:00.000Z'],
    ['Asia/Kathmandu', '2024-02-29', '09:00', '2024-02-29T03:15:00.000Z'],
    ['America/New_York', '2026-12-31', '23:59', '2027-01-01T04:59:00.000Z'],
    ['UTC', '2026-01-01', '00:00', '2026-01-01T00:00:00.000Z'],
  ])('in %s, %s %s beside a change is %s', (zone, date, time, instant) => {
    expect(at(date, time, zone)).toBe(instant);
  });

  test('is the first instant at which the runtime shows that time, in every zone', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('2001-01-02'),
          max: new Date('2037-12-30'),
          noInvalidDate: true,
        }),
        fc.constantFrom(...ZONES),
        (moment, zone) => {
          const now = instantOf(Math.floor(moment.getTime() / 60_000) * 60_000);
          const found = instantAt(localDateAt(now, zone), localTimeAt(now, zone), zone);
          expect(shown(found, zone)).toBe(shown(now, zone));
          expect(found <= now).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('refuses a zone nobody knows', () => {
    expect(() => at('2026-03-08', '10:00', 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('the local date and time of an instant', () => {
  test.each([
    ['2026-03-01T04:59:59.999Z', 'America/New_York', '2026-02-28', '23:59'],
    ['2026-03-01T05:00:00.000Z', 'America/New_York', '2026-03-01', '00:00'],
    ['2026-03-08T06:59:59.999Z', 'America/New_York', '2026-03-08', '01:59'],
    ['2026-03-08T07:00:00.000Z', 'America/New_York', '2026-03-08', '03:00'],
    ['2026-11-01T05:30:00.000Z', 'America/New_York', '2026-11-01', '01:30'],
    ['2026-11-01T06:30:00.000Z', 'America/New_York', '2026-11-01', '01:30'],
    ['2026-12-31T23:00:00.000Z', 'Europe/Berlin', '2027-01-01', '00:00'],
    ['2024-02-28T23:30:00.000Z', 'Europe/Berlin', '2024-02-29', '00:30'],
    ['2026-01-01T11:59:00.000Z', 'Pacific/Kiritimati', '2026-01-02', '01:59'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31', '00:00'],
    ['2026-06-15T12:00:00.000Z', 'Asia/Kathmandu', '2026-06-15', '17:45'],
    ['2026-06-15T02:29:00.000Z', 'America/St_Johns', '2026-06-14', '23:59'],
  ])('%s in %s is %s %s', (instant, zone, date, time) => {
    expect(localDateAt(instant as Instant, zone)).toBe(date);
    expect(localTimeAt(instant as Instant, zone)).toBe(time);
  });
});

describe('a day', () => {
  test.each([
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Africa/Cairo', '2026-04-24', 23],
    ['Africa/Cairo', '2026-10-29', 25],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Europe/Berlin', '2024-02-29', 24],
    ['Europe/Berlin', '2026-12-31', 24],
  ])('in %s, %s has %d hours', (zone, day, hours) => {
    const start = startOfDay(day as LocalDate, zone);
    const end = startOfDay(addDays(day as LocalDate, 1), zone);
    expect((millis(end) - millis(start)) / 3_600_000).toBe(hours);
  });

  test('whose midnight is skipped starts at the first time there is', () => {
    const start = startOfDay('2026-04-24' as LocalDate, 'Africa/Cairo');
    expect(localTimeAt(start, 'Africa/Cairo')).toBe('01:00');
    expect(localDateAt(instantOf(millis(start) - 1), 'Africa/Cairo')).toBe('2026-04-23');
  });
});

describe('whatever zone the machine itself is in', () => {
  const own = process.env['TZ'];
  afterEach(() => {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });

  test.each(['America/New_York', 'Pacific/Apia', 'Africa/Cairo'])(
    'a time that machines in %s never show is read and written the same',
    (machine) => {
      process.env['TZ'] = machine;
      expect(new Date(2011, 5, 1).getTimezoneOffset(), 'the zone took effect').not.toBe(0);
      expect(at('2026-03-08', '02:30', 'Europe/Berlin')).toBe('2026-03-08T01:30:00.000Z');
      expect(localTimeAt('2026-03-08T01:30:00.000Z' as Instant, 'Europe/Berlin')).toBe('02:30');
      expect(localDateAt('2011-12-30T05:00:00.000Z' as Instant, 'UTC')).toBe('2011-12-30');
      expect(localTimeAt('2026-04-23T22:30:00.000Z' as Instant, 'Europe/Berlin')).toBe('00:30');
    },
  );
});

test.each(['00:00', '09:05', '23:59'])('%s is a time of day', (text) => {
  expect(isLocalTime(text)).toBe(true);
});

test.each(['24:00', '9:05', '09:60', '09:05:00', '09.05', '-1:00', '09:05 ', ''])(
  '%j is no time of day',
  (text) => {
    expect(isLocalTime(text)).toBe(false);
  },
);

test.each(['America/New_York', 'Europe/Kyiv', 'UTC', 'Etc/GMT+5'])('%s is a zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['', 'Mars/Olympus', '+02:00', '-05', 'America/New York', 'UTC+5', 'Z', 'America/'])(
  '%j is no zone',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
