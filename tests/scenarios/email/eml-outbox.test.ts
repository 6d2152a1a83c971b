import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instant } from '../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../shared/platform/clock.ts';
import { emlOutbox } from '../../../shared/platform/email/eml-outbox.ts';

const NOW = '2026-03-02T15:00:00.000Z' as Instant;
const MAIL = {
  tenantId: 'maple',
  emailId: 'eml_1',
  attempt: 1,
  senderName: 'Maple',
  to: { address: 'a@example.com' },
  subject: 'Hello',
  text: 'Text',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-eml-'));
});
afterEach(async () => rm(folder, { recursive: true }));

const outbox = () =>
  emlOutbox({
    folder: path.join(folder, 'mails'),
    senderAddress: 's@x.example',
    clock: fixedClock(NOW),
  });

it('is empty before the first mail', async () => {
  expect(await outbox().read()).toEqual([]);
});

it('keeps each mail as a file that a mail program understands', async () => {
  await outbox().send(MAIL);
  await outbox().send({ ...MAIL, emailId: 'eml_2' });
  const mails = await outbox().read();
  expect(mails.map(({ file }) => file)).toEqual([
    '2026-03-02T15-00-00.000Z_eml_1.1.eml',
    '2026-03-02T15-00-00.000Z_eml_2.1.eml',
  ]);
  const mail = await PostalMime.parse(mails[0]?.source ?? '');
  expect(mail).toMatchObject({ subject: 'Hello', to: [{ address: 'a@example.com' }] });
});

it('keeps the same attempt once', async () => {
  await outbox().send(MAIL);
  await outbox().send(MAIL);
  expect(await outbox().read()).toHaveLength(1);
});

it('gives an advertisement the headers that end it with one click, unfolded', async () => {
  const unsubscribeUrl = `https://petops.example.com/api/unsubscribe/maple-street.ead_${'x'.repeat(20)}.${'y'.repeat(22)}`;
  await outbox().send({ ...MAIL, unsubscribeUrl });
  const [kept] = await outbox().read();
  expect(kept?.source).toContain(`\r\nList-Unsubscribe: <${unsubscribeUrl}>\r\n`);
  expect(kept?.source).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
});
