import { describe, expect, it } from 'vitest';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { hitSlot } from '../../../shared/links/hit-slot.ts';
import { monthsOf } from '../../../shared/links/list-links.ts';
import { isTooSoon, signOfMachine, type Visitor } from '../../../shared/links/visitor.ts';

const instant = (text: string) => instantOf(Date.parse(text));
const CLAIMED = instant('2026-03-02T15:00:00.000Z');
const LATER = addMs(CLAIMED, 3_600_000);

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Mobile Safari/537.36';
const person: Visitor = { method: 'GET', agent: IPHONE, purpose: undefined };

describe('whoever opens a link', () => {
  it.each([IPHONE, ANDROID])('is a person with the browser %s', (agent) => {
    expect(signOfMachine({ ...person, agent }, LATER, { claimedAt: CLAIMED })).toBeUndefined();
  });

  it.each([
    ['head', { method: 'HEAD' }],
    ['prefetch', { purpose: 'prefetch;prerender' }],
    ['prefetch', { purpose: 'preview' }],
    ['no-agent', { agent: undefined }],
    ['no-agent', { agent: ' ' }],
    ['known-agent', { agent: 'facebookexternalhit/1.1 Facebot Twitterbot/1.0' }],
    ['known-agent', { agent: 'WhatsApp/2.24.1 A' }],
    [
      'known-agent',
      { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    ],
    ['known-agent', { agent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }],
    ['known-agent', { agent: 'curl/8.11.0' }],
    ['known-agent', { agent: 'python-requests/2.32.3' }],
    [
      'known-agent',
      {
        agent:
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/133.0.0.0 Safari/537.36',
      },
    ],
  ] as const)('is a machine by its %s: %j', (sign, change) => {
    expect(signOfMachine({ ...person, ...change }, LATER, { claimedAt: CLAIMED })).toBe(sign);
  });

  it('is a machine when nobody can have read the text yet, whatever its browser', () => {
    expect(signOfMachine(person, addMs(CLAIMED, 1999), { claimedAt: CLAIMED })).toBe('too-soon');
    expect(signOfMachine(person, addMs(CLAIMED, 2000), { claimedAt: CLAIMED })).toBeUndefined();
  });
});

describe('too soon', () => {
  const deliveredAt = addMs(CLAIMED, 60_000);
  it.each([
    [-2000, false],
    [-1999, true],
    [0, true],
    [1999, true],
    [2000, false],
    [-30_000, false],
  ])('is judged at %d ms from the arrival: %s', (ms, expected) => {
    expect(isTooSoon(addMs(deliveredAt, ms), { claimedAt: CLAIMED, deliveredAt })).toBe(expected);
  });

  it('is nothing of which no time is known', () => {
    expect(isTooSoon(LATER, {})).toBe(false);
  });
});

describe('the slots of hits', () => {
  it('are minutes for 24 hours and hours after that', () => {
    const made = instant('2026-03-02T15:00:30.000Z');
    expect(hitSlot(made, instant('2026-03-03T15:00:29.999Z'))).toBe('2026-03-03T15:00');
    expect(hitSlot(made, instant('2026-03-03T15:00:30.000Z'))).toBe('2026-03-03T15');
  });

  it('are 3,576 in the 90 days of a link', () => {
    const slots = new Set<string>();
    for (let minute = 0; minute < 90 * 1440; minute++) {
      slots.add(hitSlot(CLAIMED, addMs(CLAIMED, minute * 60_000)));
    }
    expect(slots.size).toBe(3576);
  });
});

describe('the history of a link', () => {
  const link = (from: string, to: string) => ({ createdAt: instant(from), expiresAt: instant(to) });
  it('lies in the months of its life, over the turn of a year', () => {
    const it = link('2026-11-30T23:59:59.999Z', '2027-02-28T23:59:59.999Z');
    const all = ['2026-11', '2026-12', '2027-01', '2027-02'];
    expect(monthsOf(it, instant('2027-06-01T00:00:00Z'))).toEqual(all);
    expect(monthsOf(it, instant('2026-12-01T00:00:00Z'))).toEqual(all.slice(0, 2));
    expect(monthsOf(it, it.createdAt)).toEqual(['2026-11']);
  });
});
