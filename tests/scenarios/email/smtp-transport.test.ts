import { inspect } from 'node:util';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OutboundEmail } from '../../../shared/platform/email/email-transport.ts';
import { smtpTransport } from '../../../shared/platform/email/smtp-transport.ts';
import { startSmtpPeer, type SmtpFault, type SmtpPeer } from './smtp-peer.ts';

const MAIL: OutboundEmail = {
  tenantId: 'maple',
  emailId: 'eml_1',
  attempt: 2,
  senderName: 'Maple Street, "Grooming"',
  to: { name: 'José Muñoz', address: 'jose@example.com' },
  replyTo: { address: 'desk@maple.example' },
  subject: 'Bella’s rabies vaccination',
  text: 'It expires soon.\n.\nA dot alone on a line.',
  html: '<p>It expires soon.</p>',
};

let peer: SmtpPeer;
beforeEach(async () => {
  peer = await startSmtpPeer();
});
afterEach(async () => peer.stop());

const transport = (url = peer.url) =>
  smtpTransport({ url, senderAddress: 'texts@petops.example', timeoutMs: 500 });

it('hands a mail over whole, with names and subject in any script', async () => {
  const outcome = await transport().send(MAIL);
  expect(outcome).toEqual({ kind: 'accepted', providerId: '<eml_1.2@petops.example>' });
  const mail = await PostalMime.parse(peer.mails[0] ?? '');
  expect(mail).toMatchObject({
    from: { name: 'Maple Street, "Grooming"', address: 'texts@petops.example' },
    to: [{ name: 'José Muñoz', address: 'jose@example.com' }],
    replyTo: [{ address: 'desk@maple.example' }],
    subject: 'Bella’s rabies vaccination',
    messageId: '<eml_1.2@petops.example>',
  });
  expect(mail.text?.trim()).toBe('It expires soon.\n.\nA dot alone on a line.');
  expect(mail.html?.trim()).toBe('<p>It expires soon.</p>');
});

it.each<[SmtpFault, object, number]>([
  ['refuse-recipient', { kind: 'rejected', fault: 'address', code: 550 }, 0],
  ['refuse-sender', { kind: 'rejected', fault: 'sender', code: 550 }, 0],
  ['refuse-mail', { kind: 'rejected', fault: 'message', code: 554 }, 0],
  ['busy', { kind: 'not-processed', code: 421 }, 0],
  ['cut-after-mail', { kind: 'unknown' }, 1],
  ['hang-after-mail', { kind: 'unknown' }, 1],
])('a server that does %s gives its outcome its true name', async (fault, outcome, taken) => {
  peer.fault = fault;
  const answer = await transport().send(MAIL);
  expect(answer).toMatchObject(outcome);
  expect(peer.mails).toHaveLength(taken);
  expect(inspect(answer)).not.toMatch(/jose|Bella|petops/);
});

it('knows that nothing was sent when there is no server', async () => {
  await peer.stop();
  expect(await transport().send(MAIL)).toMatchObject({ kind: 'not-processed' });
  peer = await startSmtpPeer();
});

it('takes a refused sign-in for a fault of our set-up', async () => {
  const strict = await startSmtpPeer({ name: 'petops', password: 'right' });
  const wrong = transport(strict.url.replace('right', 'wrong'));
  expect(await wrong.send(MAIL)).toMatchObject({ kind: 'rejected', fault: 'sender' });
  expect(await transport(strict.url).send(MAIL)).toMatchObject({ kind: 'accepted' });
  await strict.stop();
});

it.each([
  ['a subject', { subject: 'Hi\r\nBcc: all@example.com' }],
  ['a sender name', { senderName: 'Maple\nBcc: all@example.com' }],
  ['a recipient name', { to: { name: 'A\r\nB', address: 'a@example.com' } }],
  ['an address', { to: { address: 'a@example.com\r\nRCPT TO:<b@example.com>' } }],
  ['a list of addresses', { to: { address: 'a@example.com,b@example.com' } }],
])('never lets %s start a header or another recipient', async (_title, parts) => {
  expect(await transport().send({ ...MAIL, ...parts })).toMatchObject({ kind: 'rejected' });
  expect(peer.mails).toEqual([]);
});
