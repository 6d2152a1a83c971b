import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { markRead } from '../../../shared/conversations/edit-conversation.ts';
import { eventType } from '../../../shared/events/model.ts';
import { ratingId, ratingType } from '../../../shared/ratings/model.ts';
import { TENANT } from '../product/business.ts';
import { openTexting, type Texting } from './texting.ts';

let texting: Texting;
beforeEach(async () => {
  texting = await openTexting();
});
afterEach(async () => {
  await texting.close();
});

const handledAs = async (id: string) => (await texting.inbound(id)).handledAs;

describe('a visit is confirmed by reply', () => {
  test.each(['C', 'c!', '1', 'Yes', 'yes please', 'Confirm', 'sí'])('with %s', async (body) => {
    const ownerId = await texting.admit();
    const { id } = await texting.book(ownerId, 28);
    const text = await texting.receive(body);
    await texting.drain();
    expect(await texting.visit(id)).toMatchObject({
      status: 'confirmed',
      confirmedAt: texting.now(),
      revision: 2,
      history: [{ what: 'confirmed', status: 'confirmed' }],
    });
    expect(await handledAs(text)).toBe('confirmation');
    expect(await texting.bodies()).toEqual([
      'Maple Street Grooming: Thank you, we will see you on Tuesday, March 3 at 2:00 PM.',
    ]);
    expect(await texting.conversation()).toMatchObject({ unreadCount: 0 });
  });

  test('which is told to the rest of the business as an event', async () => {
    const ownerId = await texting.admit();
    const { id } = await texting.book(ownerId, 28);
    await texting.receive('C');
    await texting.drain();
    const events = await texting.context.records.query(
      eventType,
      { tenantId: TENANT },
      { limit: 10 },
    );
    expect(events.items.map(({ value }) => value)).toMatchObject([
      { name: 'appointment_confirmed', subject: { id }, sequence: 1 },
    ]);
  });

  test('namely the one that was asked about, not the next one', async () => {
    const ownerId = await texting.admit();
    const next = await texting.book(ownerId, 5);
    const asked = await texting.book(ownerId, 50);
    await texting.send({ ownerId, asks: { kind: 'confirm', appointmentId: asked.id } });
    await texting.receive('C');
    await texting.drain();
    expect(await texting.visit(asked.id)).toMatchObject({ status: 'confirmed' });
    expect(await texting.visit(next.id)).toMatchObject({ status: 'booked' });
  });

  test('with all visits of that day, and none of another', async () => {
    const ada = await texting.admit('Ada');
    const bo = await texting.admit('Bo');
    const first = await texting.book(ada, 26);
    const second = await texting.book(bo, 28);
    const other = await texting.book(ada, 60);
    await texting.receive('C');
    await texting.drain();
    const statuses = [first, second, other].map(async ({ id }) => (await texting.visit(id)).status);
    expect(await Promise.all(statuses)).toEqual(['confirmed', 'confirmed', 'booked']);
  });

  test('once: a second C thanks nobody again', async () => {
    const { id } = await texting.book(await texting.admit(), 28);
    await texting.receive('C');
    await texting.receive('C');
    await texting.drain();
    expect(await texting.visit(id)).toMatchObject({ eventSequence: 1 });
    expect(await texting.bodies()).toHaveLength(1);
  });

  test('not when it has begun: the text waits for a person', async () => {
    const { id } = await texting.book(await texting.admit(), 1);
    texting.advance(61);
    const text = await texting.receive('C');
    await texting.drain();
    expect(await handledAs(text)).toBe('conversation');
    expect(await texting.visit(id)).toMatchObject({ status: 'booked' });
  });

  test('not of somebody who owns no visit', async () => {
    await texting.book('own_other', 28);
    const text = await texting.receive('yes');
    await texting.drain();
    expect(await handledAs(text)).toBe('conversation');
  });

  test('by YES of a closed number the number is opened and nothing confirmed', async () => {
    const { id } = await texting.book(await texting.admit(), 28);
    await texting.receive('STOP');
    const text = await texting.receive('YES');
    await texting.drain();
    expect(await handledAs(text)).toBe('start');
    expect(await texting.visit(id)).toMatchObject({ status: 'booked' });
  });
});

describe('a visit is rated by reply', () => {
  const ask = async () => {
    const ownerId = await texting.admit();
    const { id } = await texting.book(ownerId, 0);
    return texting.send({
      ...{ ownerId, body: 'How was it, 1 to 5?' },
      asks: { kind: 'rating', appointmentId: id },
    });
  };
  const rating = async (messageId: string) =>
    (await texting.context.records.get(ratingType, { tenantId: TENANT }, ratingId(messageId)))
      ?.value;

  test('and the rating names the visit, who groomed, and the texts', async () => {
    const asked = await ask();
    const textId = await texting.receive('5');
    await texting.drain();
    expect(await rating(asked.id)).toMatchObject({
      ...{ score: 5, appointmentId: asked.asks?.appointmentId, staffId: 'stf_ann', textId },
      ...{ messageId: asked.id, ownerId: asked.ownerId, earlier: [] },
    });
    expect(await texting.inbound(textId)).toMatchObject({
      handledAs: 'rating',
      answersId: asked.id,
    });
    expect((await texting.bodies()).at(-1)).toBe(
      'Maple Street Grooming: Thank you for your answer!',
    );
    expect(await texting.conversation()).toMatchObject({ unreadCount: 0 });
  });

  test('a 1 that answers the question for a rating confirms no visit', async () => {
    const asked = await ask();
    const next = await texting.book(asked.ownerId ?? '', 28);
    await texting.receive('1');
    await texting.drain();
    expect(await rating(asked.id)).toMatchObject({ score: 1 });
    expect(await texting.visit(next.id)).toMatchObject({ status: 'booked' });
  });

  test('a bad one and one with words wait for a person as well', async () => {
    const asked = await ask();
    await texting.receive('2 - she came home wet');
    await texting.drain();
    expect(await rating(asked.id)).toMatchObject({ score: 2, comment: 'she came home wet' });
    expect(await texting.conversation()).toMatchObject({ unreadCount: 1 });
  });

  test('a bad one stays unread when only what came before it has been read', async () => {
    await ask();
    texting.advance(1);
    const upTo = texting.context.clock.now();
    texting.advance(1);
    await texting.receive('1');
    await texting.drain();
    const { id: conversationId = '' } = (await texting.conversation()) ?? {};
    const read = { tenantId: TENANT, conversationId, memberId: 'mem_ann' };
    await markRead(texting.context, { ...read, upTo });
    expect(await texting.conversation()).toMatchObject({ unreadCount: 1, attention: 'unread' });
    await markRead(texting.context, { ...read, upTo: texting.context.clock.now() });
    expect(await texting.conversation()).toMatchObject({ unreadCount: 0, attention: 'none' });
  });

  test('a later answer counts, in whatever order they are acted on', async () => {
    const asked = await ask();
    const first = await texting.receive('4');
    texting.advance(1);
    const second = await texting.receive('5');
    const { workers } = await import('../../../shared/workers.ts');
    for (const id of [second, first]) {
      await workers.inbound.work(texting.context, { tenantId: TENANT, id, kind: 'inbound' });
    }
    expect(await rating(asked.id)).toMatchObject({
      score: 5,
      textId: second,
      earlier: [{ score: 4, textId: first }],
    });
  });

  test('a number that nobody asked for waits for a person', async () => {
    await texting.admit();
    await texting.send();
    const text = await texting.receive('5');
    await texting.drain();
    expect(await handledAs(text)).toBe('conversation');
  });

  test('a question is open for seven days', async () => {
    const asked = await ask();
    texting.advance(7 * 24 * 60 + 1);
    await texting.receive('5');
    await texting.drain();
    expect(await rating(asked.id)).toBeUndefined();
  });
});
