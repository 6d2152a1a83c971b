import { describe, expect, test } from 'vitest';
import type { Owner } from '../../../shared/customers/model.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { EVERY_DAY, isWithin } from '../../../shared/kernel/week-hours.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Message } from '../../../shared/messaging/model.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { planSendTime } from '../../../shared/messaging/plan-send-time.ts';
import { placeOf } from '../../../shared/messaging/recipient-place.ts';
import {
  countedText,
  type RecentText,
  type RecentTexts,
} from '../../../shared/messaging/recent-texts.ts';
import { rulesOf, STATE_RULES } from '../../../shared/messaging/state-rules.ts';
import { textTime } from '../../../shared/messaging/text-time.ts';
import { stateOfZip, zonesOfState } from '../../../shared/messaging/us-places.ts';
import { businessWith } from '../../fixtures/business.ts';

const at = (text: string): Instant => instantOf(Date.parse(text));
/** Monday, 11:00 in New York. */
const NOW = at('2026-06-15T15:00:00Z');
const HOUR = 3_600_000;
const tenant = businessWith();

function owner(over: Partial<Owner> = {}): Owner {
  return {
    ...{ id: 'own_1', type: 'owner', tenantId: 'maple', schemaVersion: 1, revision: 1 },
    ...{ firstName: 'Ann', lastName: 'Lee', nameKey: 'lee ann', phone: '+14155550123' },
    ...{ status: 'active', createdAt: NOW, updatedAt: NOW },
    ...over,
  };
}

function text(over: Partial<Message> = {}): Message {
  const plan = { id: 'msg_1', tenantId: 'maple', ownerId: 'own_1', to: '+14155550123', body: 'Hi' };
  return { ...planText({ ...plan, sendAt: NOW, notAfter: addMs(NOW, 90 * HOUR) }, NOW), ...over };
}

const ad = (over: Partial<Message> = {}): Message => text({ purpose: 'marketing', ...over });

function sent(hoursAgo: number, over: Partial<RecentText> = {}): RecentText {
  const id = `msg_${String(hoursAgo)}_ago`;
  return { messageId: id, at: addMs(NOW, -hoursAgo * HOUR), marketing: false, ...over };
}

describe('where somebody is', () => {
  test.each<[string, Partial<Owner>, readonly string[], string | undefined]>([
    ['in their own zone first', { timeZone: 'Asia/Tokyo', region: 'CA' }, ['Asia/Tokyo'], 'CA'],
    ['in the zones of their state', { region: 'CA' }, ['America/Los_Angeles'], 'CA'],
    [
      'in the state of their ZIP code',
      { postalCode: '33101-1234' },
      ['America/New_York', 'America/Chicago'],
      'FL',
    ],
    ['in the business’s zone else, whatever the area code', {}, ['America/New_York'], undefined],
    [
      'in the business’s zone when the region is none',
      { region: 'ZZ' },
      ['America/New_York'],
      undefined,
    ],
  ])('is %s', (_what, over, zones, state) => {
    expect(placeOf(owner(over), tenant)).toEqual({ zones, ...(state && { state }) });
  });

  test('is in the business’s state only when it says so', () => {
    const home = businessWith({ texting: { homeState: 'TX' } });
    expect(placeOf(owner(), home)).toEqual({ zones: ['America/New_York'], state: 'TX' });
  });

  test.each([
    ['02101', 'MA'],
    ['10001', 'NY'],
    ['60601', 'IL'],
    ['73301', 'TX'],
    ['79901', 'TX'],
    ['88501', 'TX'],
    ['90001', 'CA'],
    ['99501', 'AK'],
    ['00601', 'PR'],
    ['09012', undefined],
    ['34001', undefined],
    ['9021', undefined],
    ['SW1A 1AA', undefined],
  ])('the ZIP code %s lies in %s', (zip, state) => {
    expect(stateOfZip(zip)).toBe(state);
  });

  test('is nowhere by words that objects have', () => {
    expect(zonesOfState('constructor')).toBeUndefined();
  });
});

describe('the table of states', () => {
  test('says of each row where it is from and when that was looked up', () => {
    for (const rule of STATE_RULES) {
      expect(rule.source).not.toBe('');
      expect(rule.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(rule.hours.length).toBeGreaterThan(0);
    }
    expect(new Set(STATE_RULES.map(({ state }) => state)).size).toBe(STATE_RULES.length);
  });

  test('allows the hours for a person of an unknown state in every state', () => {
    const strict = STATE_RULES.find(({ state }) => state === 'unknown')?.hours ?? [];
    for (let day = 0; day < 7; day++) {
      for (let hour = 0; hour < 24; hour++) {
        const moment = at(`2026-06-${String(14 + day)}T${String(hour).padStart(2, '0')}:30:00Z`);
        if (!isWithin(moment, { weeks: [strict], zones: ['UTC'] })) continue;
        for (const { state, hours } of STATE_RULES) {
          expect(isWithin(moment, { weeks: [hours], zones: ['UTC'] }), state).toBe(true);
        }
      }
    }
  });

  test('gives way to the rows of the business', () => {
    const [base] = STATE_RULES;
    if (base === undefined) throw new Error('The table is empty');
    const own = { ...base, state: 'TX', source: 'our counsel' };
    expect(rulesOf('TX', [own]).map(({ source }) => source)).toContain('our counsel');
  });
});

describe('a service text', () => {
  test('goes out at once within the hours where the person is, not where the business is', () => {
    expect(textTime(text(), owner(), tenant, [], NOW).at).toBe(NOW);
    const west = owner({ timeZone: 'America/Los_Angeles' });
    expect(textTime(text(), west, tenant, [], NOW)).toEqual({
      at: at('2026-06-15T16:00:00Z'),
      waitsFor: 'hours',
    });
  });

  test('waits for the next day when the number had as many as it may get', () => {
    const few = businessWith({ texting: { textsPerNumber: 2 } });
    expect(textTime(text(), owner(), few, [sent(1)], NOW).at).toBe(NOW);
    expect(textTime(text(), owner(), few, [sent(1), sent(2)], NOW)).toEqual({
      at: at('2026-06-16T13:00:00Z'),
      waitsFor: 'cap',
    });
    // Those of the evening before are of another day.
    expect(textTime(text(), owner(), few, [sent(15), sent(16)], NOW).at).toBe(NOW);
  });

  test('does not count against itself when it is sent once more', () => {
    const one = businessWith({ texting: { textsPerNumber: 1 } });
    expect(textTime(text(), owner(), one, [sent(1, { messageId: 'msg_1' })], NOW).at).toBe(NOW);
  });

  test('that answers goes at any hour, however many went before', () => {
    const night = at('2026-06-15T06:00:00Z');
    const one = businessWith({ texting: { textsPerNumber: 1 } });
    const answer = text({ answers: { textId: 'inb_1', receivedAt: addMs(night, -60_000) } });
    expect(textTime(answer, owner(), one, [sent(1)], night).at).toBe(night);
  });
});

describe('an advertisement', () => {
  test.each<[string, string, Partial<Owner>, string]>([
    ['waits for Monday on a Saturday', '2026-06-20T15:00:00Z', {}, '2026-06-22T14:00:00Z'],
    [
      'waits for 10:00 where they live',
      '2026-06-15T15:00:00Z',
      { region: 'CA' },
      '2026-06-15T17:00:00Z',
    ],
    ['is not begun in the last five minutes', '2026-06-15T20:56:00Z', {}, '2026-06-16T14:00:00Z'],
    ['is still begun before them', '2026-06-15T20:55:00Z', {}, '2026-06-15T20:55:00Z'],
  ])('%s', (_what, now, over, expected) => {
    expect(textTime(ad(), owner(over), tenant, [], at(now)).at).toBe(at(expected));
  });

  test('keeps to the strictest hours for a person whose state is not known, whatever the business set', () => {
    const marketingHours = [
      { days: [...EVERY_DAY], start: '08:00' as LocalTime, end: '21:00' as LocalTime },
    ];
    const wide = businessWith({ texting: { marketingHours } });
    const saturday = at('2026-06-20T15:00:00Z');
    expect(textTime(ad(), owner(), wide, [], saturday).at).toBe(at('2026-06-22T14:00:00Z'));
    expect(textTime(ad(), owner({ region: 'NY' }), wide, [], saturday).at).toBe(saturday);
    // Texas: from noon on Sundays; El Paso's clocks decide, being the later ones.
    const sunday = at('2026-06-21T14:00:00Z');
    const noon = at('2026-06-21T18:00:00Z');
    expect(textTime(ad(), owner({ region: 'TX' }), wide, [], sunday).at).toBe(noon);
  });

  test('says until when it may reach the person', () => {
    expect(textTime(ad(), owner(), tenant, [], NOW).sendBefore).toBe(at('2026-06-15T21:00:00Z'));
    expect(textTime(text(), owner(), tenant, [], NOW).sendBefore).toBeUndefined();
  });

  test('never goes out when the hours have no time in common', () => {
    const marketingHours = [{ days: [0], start: '08:00' as LocalTime, end: '21:00' as LocalTime }];
    const sundays = businessWith({ texting: { marketingHours } });
    expect(textTime(ad(), owner({ region: 'PA' }), sundays, [], NOW).at).toBeUndefined();
  });

  test('waits until a day has passed since the last but one', () => {
    const ads = [sent(23, { marketing: true }), sent(3, { marketing: true })];
    const wait = textTime(ad(), owner(), tenant, ads, NOW);
    expect(wait).toEqual({ at: addMs(NOW, HOUR), waitsFor: 'cap' });
    // 24 hours ago exactly counts no more.
    const later = [sent(24, { marketing: true }), sent(3, { marketing: true })];
    expect(textTime(ad(), owner(), tenant, later, NOW).at).toBe(NOW);
  });

  test('comes three times a day at most about one subject where the law says so', () => {
    const many = businessWith({ texting: { marketingPer24Hours: 20 } });
    const about = (id: string): RecentText[] =>
      [1, 2, 3].map((hours) => sent(hours, { marketing: true, about: id }));
    const florida = owner({ region: 'FL' });
    const same = ad({ campaignId: 'cmp_1' });
    const wait = textTime(same, florida, many, about('cmp_1'), NOW);
    expect(wait).toEqual({ at: at('2026-06-16T15:00:00Z'), waitsFor: 'cap' });
    expect(textTime(same, florida, many, about('cmp_2'), NOW).at).toBe(NOW);
    // Without a subject it may be about the same.
    expect(textTime(ad(), florida, many, about('cmp_2'), NOW).waitsFor).toBe('cap');
    expect(textTime(same, owner({ region: 'NY' }), many, about('cmp_1'), NOW).at).toBe(NOW);
  });
});

test('a text claimed twice is counted once, and what is older than two days is forgotten', () => {
  const write = (before: RecentTexts | undefined, message: Message, now: Instant): RecentTexts => {
    const [counted] = countedText(before, message, now);
    if (counted?.op !== 'put') throw new Error('It is no put');
    return counted.document as unknown as RecentTexts;
  };
  const first = write(undefined, text(), NOW);
  const again = write(first, text(), addMs(NOW, HOUR));
  expect(again.texts).toEqual([{ messageId: 'msg_1', at: addMs(NOW, HOUR), marketing: false }]);
  const much = write(again, text({ id: 'msg_2' }), addMs(NOW, 60 * HOUR));
  expect(much.texts.map(({ messageId }) => messageId)).toEqual(['msg_2']);
});

describe('planSendTime', () => {
  const hours = {
    weeks: [[{ days: EVERY_DAY, start: '09:00' as LocalTime, end: '20:00' as LocalTime }]],
    zones: ['America/New_York'],
  };
  const plan = (wanted: string, notAfter: string, notBefore = '2026-01-01T00:00:00Z') =>
    planSendTime({ wanted: at(wanted), notAfter: at(notAfter), notBefore: at(notBefore), hours });

  test('leaves a reminder within the hours where it is', () => {
    expect(plan('2026-06-15T15:00:00Z', '2026-06-15T17:00:00Z')).toEqual({ at: NOW, moved: 'no' });
  });

  test('moves one of the night to the morning while that is before the visit', () => {
    const later = plan('2026-06-15T11:00:00Z', '2026-06-15T14:00:00Z');
    expect(later).toEqual({ at: at('2026-06-15T13:00:00Z'), moved: 'later' });
  });

  test.each([
    ['in summer', '2026-06-15T10:30:00Z', '2026-06-15T12:30:00Z', '2026-06-14T23:00:00Z'],
    [
      'the morning clocks go forward',
      '2026-03-08T10:30:00Z',
      '2026-03-08T12:30:00Z',
      '2026-03-08T00:00:00Z',
    ],
    [
      'the morning clocks go back',
      '2026-11-01T11:30:00Z',
      '2026-11-01T13:30:00Z',
      '2026-10-31T23:00:00Z',
    ],
  ])(
    'moves one that would come after the visit to the evening before, %s',
    (_when, wanted, visit, expected) => {
      expect(plan(wanted, visit)).toEqual({ at: at(expected), moved: 'earlier' });
    },
  );

  test('plans none when even the evening before is over', () => {
    expect(
      plan('2026-06-15T10:30:00Z', '2026-06-15T12:30:00Z', '2026-06-15T02:00:00Z'),
    ).toBeUndefined();
  });

  test('sends what is wanted in the past as soon as it may', () => {
    const now = '2026-06-15T15:00:00Z';
    expect(plan('2026-06-15T14:00:00Z', '2026-06-15T20:00:00Z', now)).toEqual({
      at: NOW,
      moved: 'later',
    });
  });
});
