import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { takeReceipt } from '../../../shared/messaging/receipts/take-receipt.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import { create, recordsOver } from '../../../shared/platform/store/records.ts';
import { textSources } from '../../../shared/text-sources.ts';
import { workers } from '../../../shared/workers.ts';
import { countingStore } from '../../benchmarks/counting-store.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';

const HOUR = 3_600_000;
const LIVE = { tenantId: TENANT };
const queues = inProcessQueues();

let business: Business;
beforeEach(async () => {
  business = await openBusiness({
    owners: 0,
    clock: 'stopped',
    replacements: () => ({ queues }),
  });
});
afterEach(async () => business.close());

/** Plans a text to a new owner and gives its id. */
async function plan(number: string): Promise<string> {
  const { context } = business;
  const owner = { firstName: 'Ada', lastName: 'Lee', phone: number };
  const { id: ownerId } = await createOwner(context, { tenantId: TENANT, owner });
  const now = business.now();
  const id = context.ids.next('message');
  const times = { sendAt: now, notAfter: addMs(now, 24 * HOUR) };
  const text = planText(
    { id, tenantId: TENANT, ownerId, to: number, body: 'See you at 3 pm.', ...times },
    now,
  );
  const result = await context.records.commit(LIVE, [create(text)]);
  if (!result.ok) throw new Error(result.broken.id);
  return id;
}

/** Runs something on a store that counts, and gives how many calls it took. */
async function callsOf(act: (context: Context) => Promise<unknown>): Promise<number> {
  const { store, counts } = countingStore(business.context.records.store);
  await act({ ...business.context, records: recordsOver(store) });
  return counts.calls;
}

async function message(id: string) {
  const stored = await business.context.records.get(messageType, LIVE, id);
  if (stored === undefined) throw new Error(`There is no message ${id}.`);
  return stored.value;
}

const work = (kind: 'sms' | 'sms-bulk', id: string) => async (context: Context) =>
  workers[kind].work(context, { tenantId: TENANT, id, kind });

it('a text takes 4 calls of the store from its plan to its record, and one more a minute for the cap', async () => {
  const [first, second] = [await plan('+14155550101'), await plan('+14155550102')];
  // Read, facts, claim, result; the first of the minute counts what the day has had.
  expect(
    await callsOf(async (context) => {
      await work('sms', first)(context);
      await work('sms', second)(context);
    }),
  ).toBe(9);
  expect(await message(first)).toMatchObject({ status: 'accepted', sends: 1 });
  expect(await message(second)).toMatchObject({ status: 'accepted', sends: 1 });
});

it('a receipt takes two calls, and the price two', async () => {
  const id = await plan('+14155550101');
  await work('sms', id)(business.context);
  const { providerId = '', receiptSecret: secret = '' } = await message(id);
  while (queues.take() !== undefined);
  const arrived = (status: 'sent' | 'delivered') => ({
    ...{ tenantId: TENANT, messageId: id, attempt: 1, secret, receipt: { providerId, status } },
  });
  const take = (status: 'sent' | 'delivered') => async (context: Context) =>
    takeReceipt(context, textSources, arrived(status));
  expect(await callsOf(take('sent'))).toBe(2);
  expect(await message(id)).toMatchObject({ status: 'sent' });
  expect(await callsOf(take('delivered'))).toBe(2);
  expect(await message(id)).toMatchObject({ status: 'delivered' });
  // The same one again reads the text and finds itself stored.
  expect(await callsOf(take('delivered'))).toBe(2);
  // Nothing is left to be done later.
  expect(queues.take()).toBeUndefined();
  business.advance(61);
  expect(await callsOf(work('sms-bulk', id))).toBe(2);
  expect(await message(id)).toMatchObject({ status: 'delivered', costMicros: 8300 });
  expect((await message(id)).dueAt).toBeUndefined();
});
