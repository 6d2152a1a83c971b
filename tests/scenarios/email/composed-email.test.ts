import { readFile } from 'node:fs/promises';
import PostalMime from 'postal-mime';
import { afterEach, expect, test } from 'vitest';
import { emailLines, readEmails } from '../../../local/email-outbox.ts';
import type { Environment } from '../../../shared/platform/config.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { ownerType } from '../../../shared/customers/model.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';
import { startSmtpPeer } from './smtp-peer.ts';

let business: Business;

afterEach(async () => {
  await business.close();
});

/** A business with one owner who is due, told by e-mail, through the configured transport. */
async function tellOne(environment: Environment): Promise<void> {
  business = await openBusiness({ owners: 1, clock: 'stopped', environment });
  const { context } = business;
  const changes = { vaccination: { channel: 'email' as const } };
  await updateSettings(context, { tenantId: TENANT, changes, expected: undefined });
  const page = await context.records.query(ownerType, { tenantId: TENANT }, { limit: 1 });
  const ownerId = page.items[0]?.value.id ?? '';
  const address = { email: 'ann@example.com' };
  await updateOwner(context, { tenantId: TENANT, ownerId, changes: address, expected: undefined });
  await business.scanNow();
  await business.drain();
}

test('the local product keeps its e-mails as files, and the command line shows them', async () => {
  await tellOne({});
  const kept = await readEmails(`${business.folder}/emails`);
  expect(kept).toMatchObject([
    {
      to: 'a•••@example.com',
      subject: 'Maple Street Grooming: Dog0 needs a new vaccination',
      text: expect.stringContaining('- Dog0: rabies, expires on') as string,
    },
  ]);
  expect(emailLines(kept[0] ?? fail()).join('\n')).not.toContain('ann@');
  expect(await readFile(kept[0]?.file ?? '', 'utf8')).toContain('To: ann@example.com');
});

test('a mail server gets the e-mail of the configured sender, in plain text and in HTML', async () => {
  const peer = await startSmtpPeer();
  await tellOne({
    EMAIL_TRANSPORT: 'smtp',
    EMAIL_SENDER: 'hello@petops.example',
    SMTP_URL: peer.url,
  });
  const [source] = peer.mails;
  const mail = await PostalMime.parse(source ?? '');
  expect(mail.from).toEqual({ name: 'Maple Street Grooming', address: 'hello@petops.example' });
  expect(mail.to).toMatchObject([{ address: 'ann@example.com' }]);
  expect(mail.text).toContain('- Dog0: rabies, expires on');
  expect(mail.html).toContain('<strong>Dog0</strong>');
  expect(await business.alerts()).toMatchObject([{ status: 'sent' }]);
  await peer.stop();
});

test('a deployment without e-mail says so of owners who were to get one', async () => {
  await tellOne({ EMAIL_TRANSPORT: 'none' });
  expect(await business.alerts()).toMatchObject([{ status: 'skipped', reason: 'email-off' }]);
});

function fail(): never {
  throw new Error('There is no e-mail.');
}
