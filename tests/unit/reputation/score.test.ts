import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import {
  foldEvents,
  followsOn,
  inOrder,
  recoveredBy,
  scoreOn,
  startState,
  withEvent,
  type ScoredEvent,
} from '../../../shared/reputation/score.ts';
import { REPUTATION_DEFAULTS as RULES } from '../../../shared/tenants/reputation-rules.ts';

const ZONE = 'America/New_York';
const on = (text: string) => text as LocalDate;
const at = (text: string): Instant => instantOf(Date.parse(text));

let made = 0;
function event(
  when: string,
  points: number,
  id = `e${String(made++).padStart(4, '0')}`,
): ScoredEvent {
  const occurredAt = at(when);
  return { id, points, occurredAt, localDate: localDateAt(occurredAt, ZONE) };
}
const score = (events: readonly ScoredEvent[], date: string) =>
  scoreOn(foldEvents(events, RULES), on(date), RULES);

describe('the score', () => {
  it('begins at 100 and is the sum of the points of one day', () => {
    expect(score([], '2026-03-01')).toBe(100);
    const day = [
      event('2026-03-02T15:00:00Z', -20),
      event('2026-03-02T16:00:00Z', -10),
      event('2026-03-02T17:00:00Z', 5),
      event('2026-03-02T18:00:00Z', 2),
    ];
    expect(score(day, '2026-03-02')).toBe(77);
  });

  it('is held between 0 and 100 at each step, so that what was cut off does not come back', () => {
    const kept = [1, 2, 3].map((hour) => event(`2026-03-02T1${String(hour)}:00:00Z`, 5));
    expect(score([...kept, event('2026-03-02T19:00:00Z', -20)], '2026-03-02')).toBe(80);
    const missed = [1, 2, 3, 4, 5, 6].map((day) => event(`2026-03-0${String(day)}T15:00:00Z`, -20));
    expect(score([...missed, event('2026-03-06T20:00:00Z', 5)], '2026-03-06')).toBe(5);
  });

  it('takes entries by when they happened, then by id, whatever order they are read in', () => {
    const down = event('2026-03-02T15:00:00Z', -20, 'b');
    const up = event('2026-03-02T15:00:00Z', 5, 'a');
    // Up first is cut off at 100: 80. Down first would be 85.
    expect(score([down, up], '2026-03-02')).toBe(80);
    expect(score([up, down], '2026-03-02')).toBe(80);
  });

  it('does not count what is void, as if it had never been', () => {
    const missed = event('2026-03-02T15:00:00Z', -20);
    const voided = { ...missed, voided: { at: at('2026-03-03T00:00:00Z'), reason: 'They came.' } };
    expect(score([voided], '2026-03-05')).toBe(100);
    expect(foldEvents([voided], RULES)).toEqual(startState(RULES));
  });
});

describe('recovery', () => {
  const missed = event('2026-03-02T15:00:00Z', -20);

  it.each([
    ['the day of the bad mark', '2026-03-02', 80],
    ['the last day before a week is over', '2026-03-08', 80],
    ['the seventh day after it', '2026-03-09', 81],
    ['the day before the second week is over', '2026-03-15', 81],
    ['two weeks after', '2026-03-16', 82],
    ['the day on which all is back', '2026-07-20', 100],
    ['long after: never above 100', '2036-03-02', 100],
    ['a day before the bad mark, as a moved clock may ask', '2026-03-01', 80],
  ])('gives a point per 7 local days: %s', (_what, date, expected) => {
    expect(score([missed], date)).toBe(expected);
  });

  it('counts the 29th of February as a day', () => {
    const before = event('2028-02-23T15:00:00Z', -20);
    expect(score([before], '2028-02-29')).toBe(80);
    expect(score([before], '2028-03-01')).toBe(81);
  });

  it('waits anew from the next bad mark on, keeping what it gave before', () => {
    const events = [missed, event('2026-03-14T15:00:00Z', -10)];
    expect(score(events, '2026-03-14')).toBe(71);
    expect(score(events, '2026-03-20')).toBe(71);
    expect(score(events, '2026-03-21')).toBe(72);
  });

  it('is not put off by good marks', () => {
    const events = [missed, event('2026-03-07T15:00:00Z', 2)];
    expect(score(events, '2026-03-09')).toBe(83);
  });

  it('comes before an entry of the day on which it is due', () => {
    expect(foldEvents([missed, event('2026-03-09T04:59:59Z', -20)], RULES).score).toBe(61);
    expect(foldEvents([missed, event('2026-03-09T03:59:59Z', -20)], RULES).score).toBe(60);
  });

  it('goes by local days: a mark a second before midnight belongs to the day that ends', () => {
    const late = event('2026-03-09T03:59:59Z', -20);
    expect(late.localDate).toBe('2026-03-08');
    expect(score([late], '2026-03-15')).toBe(81);
    const early = event('2026-03-09T04:00:00Z', -20);
    expect(early.localDate).toBe('2026-03-09');
    expect(score([early], '2026-03-15')).toBe(80);
  });

  it('does nothing where the business gives nothing back', () => {
    const rules = { ...RULES, recoveryPoints: 0 };
    expect(scoreOn(foldEvents([missed], rules), on('2030-01-01'), rules)).toBe(80);
  });
});

const events = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 60 * 24 * 120 }),
      points: fc.constantFrom(-20, -10, 5, 2, -35, 40, -1),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ minute, points }, index): ScoredEvent => {
      const occurredAt = instantOf(Date.parse('2026-01-01T00:00:00Z') + minute * 60_000);
      const id = `e${String(index)}`;
      return { id, points, occurredAt, localDate: localDateAt(occurredAt, ZONE) };
    }),
  );

describe('any entries', () => {
  it('give the same score in any order, always within the bounds', () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (list, dice) => {
        const shuffled = list
          .map((it, index) => ({ it, key: dice[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ it }) => it);
        const state = foldEvents(list, RULES);
        expect(foldEvents(shuffled, RULES)).toEqual(state);
        expect(state.score).toBeGreaterThanOrEqual(0);
        expect(state.score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('fold one by one to what they fold to at once, looked at on any days between', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (list, looks) => {
        const rules = RULES;
        let state = startState(rules);
        for (const it of inOrder(list)) {
          expect(followsOn(state, it)).toBe(true);
          // Looking in between is a read: what it recovers is recovered again from what is kept.
          const seen = looks ? recoveredBy(state, it.localDate, rules) : state;
          state = withEvent(seen, it, rules);
        }
        expect(state).toEqual(foldEvents(list, rules));
      }),
    );
  });

  it('recover the same at once or in stages, and never less with more days', () => {
    const days = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(events, days, days, (list, first, second) => {
        const state = foldEvents(list, RULES);
        const [a, b] = [first, first + second].map((it) => addDays(on('2026-05-01'), it));
        if (a === undefined || b === undefined) throw new Error('two days');
        const staged = recoveredBy(recoveredBy(state, a, RULES), b, RULES);
        expect(staged).toEqual(recoveredBy(state, b, RULES));
        expect(scoreOn(state, b, RULES)).toBeGreaterThanOrEqual(scoreOn(state, a, RULES));
      }),
    );
  });

  it('agree with a day-by-day count', () => {
    fc.assert(
      fc.property(events, (list) => {
        const last = on('2026-06-01');
        let score = 100;
        let waits: number | undefined;
        for (let day = on('2025-12-31'); day <= last; day = addDays(day, 1)) {
          if (waits !== undefined && --waits === 0) {
            score = Math.min(100, score + 1);
            waits = 7;
          }
          for (const it of inOrder(list).filter(({ localDate }) => localDate === day)) {
            score = Math.max(0, Math.min(100, score + it.points));
            if (it.points < 0) waits = 7;
          }
        }
        expect(scoreOn(foldEvents(list, RULES), last, RULES)).toBe(score);
      }),
    );
  });
});
