import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownerType } from '../../../shared/customers/model.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import type { OwnerChanges } from '../../../shared/customers/owner-input.ts';
import { retryEmail } from '../../../shared/messaging/email/retry-email.ts';
import { workers } from '../../../shared/workers.ts';
import { TENANT } from '../product/business.ts';
import { openMailingBusiness, type MailingBusiness } from './mailing-business.ts';

let business: MailingBusiness;

beforeEach(async () => {
  business = await openMailingBusiness();
  await business.admit([{ name: 'Ann', email: 'ann@example.com', phone: '+12015550101' }]);
});

afterEach(async () => {
  await business.close();
});

async function changeOwner(changes: OwnerChanges): Promise<void> {
  const page = await business.context.records.query(ownerType, { tenantId: TENANT }, { limit: 1 });
  const ownerId = page.items[0]?.value.id ?? '';
  await updateOwner(business.context, { tenantId: TENANT, ownerId, changes, expected: undefined });
}

/** The one e-mail and the alert it tells. */
async function outcome() {
  const [email] = await business.emails();
  const [alert] = await business.alerts();
  return {
    email: [email?.status, email?.reason],
    alert: [alert?.status, alert?.reason],
    calls: business.mails.length,
  };
}

describe('a call without a clear answer', () => {
  test('is never repeated on a guess, and says so on mail and alert', async () => {
    business.answerMails({ kind: 'unknown', reason: 'cut' });
    await business.scanAndWork();
    await business.live(60);
    expect(await outcome()).toEqual({
      email: ['failed', 'outcome-unknown'],
      alert: ['failed', 'outcome-unknown'],
      calls: 1,
    });
  });

  test('is all that is left when its worker dies, and is not repeated either', async () => {
    await business.scanNow();
    const dead = Promise.withResolvers<never>();
    business.answerMails(async () => dead.promise);
    void business.drain();
    await expect.poll(() => business.mails.length).toBe(1);
    expect((await outcome()).email).toEqual(['sending', undefined]);
    business.answerMails({ kind: 'accepted', providerId: 'again' });
    await business.live(10);
    expect(await outcome()).toEqual({
      email: ['failed', 'outcome-unknown'],
      alert: ['failed', 'outcome-unknown'],
      calls: 1,
    });
  });

  test('is repeated when a person says so, under an id of its own', async () => {
    business.answerMails({ kind: 'unknown', reason: 'cut' });
    await business.scanAndWork();
    business.answerMails({ kind: 'accepted', providerId: 'second' });
    const [email] = await business.emails();
    await retryEmail(business.context, TENANT, email?.id ?? '');
    await business.drain();
    expect(business.mails.map(({ mail }) => mail.attempt)).toEqual([1, 2]);
    expect(await outcome()).toMatchObject({
      email: ['accepted', undefined],
      alert: ['sent', undefined],
    });
  });
});

describe('a mail that was provably not taken', () => {
  test('is tried again later as the same attempt, until it goes', async () => {
    business.answerMails({ kind: 'not-processed', reason: 'busy', code: 421 });
    await business.scanAndWork();
    expect((await outcome()).email).toEqual(['planned', undefined]);
    await business.live(15);
    const calls = business.mails.length;
    expect(calls).toBeGreaterThan(1);
    expect(calls).toBeLessThan(6);
    business.answerMails({ kind: 'accepted', providerId: 'it' });
    await business.live(60);
    expect(await outcome()).toMatchObject({ email: ['accepted', undefined], calls: calls + 1 });
    expect(new Set(business.mails.map(({ mail }) => mail.attempt))).toEqual(new Set([1]));
  });

  test('ends after eight attempts and tells staff', async () => {
    business.answerMails({ kind: 'not-processed', reason: 'busy' });
    await business.scanAndWork();
    for (let hours = 0; hours < 24; hours++) {
      business.advance(60);
      await business.drain();
    }
    expect(await outcome()).toMatchObject({ email: ['failed', 'provider-unavailable'], calls: 8 });
    expect((await business.notices()).map(({ kind }) => kind)).toEqual(['work-failed']);
  });

  test('waits while the sender is refused, under one notice that its cure ends', async () => {
    business.answerMails({ kind: 'rejected', reason: 'Sign-in refused.', fault: 'sender' });
    await business.scanAndWork();
    await business.live(20);
    const kinds = async () => (await business.notices()).map((it) => [it.kind, it.status]);
    expect(await kinds()).toEqual([['email-sender', 'open']]);
    business.answerMails({ kind: 'accepted', providerId: 'it' });
    await business.live(20);
    expect((await outcome()).email).toEqual(['accepted', undefined]);
    expect(await kinds()).toEqual([['email-sender', 'cured']]);
  });

  test('is given up when it would say nothing new any more', async () => {
    business.answerMails({ kind: 'rejected', reason: 'Sign-in refused.', fault: 'sender' });
    await business.scanAndWork();
    business.advance(49 * 60);
    await business.drain();
    expect(await outcome()).toEqual({
      email: ['expired', 'too-late'],
      alert: ['skipped', 'too-late'],
      calls: 1,
    });
  });
});

describe('an address that a mail server refused for good', () => {
  beforeEach(async () => {
    business.answerMails({
      kind: 'rejected',
      reason: 'Answered 550.',
      code: 550,
      fault: 'address',
    });
    await business.scanAndWork();
  });

  test('gets no further mail from any scan', async () => {
    expect((await outcome()).email).toEqual(['failed', 'address-unusable']);
    await business.admit([{ name: 'Ann2', email: 'ANN@example.com' }]);
    await business.scanAndWork();
    expect(business.mails).toHaveLength(1);
    const skipped = (await business.alerts()).filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ reason }) => reason)).toEqual(['address-unusable']);
  });

  test('gets another chance when a person asks', async () => {
    business.answerMails({ kind: 'accepted', providerId: 'it' });
    const [email] = await business.emails();
    await retryEmail(business.context, TENANT, email?.id ?? '');
    await business.drain();
    expect(await outcome()).toMatchObject({ email: ['accepted', undefined], calls: 2 });
  });
});

describe('what changed between plan and call', () => {
  test.each<[string, OwnerChanges, string]>([
    ['a refusal', { emailOptedIn: false }, 'email-opted-out'],
    ['another address', { email: 'new@example.com' }, 'address-changed'],
    ['no address any more', { email: null }, 'no-email'],
    ['an owner who left', { status: 'inactive' }, 'owner-inactive'],
  ])('keeps the mail back: %s', async (_what, changes, reason) => {
    await business.scanNow();
    const scan = await business.scan();
    await workers.jobs.work(business.context, { tenantId: TENANT, id: scan.id, kind: 'jobs' });
    expect((await outcome()).email).toEqual(['planned', undefined]);
    await changeOwner(changes);
    await business.drain();
    expect(await outcome()).toEqual({
      email: ['skipped', reason],
      alert: ['skipped', reason],
      calls: 0,
    });
  });
});

test('a pointer that comes twice, at once or late, sends one mail', async () => {
  await business.scanNow();
  const scan = await business.scan();
  await workers.jobs.work(business.context, { tenantId: TENANT, id: scan.id, kind: 'jobs' });
  const [email] = await business.emails();
  const pointer = { tenantId: TENANT, id: email?.id ?? '', kind: 'emails' } as const;
  for (let round = 0; round < 3; round++) {
    await Promise.all([1, 2, 3].map(async () => workers.emails.work(business.context, pointer)));
  }
  expect(await outcome()).toEqual({
    email: ['accepted', undefined],
    alert: ['sent', undefined],
    calls: 1,
  });
});
