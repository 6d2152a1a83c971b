import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { twilioCode } from '../../../../shared/platform/sms/twilio-codes.ts';

const everyCode = Array.from({ length: 100_000 }, (_, code) => twilioCode(code)).filter(
  (it) => it !== undefined,
);

it('words every meaning as one sentence without figures that could be a number', () => {
  expect(everyCode.length).toBeGreaterThan(30);
  for (const { meaning } of everyCode) expect(meaning).toMatch(/^[A-Z]((?!\d{5}).)+\.$/);
});

it('knows nothing of a code that is not in the table', () => {
  expect(twilioCode(99_999)).toBeUndefined();
});

it('is told in full by the page beside it', () => {
  const page = readFileSync('shared/platform/sms/README.md', 'utf8');
  const told = [...page.matchAll(/^\| (\d{5}) +\| (.+?) +\| ([a-z-]+) +\|$/gm)].map(
    ([, code, meaning, fault]) => ({ code: Number(code), meaning, fault }),
  );
  expect(told).toEqual(everyCode.map(({ code, meaning, fault }) => ({ code, meaning, fault })));
});
