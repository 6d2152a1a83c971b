import { describe, expect, test } from 'vitest';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { digestEmailText } from '../../../shared/vaccinations/digest-email-text.ts';

const TODAY = '2026-03-01' as LocalDate;
const line = (petName: string, vaccine: string, expiryDate: string) => ({
  petName,
  vaccine,
  expiryDate: expiryDate as LocalDate,
});
const REX = line('Rex', 'rabies', '2026-03-08');

describe('what people typed', () => {
  const { subject, text, html } = digestEmailText(
    'Paws & Claws <Salon>',
    '<b>Ann</b>',
    [line('<img src=x onerror=alert(1)>', '"rabies"&', '2026-03-08')],
    TODAY,
  );

  test('stands in HTML as it was typed, and becomes no markup', () => {
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<b>Ann');
    expect(html).toContain('&lt;img src');
    expect(html).toContain('Paws &amp; Claws &lt;Salon&gt;');
  });

  test('stands in subject and plain text without escapes', () => {
    expect(subject).toContain('Paws & Claws <Salon>: <img src=x');
    expect(text).toContain('Hello <b>Ann</b>,');
    expect(text).not.toMatch(/&(?:lt|amp|quot|#)/);
  });

  test('breaks no line of subject or list', () => {
    const broken = digestEmailText(
      'Pa\r\nBcc: x@y.z',
      'A\nB',
      [line('Re\nx', 'rabies', '2026-03-08')],
      TODAY,
    );
    expect(broken.subject).toBe('Pa Bcc: x@y.z: Re x needs a new vaccination');
    expect(broken.text).toContain('Hello A B,');
    expect(broken.text).toContain('- Re x: rabies, ');
  });
});

test('plain text and HTML say the same, soonest first, each thing once', () => {
  const lines = [line('Tom', 'fvrcp', '2026-04-01'), REX, REX, line('Rex', 'dhpp', '2026-03-01')];
  const { subject, text, html } = digestEmailText('Paws', 'Ann', lines, TODAY);
  expect(subject).toBe('Paws: Rex and Tom need new vaccinations');
  const said = text.split('\n').filter((it) => it.startsWith('- '));
  expect(said).toEqual([
    expect.stringMatching(/^- Rex: .*, expires today$/),
    '- Rex: rabies, expires on March 8, 2026',
    expect.stringMatching(/^- Tom: .*, expires on April 1, 2026$/),
  ]);
  const items = [...html.matchAll(/<li>(.*)<\/li>/g)].map((it) =>
    `- ${it[1] ?? ''}`.replaceAll(/<[^>]+>/g, ''),
  );
  expect(items).toEqual(said);
});

test.each([
  ['2026-02-28', 'expired on February 28, 2026'],
  ['2026-03-01', 'expires today'],
  ['2026-03-02', 'expires on March 2, 2026'],
  ['2025-12-31', 'expired on December 31, 2025'],
])('a cover until %s on 2026-03-01 reads "%s"', (expiryDate, words) => {
  const { text } = digestEmailText('Paws', '', [line('Rex', 'rabies', expiryDate)], TODAY);
  expect(text).toContain(`- Rex: rabies, ${words}\n`);
  expect(text).toMatch(/^Hello,\n/);
});

test('a subject names three pets at most', () => {
  const pets = ['A', 'B', 'C', 'D', 'E'].map((name) => line(name, 'rabies', '2026-03-08'));
  expect(digestEmailText('Paws', 'Ann', pets, TODAY).subject).toBe(
    'Paws: A, B, C and 2 more need new vaccinations',
  );
});
