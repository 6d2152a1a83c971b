import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../../local/host/queues/queue-message.ts';
import { pollingDelay } from '../../../../local/host/queues/polling-delay.ts';

describe('decodeMessage', () => {
  it.each([
    ['none', '{"a":1}', '{"a":1}'],
    ['base64', 'eyJhIjoxfQ==', '{"a":1}'],
    ['base64', '', ''],
    ['base64', '{"a":1}', undefined],
    ['base64', 'eyJhIjoxfQ=', undefined],
  ] as const)('reads under %s: %s', (encoding, text, expected) => {
    expect(decodeMessage(text, encoding)).toBe(expected);
  });
});

describe('pollingDelay', () => {
  it('doubles from 100 ms up to the longest pause and starts again after a reset', () => {
    const delay = pollingDelay(1000, () => 0.5);
    const next = () => Math.round(delay.next());
    expect([next(), next(), next(), next(), next(), next()]).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    delay.reset();
    expect(next()).toBe(100);
  });

  it('spreads by a fifth either way and never passes the longest pause', () => {
    expect(pollingDelay(1000, () => 0).next()).toBe(80);
    expect(pollingDelay(1000, () => 1).next()).toBe(120);
    expect(pollingDelay(100, () => 1).next()).toBe(100);
  });
});
