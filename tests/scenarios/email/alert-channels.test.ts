import { afterEach, describe, expect, test } from 'vitest';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { retryText } from '../../../shared/messaging/retry-text.ts';
import { workers } from '../../../shared/workers.ts';
import { TENANT } from '../product/business.ts';
import { openMailingBusiness, type MailingBusiness } from './mailing-business.ts';

let business: MailingBusiness;

afterEach(async () => {
  await business.close();
});

const ANN = { name: 'Ann', email: 'ann@example.com', phone: '+12015550101' };
const { phone: _none, ...ANN_WITHOUT_PHONE } = ANN;

/** The provider has confirmed it already, so that every text counted here is an alert. */
const stop = async () =>
  receiveText(business.context, {
    tenantId: TENANT,
    providerId: 'in-1',
    from: ANN.phone,
    body: 'STOP',
    answeredByProvider: true,
  });

/** What reached whom, and what the alerts say of it. */
async function reached() {
  const alerts = await business.alerts();
  return {
    mails: business.mails.map(({ mail }) => mail.to.address),
    texts: business.texted,
    alerts: alerts.map(({ status, reason, emailId }) => [
      status,
      reason ?? (emailId === undefined ? 'text' : 'e-mail'),
    ]),
  };
}

describe('a business that tells by text alone', () => {
  test('sends no e-mail, whoever has an address', async () => {
    business = await openMailingBusiness('sms');
    await business.admit([ANN, { ...ANN_WITHOUT_PHONE, name: 'Bob' }]);
    await business.scanAndWork();
    const { mails, texts, alerts } = await reached();
    expect({ mails, texts }).toEqual({ mails: [], texts: [ANN.phone] });
    expect(alerts.sort()).toEqual([
      ['sent', 'text'],
      ['skipped', 'no-phone'],
    ]);
  });
});

describe('a business that tells by e-mail', () => {
  test('sends one with subject, text and HTML, and no text', async () => {
    business = await openMailingBusiness('email');
    await business.change({ replyToEmail: 'desk@maple.example' });
    await business.admit([ANN]);
    await business.scanAndWork();
    expect(await reached()).toEqual({
      mails: [ANN.email],
      texts: [],
      alerts: [['sent', 'e-mail']],
    });
    expect(business.mails[0]?.mail).toMatchObject({
      senderName: 'Maple Street Grooming',
      replyTo: { address: 'desk@maple.example' },
      subject: 'Maple Street Grooming: Rex needs a new vaccination',
      text: expect.stringContaining('- Rex: rabies, expires on March 9, 2026') as string,
      html: expect.stringContaining('<strong>Rex</strong>') as string,
    });
    await business.scanAndWork();
    expect(business.mails).toHaveLength(1);
  });

  test('says of those without an address why they got none', async () => {
    business = await openMailingBusiness('email');
    await business.admit([{ name: 'Bob', phone: ANN.phone }]);
    await business.scanAndWork();
    expect(await reached()).toEqual({ mails: [], texts: [], alerts: [['skipped', 'no-email']] });
  });

  test('counts e-mails under its guard', async () => {
    business = await openMailingBusiness('email');
    await business.change({ vaccination: { textGuard: 0 } });
    await business.admit([ANN]);
    await business.scanAndWork();
    expect((await business.scan()).status).toBe('held');
    expect(await business.emails()).toEqual([]);
  });
});

describe('a business that tells by text, else by e-mail', () => {
  const mailed = { mails: [ANN.email], texts: [], alerts: [['sent', 'e-mail']] };

  test('sends the text alone where it can', async () => {
    business = await openMailingBusiness('sms-then-email');
    await business.admit([ANN]);
    await business.scanAndWork();
    await business.live(5);
    expect(await reached()).toEqual({
      mails: [],
      texts: [ANN.phone],
      alerts: [['sent', 'text']],
    });
  });

  test('mails those without a number', async () => {
    business = await openMailingBusiness('sms-then-email');
    await business.admit([ANN_WITHOUT_PHONE]);
    await business.scanAndWork();
    expect(await reached()).toEqual(mailed);
  });

  test('mails those who said STOP to texts, before the scan or after it', async () => {
    for (const when of ['before', 'after']) {
      business = await openMailingBusiness('sms-then-email');
      await business.admit([ANN]);
      if (when === 'before') await stop();
      await business.scanNow();
      const { id } = await business.scan();
      await workers.jobs.work(business.context, { tenantId: TENANT, id, kind: 'jobs' });
      if (when === 'after') await stop();
      await business.drain();
      expect(await reached()).toEqual(mailed);
      if (when === 'before') await business.close();
    }
  });

  test('mails those whose number the provider refuses, once, and a text sent by hand adds nothing', async () => {
    business = await openMailingBusiness('sms-then-email');
    await business.admit([ANN]);
    business.answerTexts({ kind: 'rejected', reason: 'landline', fault: 'number' });
    await business.scanAndWork();
    await business.live(1);
    const afterwards = { ...mailed, texts: [ANN.phone] };
    expect(await reached()).toEqual(afterwards);
    const [text] = await business.messages();
    await retryText(business.context, TENANT, text?.id ?? '');
    await business.drain();
    await business.scanAndWork();
    expect(await reached()).toEqual(afterwards);
  });

  test('does not mail after a text whose outcome is unclear: the owner may have it', async () => {
    business = await openMailingBusiness('sms-then-email');
    await business.admit([ANN]);
    business.answerTexts({ kind: 'unknown', reason: 'cut' });
    await business.scanAndWork();
    await business.live(30);
    expect((await reached()).mails).toEqual([]);
  });

  test('names the reason that keeps the text back when there is no e-mail either', async () => {
    business = await openMailingBusiness('sms-then-email');
    await business.admit([{ name: 'Bob', phone: ANN.phone }]);
    await stop();
    await business.scanAndWork();
    expect(await reached()).toEqual({
      mails: [],
      texts: [],
      alerts: [['skipped', 'suppressed']],
    });
  });
});
