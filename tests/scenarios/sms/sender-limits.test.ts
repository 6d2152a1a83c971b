import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phoneType } from '../../../shared/customers/model.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { SENDER_STATE_ID, senderStateType } from '../../../shared/messaging/sender-state.ts';
import type { DeliveryWord } from '../../../shared/platform/sms/sms-transport.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { liveOf } from '../../../shared/tenants/model.ts';
import { workers } from '../../../shared/workers.ts';
import { TENANT } from '../product/business.ts';
import { openTextingBusiness, sidOf, type TextingBusiness } from './texting-business.ts';

const HOUR = 3_600_000;

let business: TextingBusiness;
const open = async (owners: number) => {
  business = await openTextingBusiness(owners);
};
afterEach(async () => business.close());

const statuses = async () => (await business.messages()).map(({ status }) => status).sort();
const senderState = async () => {
  const { records } = business.context;
  return (await records.get(senderStateType, liveOf(TENANT), SENDER_STATE_ID))?.value;
};
/** A text that the provider took, by its place in the order of taking. */
const taken = async (n: number): Promise<Message> => {
  const found = (await business.messages()).find(({ providerId }) => providerId === sidOf(n));
  if (found === undefined) throw new Error(`No text was taken as number ${String(n)}.`);
  return found;
};
/** A text that must be there. */
function found(text: Message | undefined): Message {
  if (text === undefined) throw new Error('There is no such text.');
  return text;
}
const openNotices = async () =>
  (await business.notices()).filter(({ status }) => status === 'open').map(({ kind }) => kind);

describe('the daily cap', () => {
  beforeEach(async () => open(5));

  it('lets so many texts go, tells staff once, and the rest go the next morning', async () => {
    await business.change({ textsPerDay: 2 });
    await business.live(30);
    expect(business.handed).toHaveLength(2);
    expect(await statuses()).toEqual(['accepted', 'accepted', 'planned', 'planned', 'planned']);
    expect(await openNotices()).toEqual(['sms-daily-cap']);
    const waiting = (await business.messages()).filter(({ status }) => status === 'planned');
    // Not at midnight, when the count begins anew, but when texts may go.
    for (const { dueAt = '' } of waiting) expect(dueAt.slice(0, 13)).toBe('2026-03-03T14');
    await business.pass(24);
    expect(business.handed.filter(({ at }) => at >= '2026-03-03')).toHaveLength(2);
  });

  it('drops a text that would be of no use the next morning, and says why', async () => {
    await business.change({ textsPerDay: 5 });
    await business.live(2);
    expect(business.handed).toHaveLength(5);
    const now = business.now();
    const [text] = await business.messages();
    const { tenantId, to, ownerId } = text ?? { tenantId: TENANT, to: '' };
    const id = business.context.ids.next('message');
    const times = { sendAt: now, notAfter: addMs(now, HOUR) };
    const late = planText({ id, tenantId, to, ownerId, body: 'In an hour.', ...times }, now);
    await business.context.records.commit(liveOf(TENANT), [create(late)]);
    await business.work();
    const ended = (await business.messages()).find((it) => it.id === id);
    expect(ended).toMatchObject({ status: 'expired', reason: 'daily-cap', sends: 0 });
    expect(business.handed).toHaveLength(5);
  });
});

describe('a sender whose texts the carriers turn away', () => {
  beforeEach(async () => {
    await open(4);
    // One text is on its way; the others are still to come.
    business.answer(async () => {
      business.answer({ kind: 'not-processed', reason: 'Busy.' });
      return { kind: 'accepted', providerId: sidOf(1) };
    });
    await business.work();
    business.answer(async () => ({
      kind: 'accepted',
      providerId: sidOf(business.handed.length),
    }));
  });
  const unregistered = { status: 'undelivered', code: 30034, fault: 'sender' } as const;

  it('is paused by a failed delivery, and one text tries until one is on its way', async () => {
    await business.hear(unregistered, { of: await taken(1), providerId: sidOf(1) });
    expect(await senderState()).toMatchObject({ level: 'delivery', refusals: 1, code: 30034 });
    expect(await openNotices()).toContain('sms-sender');
    const before = business.handed.length;
    await business.live(14);
    expect(business.handed).toHaveLength(before);
    await business.live(3);
    // That it is taken proves nothing: the provider took the first one as well.
    expect(business.handed).toHaveLength(before + 1);
    expect(await senderState()).toMatchObject({ refusals: 1 });
    const probe = (await business.messages()).find(({ probe }) => probe === true);
    await business.hear({ status: 'sent' }, { of: found(probe) });
    expect(await senderState()).toMatchObject({ refusals: 0 });
    expect(await openNotices()).not.toContain('sms-sender');
    await business.live(10);
    expect(business.handed.length).toBeGreaterThan(before + 1);
  });

  it('is left alone until midnight Pacific when its daily limit is reached', async () => {
    const quotaZone = 'America/Los_Angeles';
    const limit = { status: 'undelivered', code: 30023, fault: 'sender', quotaZone } as const;
    await business.hear(limit, { of: await taken(1), providerId: sidOf(1) });
    expect(await senderState()).toMatchObject({ pausedUntil: '2026-03-03T08:00:00.000Z' });
    const before = business.handed.length;
    await business.pass(14);
    expect(business.handed).toHaveLength(before);
    // At midnight there it is night for the recipients: the texts go in the morning.
    await business.pass(10);
    expect(business.handed.length).toBeGreaterThan(before);
    expect(business.handed[before]?.at.slice(0, 13)).toBe('2026-03-03T14');
  });

  it('is tried by one of two texts that race', async () => {
    await business.hear(unregistered, { of: await taken(1), providerId: sidOf(1) });
    business.advance(16);
    const waiting = (await business.messages()).filter(({ status }) => status === 'planned');
    const now = business.now();
    const before = business.handed.length;
    const due = waiting.slice(0, 2);
    expect(due).toHaveLength(2);
    for (const text of due) await wake(text, now);
    await Promise.all(
      due.map(async ({ id, dueKind = 'sms' }) =>
        workers[dueKind as 'sms'].work(business.context, {
          ...{ tenantId: TENANT, id, kind: dueKind as 'sms' },
        }),
      ),
    );
    expect(business.handed).toHaveLength(before + 1);
    expect((await business.messages()).filter(({ probe }) => probe === true)).toHaveLength(1);
  });
});

/** Makes a waiting text due at an instant. */
async function wake(text: Message, dueAt: Message['createdAt']): Promise<void> {
  const stored = await business.context.records.get(messageType, liveOf(TENANT), text.id);
  if (stored === undefined) throw new Error('The text is gone.');
  await business.context.records.commit(liveOf(TENANT), [
    { op: 'replace', document: { ...stored.value, dueAt }, etag: stored.etag },
  ]);
}

describe('a number that cannot be reached', () => {
  beforeEach(async () => open(1));
  const unreached = { status: 'undelivered', code: 30003, fault: 'transient' } as const;

  /** Sends one more text to the owner and tells what became of it. */
  async function tell(word: DeliveryWord): Promise<void> {
    const [first] = await business.messages();
    if (first === undefined) throw new Error('There is no text.');
    const now = business.now();
    const id = business.context.ids.next('message');
    const times = { sendAt: now, notAfter: addMs(now, HOUR) };
    const { to, ownerId } = first;
    const text = planText({ id, tenantId: TENANT, to, ownerId, body: id, ...times }, now);
    await business.context.records.commit(liveOf(TENANT), [create(text)]);
    await business.work();
    const sent = (await business.messages()).find((it) => it.id === id);
    await business.hear(word, { of: found(sent) });
    business.advance(1);
  }
  const unusable = async () => {
    const [text] = await business.messages();
    const { records } = business.context;
    return (await records.get(phoneType, liveOf(TENANT), text?.phoneId ?? ''))?.value.unusable;
  };

  it('is unusable after three texts in a row, not after two', async () => {
    await business.work();
    await business.hear({ status: 'delivered' });
    business.advance(1);
    await tell(unreached);
    await tell(unreached);
    expect(await unusable()).toBeUndefined();
    await tell(unreached);
    expect(await unusable()).toMatchObject({ code: 30003 });
    expect(await openNotices()).toContain('number-unusable');
  });

  it('starts anew after a text that arrived', async () => {
    await business.work();
    await business.hear({ status: 'delivered' });
    business.advance(1);
    await tell(unreached);
    await tell(unreached);
    await tell({ status: 'delivered' });
    await tell(unreached);
    await tell(unreached);
    expect(await unusable()).toBeUndefined();
  });
});
