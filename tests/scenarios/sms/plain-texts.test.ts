import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { registerPhone } from '../../../shared/customers/suppress-phone.ts';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { planText, type PlainText } from '../../../shared/messaging/plan-text.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';

const NUMBER = '+14155550123';
const HOUR = 3_600_000;

let business: Business;

beforeEach(async () => {
  business = await openBusiness({ owners: 0, clock: 'stopped' });
});

afterEach(async () => {
  await business.close();
});

/** Plans a text at this instant, useful for a day unless told otherwise. */
async function plan(text: Partial<PlainText> = {}): Promise<string> {
  const now = business.now();
  const id = business.context.ids.next('message');
  const useful = { sendAt: now, notAfter: addMs(text.sendAt ?? now, 24 * HOUR) };
  const words = { id, tenantId: TENANT, to: NUMBER, body: 'See you at 3 pm.', ...useful, ...text };
  const result = await business.context.records.commit({ tenantId: TENANT }, [
    create(planText(words, now)),
  ]);
  if (!result.ok) throw new Error(result.broken.id);
  return id;
}

async function message(id: string): Promise<Message> {
  const stored = await business.context.records.get(messageType, { tenantId: TENANT }, id);
  if (stored === undefined) throw new Error(`There is no message ${id}.`);
  return stored.value;
}

async function receive(
  body: string,
): Promise<{ textId: string; receivedAt: Message['createdAt'] }> {
  const providerId = business.context.ids.next('request');
  const text = { tenantId: TENANT, providerId, from: NUMBER, body, answeredByProvider: true };
  await receiveText(business.context, text);
  return { textId: providerId, receivedAt: business.now() };
}

const admit = async () =>
  createOwner(business.context, {
    tenantId: TENANT,
    owner: { firstName: 'Ada', lastName: 'Lee', phone: NUMBER },
  });

/** To 22:00 in New York. */
const atNight = () => {
  business.advance(12 * 60);
};

const bodies = async () => (await business.texts()).map(({ body }) => body);

test('a text to a number that nobody owns goes out with the words given', async () => {
  await registerPhone(business.context, { tenantId: TENANT, number: NUMBER });
  const id = await plan();
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'accepted', body: 'See you at 3 pm.' });
  expect(await bodies()).toEqual(['See you at 3 pm.']);
});

test('a number that was never looked up is not texted', async () => {
  const id = await plan();
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'skipped', reason: 'no-phone' });
});

test('a text to a number without an owner is not claimed after a STOP', async () => {
  await registerPhone(business.context, { tenantId: TENANT, number: NUMBER });
  const id = await plan({ sendAt: addMs(business.now(), HOUR) });
  await receive('STOP');
  business.advance(60);
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'skipped', reason: 'suppressed' });
  expect(await bodies()).toEqual([]);
});

test('a text for later waits for its time and goes out then', async () => {
  await registerPhone(business.context, { tenantId: TENANT, number: NUMBER });
  const id = await plan({ sendAt: addMs(business.now(), 2 * HOUR) });
  business.advance(119);
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'planned' });
  business.advance(1);
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'accepted' });
});

test('a text that is of no use any more is not sent late', async () => {
  await registerPhone(business.context, { tenantId: TENANT, number: NUMBER });
  const id = await plan({ notAfter: addMs(business.now(), HOUR) });
  business.advance(61);
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'expired', reason: 'too-late' });
});

test('an answer goes out at night, a text that answers nothing waits for the morning', async () => {
  await admit();
  atNight();
  const answers = await receive('are you open tomorrow');
  const answer = await plan({ body: 'We are.', answers });
  const other = await plan({ body: 'Bring the lead.' });
  await business.drain();
  expect(await bodies()).toEqual(['We are.']);
  expect(await message(answer)).toMatchObject({ status: 'accepted' });
  expect(await message(other)).toMatchObject({ status: 'planned' });
  expect((await message(other)).dueAt).toBe(instantOf(Date.parse('2026-03-03T14:00:00Z')));
});

test('an answer that comes more than an hour later waits for the morning', async () => {
  await admit();
  atNight();
  const answers = await receive('are you open tomorrow');
  business.advance(61);
  const id = await plan({ answers });
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'planned' });
});

test('the confirmation of a STOP is the one text that a closed number gets', async () => {
  await admit();
  const answers = await receive('STOP');
  const confirmation = await plan({
    body: 'No more texts.',
    answers: { ...answers, confirmsStop: true },
  });
  const other = await plan({ answers });
  await business.drain();
  expect(await bodies()).toEqual(['No more texts.']);
  expect(await message(confirmation)).toMatchObject({ status: 'accepted' });
  expect(await message(other)).toMatchObject({ status: 'skipped', reason: 'suppressed' });
  const phone = await business.context.records.get(
    phoneType,
    { tenantId: TENANT },
    phoneId(NUMBER),
  );
  expect(phone?.value.suppressed).toMatchObject({ source: 'inbound' });
});

test('a STOP is not confirmed more than five minutes later, not even by hand', async () => {
  await admit();
  const answers = await receive('STOP');
  business.advance(6);
  const id = await plan({ answers: { ...answers, confirmsStop: true } });
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'skipped', reason: 'suppressed' });
});

test('what staff write to an owner is not sent to a number that is theirs no more', async () => {
  const { id: ownerId } = await admit();
  const id = await plan({ ownerId, sendAt: addMs(business.now(), HOUR) });
  await updateOwner(business.context, {
    tenantId: TENANT,
    ownerId,
    changes: { phone: '+14155550124' },
    expected: undefined,
  });
  business.advance(60);
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'skipped', reason: 'number-changed' });
});

test('an owner who refuses texts gets none by hand either', async () => {
  const { id: ownerId } = await admit();
  await updateOwner(business.context, {
    tenantId: TENANT,
    ownerId,
    changes: { smsOptedIn: false },
    expected: undefined,
  });
  const id = await plan({ ownerId });
  await business.drain();
  expect(await message(id)).toMatchObject({ status: 'skipped', reason: 'opted-out' });
});
