import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { countSegments } from '../../../shared/messaging/segments.ts';
import {
  amountText,
  feeText,
  undoneText,
  waivedText,
  type MissedVisit,
} from '../../../shared/no-shows/notice-text.ts';

const visit: MissedVisit = {
  businessName: 'Maple Street Grooming',
  ownerFirstName: 'Ana',
  startsAt: instantOf(Date.parse('2026-03-02T16:00:00Z')),
  timeZone: 'America/New_York',
};

describe('the text about a fee', () => {
  it('names business, owner, visit and amount, and asks for an answer', () => {
    expect(feeText(visit, 3750, 'USD')).toBe(
      'Maple Street Grooming: Hi Ana, we missed you on Mar 2, 11:00 AM. Your no-show fee is $37.50. Was it a mistake? Just reply to this text.',
    );
    expect(feeText({ ...visit, ownerFirstName: '' }, 2500, 'USD')).toContain('Grooming: Hi, we');
  });

  it('reads the day as the business had it, also a moment before and after midnight', () => {
    const at = (text: string) =>
      feeText({ ...visit, startsAt: instantOf(Date.parse(text)) }, 2500, 'USD');
    expect(at('2026-03-02T04:59:59Z')).toContain('on Mar 1, 11:59 PM.');
    expect(at('2026-03-02T05:00:00Z')).toContain('on Mar 2, 12:00 AM.');
    expect(at('2026-03-08T07:00:00Z')).toContain('on Mar 8, 3:00 AM.');
  });

  it('leaves out the time, then the greeting, before it takes a second segment', () => {
    const long = { ...visit, businessName: 'The Maple Street Grooming and Pet Care Parlour Inc' };
    expect(feeText(long, 2500, 'USD')).toContain('Hi Ana, we missed you on Mar 2. Your');
    const longer = {
      ...visit,
      businessName: 'The Maple Street Grooming and Pet Care Parlour of Springfield',
    };
    expect(feeText(longer, 2500, 'USD')).toContain('Springfield: we missed you on Mar 2. Your');
    for (const text of [long, longer].map((it) => feeText(it, 2500, 'USD'))) {
      expect(countSegments(text)).toMatchObject({ segments: 1, encoding: 'GSM-7' });
    }
  });

  it('is one GSM-7 segment for all usual names, and offers no word that opts out', () => {
    const word = (most: number) => fc.stringMatching(new RegExp(`^[A-Z][a-z]{1,${String(most)}}$`));
    fc.assert(
      fc.property(
        word(30),
        word(20),
        fc.integer({ min: 1, max: 100_000 }),
        (business, owner, cents) => {
          const named = { ...visit, businessName: business, ownerFirstName: owner };
          for (const text of [feeText(named, cents, 'USD'), undoneText(named), waivedText(named)]) {
            expect(countSegments(text)).toMatchObject({ segments: 1, encoding: 'GSM-7' });
            const words = text.replace(business, '').replace(owner, '').toLowerCase();
            expect(words).not.toMatch(
              /\b(stop|stopall|end|quit|cancel|unsubscribe|revoke|optout)\b/,
            );
          }
        },
      ),
    );
  });
});

it.each([
  [2500, 'USD', '$25.00'],
  [123_456, 'USD', '$1,234.56'],
  [2500, 'EUR', '€25.00'],
  [2500, 'JPY', '¥2,500'],
  [2500, 'INR', 'INR 25.00'],
  [2500, 'KWD', 'KWD 2.500'],
])('an amount of %i in %s reads %s and stays within GSM-7', (cents, currency, text) => {
  expect(amountText(cents, currency)).toBe(text);
  expect(countSegments(text).encoding).toBe('GSM-7');
});
