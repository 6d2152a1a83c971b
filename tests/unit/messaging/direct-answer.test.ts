import { describe, expect, test } from 'vitest';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import { confirmsStop, mayGoAtAnyHour } from '../../../shared/messaging/direct-answer.ts';

const AT = '2026-06-15T03:00:00.000Z' as Instant;
const MINUTE = 60_000;
const answers = { textId: 'inb_1', receivedAt: AT };

describe('mayGoAtAnyHour', () => {
  test.each([
    ['at once', 0, true],
    ['an hour later to the millisecond', 60 * MINUTE, true],
    ['a moment after that hour', 60 * MINUTE + 1, false],
  ])('an answer may go out at night %s: %s', (_what, ms, expected) => {
    expect(mayGoAtAnyHour({ purpose: 'service', answers }, addMs(AT, ms))).toBe(expected);
  });

  test('a text that answers nothing waits for the hours', () => {
    expect(mayGoAtAnyHour({ purpose: 'service', answers: undefined }, AT)).toBe(false);
  });

  test('marketing waits for the hours, whatever it answers', () => {
    expect(mayGoAtAnyHour({ purpose: 'marketing', answers }, AT)).toBe(false);
  });
});

describe('confirmsStop', () => {
  const confirmation = { answers: { ...answers, confirmsStop: true } };

  test.each([
    ['at once', 0, true],
    ['five minutes later to the millisecond', 5 * MINUTE, true],
    ['a moment after that', 5 * MINUTE + 1, false],
  ])('a STOP may be confirmed %s: %s', (_what, ms, expected) => {
    expect(confirmsStop(confirmation, addMs(AT, ms))).toBe(expected);
  });

  test('no other text confirms a STOP', () => {
    expect(confirmsStop({ answers }, AT)).toBe(false);
    expect(confirmsStop({ answers: undefined }, AT)).toBe(false);
  });
});
