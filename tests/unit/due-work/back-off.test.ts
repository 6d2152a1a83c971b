import { describe, expect, test } from 'vitest';
import { BACK_OFF_SECONDS, backOffMs, MAX_ATTEMPTS } from '../../../shared/due-work/back-off.ts';

const ids = Array.from({ length: 500 }, (_, n) => `msg_${String(n)}`);

describe('backOffMs', () => {
  test.each([
    [1, 30],
    [2, 120],
    [3, 600],
    [4, 1800],
    [5, 3600],
    [6, 7200],
    [7, 14_400],
    [8, 14_400],
    [1000, 14_400],
    [0, 30],
    [-1, 30],
  ])('after attempt %d waits %d s and up to a quarter of it', (attempts, seconds) => {
    const waits = ids.map((id) => backOffMs(id, attempts) / 1000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(seconds);
    expect(Math.max(...waits)).toBeLessThan(seconds * 1.25);
    // Spread over the whole of the quarter: those that failed together do not return together.
    expect(Math.min(...waits)).toBeLessThan(seconds * 1.02);
    expect(Math.max(...waits)).toBeGreaterThan(seconds * 1.23);
  });

  test('is whole milliseconds, and the same for the same document and attempt', () => {
    for (const id of ids.slice(0, 50)) {
      const wait = backOffMs(id, 3);
      expect(Number.isInteger(wait)).toBe(true);
      expect(backOffMs(id, 3)).toBe(wait);
    }
  });

  test('spreads a document anew at each attempt', () => {
    const parts = [1, 2, 3, 4].map((n) => backOffMs('msg_1', n) / (BACK_OFF_SECONDS[n - 1] ?? 1));
    expect(new Set(parts.map((part) => part.toFixed(3))).size).toBeGreaterThan(1);
  });

  test('grows with every attempt, so that no later wait is shorter than an earlier one', () => {
    for (const id of ids.slice(0, 50)) {
      for (let n = 1; n < MAX_ATTEMPTS - 1; n++) {
        expect(backOffMs(id, n + 1)).toBeGreaterThan(backOffMs(id, n));
      }
    }
  });
});
