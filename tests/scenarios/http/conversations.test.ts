import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppContext } from '../../../functions/http/app-context.ts';
import { phoneId } from '../../../shared/customers/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { workers } from '../../../shared/workers.ts';
import { START, startEdge, type Answer, type Edge } from './edge.ts';

const NUMBER = '+14155550188';
const MINUTE = 60_000;
const as = 'maple.staff';

let edge: Edge;
let context: AppContext;
let sent: string[];
let now: Instant;
beforeEach(async () => {
  edge = await startEdge();
  sent = [];
  now = START;
  context = {
    ...edge.context,
    sms: {
      ...edge.context.sms,
      send: async ({ messageId, body }) => {
        sent.push(body);
        return { kind: 'accepted', providerId: messageId };
      },
    },
  };
});
afterEach(async () => edge.stop());

const work = async () => drain(context, workers);
const pass = (minutes: number): void => {
  now = addMs(now, minutes * MINUTE);
  edge.setTime(now);
};
const theyWrite = async (body: string): Promise<void> => {
  const providerId = context.ids.next('request');
  await receiveText(context, { tenantId: 'maple', providerId, from: NUMBER, body });
  await work();
};
const get = async (path: string): Promise<Answer> => edge.ask('GET', path, { as });
const list = async (query = ''): Promise<Record<string, unknown>[]> =>
  (await get(`conversations${query}`)).json.items ?? [];
const first = async (): Promise<string> => String((await list())[0]?.['id']);
const write = async (body: Record<string, unknown>): Promise<Answer> =>
  edge.ask('POST', `conversations/${await first()}/texts`, { as, body });
const entries = async (): Promise<Record<string, unknown>[]> =>
  (await get(`conversations/${await first()}/entries`)).json.items ?? [];
const admit = async (firstName: string): Promise<string> => {
  const owner = { as, body: { firstName, phone: NUMBER } };
  return String((await edge.ask('POST', 'owners', owner)).json['id']);
};

describe('a conversation', () => {
  it('is listed as unread until somebody has seen its latest text', async () => {
    await theyWrite('hello');
    pass(1);
    const seen = now;
    pass(1);
    await theyWrite('are you there?');
    expect(await list('?attention=unread')).toMatchObject([{ unreadCount: 2 }]);
    const path = `conversations/${await first()}/read`;
    const some = await edge.ask('PUT', path, { as, body: { upTo: seen } });
    expect(some.json).toMatchObject({ unreadCount: 1, attention: 'unread' });
    await edge.ask('PUT', path, { as, body: { upTo: now } });
    expect(await list('?attention=unread')).toEqual([]);
    const older = await edge.ask('PUT', path, { as, body: { upTo: seen } });
    expect(older.json).toMatchObject({ unreadCount: 0, readUpTo: now });
  });

  it('is found by any owner of its number, who is named with it', async () => {
    await theyWrite('hello');
    const ownerId = await admit('Ada');
    const other = await edge.ask('POST', 'owners', { as, body: { firstName: 'Bo' } });
    expect(await list(`?ownerId=${ownerId}`)).toHaveLength(1);
    expect(await list(`?ownerId=${String(other.json['id'])}`)).toEqual([]);
    const one = await get(`conversations/${await first()}`);
    expect(one.json['owners']).toMatchObject([{ id: ownerId, firstName: 'Ada' }]);
  });

  it('goes with an owner who is merged into another one', async () => {
    const from = await admit('Ada');
    await theyWrite('hello');
    const body = { firstName: 'Ada', phone: '+14155550199' };
    const into = String((await edge.ask('POST', 'owners', { as, body })).json['id']);
    const merge = { as: 'maple.manager', body: { from } };
    expect((await edge.ask('POST', `owners/${into}/merge`, merge)).status).toBeLessThan(300);
    expect(await list(`?ownerId=${into}`)).toMatchObject([{ number: NUMBER, unreadCount: 1 }]);
    expect(await list(`?ownerId=${from}`)).toHaveLength(1);
    await write({ body: 'Hello Ada.' });
    await work();
    expect(sent).toEqual(['Hello Ada.']);
  });

  it('is opened once for a number, and refused for one that nobody knows', async () => {
    await admit('Ada');
    const body = { phoneId: phoneId(NUMBER) };
    const open = async () => edge.ask('POST', 'conversations', { as, body });
    const ids = await Promise.all([open(), open()]);
    expect(new Set(ids.map(({ json }) => json['id'])).size).toBe(1);
    const unknown = { as, body: { phoneId: 'phn_nobody' } };
    expect((await edge.ask('POST', 'conversations', unknown)).status).toBe(404);
  });

  it('is given to a member and back, and to nobody who does not work here', async () => {
    await theyWrite('hello');
    const me = (await get('me')).json['current'] as Record<string, unknown>;
    const path = `conversations/${await first()}/assignee`;
    const give = async (memberId: unknown) => edge.ask('PUT', path, { as, body: { memberId } });
    expect((await give(me['memberId'])).json).toMatchObject({ assigneeId: me['memberId'] });
    expect(await list(`?assigneeId=${String(me['memberId'])}`)).toHaveLength(1);
    const stranger = await give('mem_nobody');
    expect(stranger).toMatchObject({
      status: 422,
      json: { type: 'urn:petops:problem:invalid-assignee', field: 'memberId' },
    });
    expect((await give(null)).json['assigneeId']).toBeUndefined();
  });

  it('shows texts to and fro and notes, latest first, with reasons in words', async () => {
    await admit('Ada');
    await theyWrite('Is 3 pm fine?');
    pass(1);
    await write({ body: 'It is.' });
    await work();
    pass(1);
    const note = { as, body: { text: 'Prefers afternoons.' } };
    await edge.ask('POST', `conversations/${await first()}/notes`, note);
    pass(1);
    await theyWrite('STOP');
    pass(1);
    await write({ body: 'Sorry!' });
    await work();
    const all = await entries();
    const said = all.map(({ kind, body }) => [kind, body]);
    // The STOP and its confirmation are of the same instant here.
    expect([said[0], ...said.slice(3)]).toEqual([
      ['out', 'Sorry!'],
      ['note', 'Prefers afternoons.'],
      ['out', 'It is.'],
      ['in', 'Is 3 pm fine?'],
    ]);
    expect(said.slice(1, 3)).toContainEqual(['in', 'STOP']);
    expect(said.slice(1, 3)).toContainEqual([
      'out',
      'maple: You are unsubscribed and will get no more texts. Reply START to get them again.',
    ]);
    expect(all[0]).toMatchObject({ kind: 'out', body: 'Sorry!', status: 'skipped' });
    expect((all[0]?.['steps'] as { words: string }[]).at(-1)?.words).toBe(
      'Not sent: the holder of the number said STOP',
    );
    expect(all.at(-2)).toMatchObject({ kind: 'out', answersId: all.at(-1)?.['id'] });
  });
});

describe('a text that staff write', () => {
  it('goes out at night when it answers somebody, and carries who wrote it', async () => {
    await admit('Ada');
    pass(12 * 60);
    await theyWrite('Are you open tomorrow?');
    const answer = await write({ body: 'From nine on.' });
    expect(answer).toMatchObject({ status: 202, json: { status: 'planned' } });
    await work();
    expect(sent).toEqual(['From nine on.']);
    const life = await get(`messages/${String(answer.json['id'])}`);
    expect(life.json['steps']).toMatchObject([
      { words: 'Written' },
      { words: 'Handed to the provider' },
      { words: 'Taken by the provider' },
    ]);
  });

  it('waits for its instant and can be taken back until then', async () => {
    await admit('Ada');
    await theyWrite('hello');
    const sendAt = addMs(now, 60 * MINUTE);
    const one = String((await write({ body: 'one', sendAt })).json['id']);
    await write({ body: 'two', sendAt });
    const cancelled = await edge.ask('POST', `messages/${one}/cancel`, { as });
    expect(cancelled.json).toMatchObject({ status: 'skipped', reason: 'cancelled-by-staff' });
    expect((await edge.ask('POST', `messages/${one}/cancel`, { as })).status).toBe(200);
    await work();
    expect(sent).toEqual([]);
    pass(60);
    await work();
    expect(sent).toEqual(['two']);
  });

  it('cannot be taken back once it was sent', async () => {
    await admit('Ada');
    await theyWrite('hello');
    const id = String((await write({ body: 'now' })).json['id']);
    await work();
    const refused = await edge.ask('POST', `messages/${id}/cancel`, { as });
    expect(refused).toMatchObject({
      status: 409,
      json: { type: 'urn:petops:problem:not-cancellable' },
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a stop word as an answer',
      { body: 'Reply CANCEL to cancel your visit.' },
      'offers-stop-word',
    ],
    [
      'an instant that has passed',
      { body: 'x', sendAt: '2026-03-01T00:00:00Z' },
      'instant-out-of-range',
    ],
    ['an owner without this number', { body: 'x', ownerId: 'own_other' }, 'invalid-recipient'],
    ['nothing', { body: '  ' }, 'invalid-body'],
    ['more than 1600 characters', { body: 'x'.repeat(1601) }, 'invalid-body'],
    ['no instant', { body: 'x', sendAt: 'tomorrow' }, 'invalid-body'],
  ])('is refused with %s, and nothing is written', async (_what, body, kind) => {
    await theyWrite('hello');
    await first();
    const before = edge.stored('maple');
    const answer = await write(body);
    expect(answer).toMatchObject({ status: 422, json: { type: `urn:petops:problem:${kind}` } });
    expect(edge.stored('maple')).toBe(before);
  });

  it('names who is meant when several owners share the number', async () => {
    await admit('Ada');
    const bo = await admit('Bo');
    await theyWrite('hello');
    const unnamed = await write({ body: 'Hi!' });
    expect(unnamed).toMatchObject({ status: 422, json: { field: 'ownerId' } });
    expect((await write({ body: 'Hi!', ownerId: bo })).status).toBe(202);
    await work();
    expect(sent).toEqual(['Hi!']);
  });
});
