import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conversationType } from '../../../shared/conversations/model.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { handlerOf } from '../../../shared/due-work/registry.ts';
import { inboundWorker } from '../../../shared/conversations/inbound-worker.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { workers } from '../../../shared/workers.ts';
import { TENANT } from '../product/business.ts';
import { NUMBER, openTexting, type Texting } from './texting.ts';

let texting: Texting;
beforeEach(async () => {
  texting = await openTexting();
});
afterEach(async () => {
  await texting.close();
});

const settle = async (inbound: { autoReply?: string; helpContact?: string }) =>
  updateSettings(texting.context, { tenantId: TENANT, changes: { inbound }, expected: undefined });

describe('a STOP', () => {
  test('closes the number in the commit that stores it, before anybody acts on the text', async () => {
    const id = await texting.receive('STOP');
    expect((await texting.phone())?.suppressed).toMatchObject({ source: 'inbound' });
    expect(await texting.inbound(id)).toMatchObject({ status: 'received', meaning: 'stop' });
  });

  test('is confirmed once, in words that advertise nothing', async () => {
    const id = await texting.receive('please stop texting me');
    await texting.drain();
    expect(await texting.inbound(id)).toMatchObject({ status: 'handled', handledAs: 'stop' });
    expect(await texting.bodies()).toEqual([
      'Maple Street Grooming: You are unsubscribed and will get no more texts. Reply START to get them again.',
    ]);
    await texting.receive('STOP!!');
    await texting.drain();
    expect(await texting.bodies()).toHaveLength(1);
  });

  test('that the provider has confirmed is not confirmed again', async () => {
    await texting.receive('STOP', { answeredByProvider: true, providerMeaning: 'stop' });
    await texting.drain();
    expect(await texting.bodies()).toEqual([]);
    expect((await texting.phone())?.suppressed).toMatchObject({ source: 'inbound' });
  });

  test('counts when only the provider takes it for one', async () => {
    await texting.receive('fin', { answeredByProvider: true, providerMeaning: 'stop' });
    expect((await texting.phone())?.suppressed).toMatchObject({ source: 'inbound' });
  });

  test('is not confirmed when nobody could for more than five minutes', async () => {
    await texting.receive('STOP');
    texting.advance(6);
    await texting.drain();
    expect(await texting.bodies()).toEqual([]);
    expect(await texting.messages()).toMatchObject([{ status: 'expired', reason: 'too-late' }]);
  });

  test('that is handed over again after a START closes nothing', async () => {
    await texting.receive('STOP', { providerId: 'SM1' });
    await texting.receive('START');
    await texting.receive('STOP', { providerId: 'SM1' });
    expect((await texting.phone())?.suppressed).toBeUndefined();
  });

  test('waits for nobody in the conversation, yet stands in it', async () => {
    const id = await texting.receive('STOP');
    await texting.drain();
    expect(await texting.conversation()).toMatchObject({
      attention: 'none',
      unreadCount: 0,
      lastText: { id, direction: 'in', preview: 'STOP' },
    });
  });
});

describe('a START', () => {
  test('opens a number that is closed and is confirmed', async () => {
    await texting.receive('STOP');
    await texting.drain();
    await texting.receive('START');
    await texting.drain();
    expect((await texting.phone())?.suppressed).toBeUndefined();
    expect((await texting.bodies()).at(-1)).toContain('You will get our texts again.');
  });

  test('that changes nothing is not answered', async () => {
    await texting.receive('START');
    await texting.drain();
    expect(await texting.bodies()).toEqual([]);
  });

  test('overtakes the confirmation of a STOP, which is not sent then', async () => {
    await texting.receive('STOP');
    await texting.receive('START');
    await texting.drain();
    const confirmations = (await texting.messages()).filter((it) => it.answers?.confirmsStop);
    expect(confirmations).toMatchObject([{ status: 'skipped', reason: 'stop-lifted' }]);
  });

  test('is what YES means from a closed number, and from no other', async () => {
    const open = await texting.receive('Yes');
    await texting.receive('STOP');
    const closed = await texting.receive('yes!');
    expect(await texting.inbound(open)).toMatchObject({ meaning: 'other' });
    expect(await texting.inbound(closed)).toMatchObject({ meaning: 'start' });
    expect((await texting.phone())?.suppressed).toBeUndefined();
  });
});

describe('HELP', () => {
  test('names the business, how to reach a person, and STOP', async () => {
    await settle({ helpContact: 'Call us at (415) 555-0199.' });
    await texting.receive('help');
    await texting.drain();
    expect(await texting.bodies()).toEqual([
      'Maple Street Grooming: Call us at (415) 555-0199. Message and data rates may apply. Reply STOP to end our texts.',
    ]);
  });

  test('is answered at night as well', async () => {
    texting.advance(13 * 60);
    await texting.receive('INFO');
    await texting.drain();
    expect(await texting.bodies()).toHaveLength(1);
  });
});

describe('any other text', () => {
  test('waits unread in the conversation of its number, linked to the text it answers', async () => {
    await texting.admit();
    const sent = await texting.send();
    const id = await texting.receive('Is 3 pm still fine?');
    await texting.drain();
    expect(await texting.inbound(id)).toMatchObject({
      handledAs: 'conversation',
      answersId: sent.id,
    });
    expect(await texting.conversation()).toMatchObject({
      attention: 'unread',
      unreadCount: 1,
      lastText: { id, preview: 'Is 3 pm still fine?' },
    });
  });

  test('of an unknown number is kept, and is somebody’s as soon as the number is', async () => {
    await texting.receive('Do you groom rabbits?');
    await texting.drain();
    expect(await texting.phone()).toMatchObject({ number: NUMBER, ownerIds: [] });
    const ownerId = await texting.admit();
    expect((await texting.phone())?.ownerIds).toEqual([ownerId]);
    expect(await texting.conversation()).toMatchObject({ unreadCount: 1 });
  });

  test('answers no text of more than seven days ago', async () => {
    await texting.admit();
    await texting.send();
    texting.advance(7 * 24 * 60 + 1);
    const late = await texting.receive('thanks');
    await texting.drain();
    expect((await texting.inbound(late)).answersId).toBeUndefined();
  });

  test('about cancelling goes to a person, since CANCEL alone is a STOP', async () => {
    const asked = await texting.receive('please cancel my appointment');
    await texting.drain();
    expect(await texting.inbound(asked)).toMatchObject({ handledAs: 'conversation' });
    expect((await texting.phone())?.suppressed).toBeUndefined();
    const word = await texting.receive('Cancel');
    expect(await texting.inbound(word)).toMatchObject({ meaning: 'stop' });
  });

  test('gets the automatic reply once a day, however much is written', async () => {
    await settle({ autoReply: 'We are grooming and will write back.' });
    await texting.receive('hello');
    await texting.receive('anybody there?');
    await texting.drain();
    expect(await texting.bodies()).toEqual(['We are grooming and will write back.']);
    texting.advance(24 * 60 - 1);
    await texting.receive('hello again');
    await texting.drain();
    expect(await texting.bodies()).toHaveLength(1);
    texting.advance(1);
    await texting.receive('and again');
    await texting.drain();
    expect(await texting.bodies()).toHaveLength(2);
  });

  test('of a closed number gets no automatic reply', async () => {
    await settle({ autoReply: 'We will write back.' });
    await texting.receive('STOP', { answeredByProvider: true });
    await texting.receive('but tell me, is Rex ready?');
    await texting.drain();
    expect(await texting.bodies()).toEqual([]);
    expect(await texting.conversation()).toMatchObject({ unreadCount: 1 });
  });

  test('without words, a picture, is kept as well', async () => {
    const id = await texting.receive('', { mediaCount: 2 });
    await texting.drain();
    expect(await texting.inbound(id)).toMatchObject({ mediaCount: 2, handledAs: 'conversation' });
  });
});

describe('whatever is repeated', () => {
  test('a text that is handed over twice at once is stored and acted on once', async () => {
    const once = async () => texting.receive('hello', { providerId: 'SM7' });
    await Promise.all([once(), once(), once()]);
    await texting.drain();
    expect(await texting.conversation()).toMatchObject({ unreadCount: 1 });
  });

  test('a pointer that arrives twice, at once and late, counts the text once', async () => {
    const id = await texting.receive('hello');
    const pointer = { tenantId: TENANT, id, kind: 'inbound' as const };
    const work = async () => workers.inbound.work(texting.context, pointer);
    const outcomes = await Promise.all([work(), work()]);
    expect(outcomes).toContain('settled');
    expect(await work()).toBe('stale');
    expect(await texting.conversation()).toMatchObject({ unreadCount: 1 });
  });

  test('texts of one number at once are all counted', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map(async (body) => texting.receive(body)));
    await texting.drain();
    expect(await texting.conversation()).toMatchObject({ unreadCount: 4 });
  });

  test('texts in the wrong order leave the latest one on top', async () => {
    const early = await texting.receive('first');
    texting.advance(1);
    const late = await texting.receive('second');
    const work = async (id: string) =>
      workers.inbound.work(texting.context, { tenantId: TENANT, id, kind: 'inbound' });
    await work(late);
    await work(early);
    expect(await texting.conversation()).toMatchObject({
      unreadCount: 2,
      lastText: { id: late, preview: 'second' },
    });
  });

  test('a STOP that is stored while a text is being claimed keeps it from being claimed', async () => {
    await texting.admit();
    const { records } = texting.context;
    let received = false;
    const racing = {
      ...texting.context,
      records: {
        ...records,
        commit: async (...args: Parameters<typeof records.commit>) => {
          const claims = args[1].some(
            (write) => write.op === 'replace' && write.document['status'] === 'sending',
          );
          if (claims && !received) {
            received = true;
            await receiveText(texting.context, {
              ...{ tenantId: TENANT, providerId: 'SM9', from: NUMBER, body: 'STOP' },
              answeredByProvider: true,
            });
          }
          return records.commit(...args);
        },
      },
    };
    const planned = await texting.send({ sendAt: addMinutes(texting, 10) });
    texting.advance(10);
    const pointer = { tenantId: TENANT, id: planned.id, kind: 'sms' as const };
    await workers.sms.work(racing, pointer);
    expect(received).toBe(true);
    const after = (await texting.messages()).find((it) => it.id === planned.id);
    expect(after).toMatchObject({ status: 'skipped', reason: 'suppressed' });
    expect(await texting.bodies()).toEqual([]);
  });

  test('a text that cannot be understood is failed and waits for a person all the same', async () => {
    await texting.receive('first');
    await texting.drain();
    const id = await texting.receive('second');
    const broken = handlerOf(
      inboundWorker([
        {
          name: 'broken',
          handle: async () => Promise.reject(new Error('cannot')),
        },
      ]),
    );
    const pointer = { tenantId: TENANT, id, kind: 'inbound' as const };
    await expect(broken.work(texting.context, pointer)).rejects.toThrow('cannot');
    for (let n = 0; n < 8; n++) {
      await broken.poison(texting.context, pointer);
      texting.advance(5 * 60);
    }
    expect(await texting.inbound(id)).toMatchObject({ status: 'failed' });
    expect(await texting.conversation()).toMatchObject({ unreadCount: 2 });
    expect(await texting.notices()).toMatchObject([{ kind: 'work-failed' }]);
  });
});

test('a conversation is one per number, also when several owners share it', async () => {
  await texting.admit('Ada');
  await texting.admit('Bo');
  await texting.receive('hello');
  await texting.drain();
  const all = await texting.context.records.query(
    conversationType,
    { tenantId: TENANT },
    { limit: 10 },
  );
  expect(all.items).toHaveLength(1);
});

function addMinutes(texting: Texting, minutes: number) {
  return new Date(Date.parse(texting.now()) + minutes * 60_000).toISOString() as ReturnType<
    Texting['now']
  >;
}
