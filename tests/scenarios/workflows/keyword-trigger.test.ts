import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventType } from '../../../shared/events/model.ts';
import { inboundTextType, type InboundText } from '../../../shared/messaging/model.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { workers } from '../../../shared/workers.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
let texts = 0;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const PARTITION = { tenantId: 'maple' };
const NUMBER = '+14155550188';
const bodies = () => salon.sent.map(({ body }) => body);
const receive = async (body: string, from = NUMBER, providerId = `SM-in-${String(++texts)}`) =>
  receiveText(salon.edge.context, { ...PARTITION, from, body, providerId });
const came = async (): Promise<InboundText[]> => {
  const { records } = salon.edge.context;
  const query = { orderBy: { field: 'createdAt' }, limit: 50 };
  const page = await records.query(inboundTextType, PARTITION, query);
  return page.items.map(({ value }) => value);
};
const events = async () => {
  const page = await salon.edge.context.records.query(eventType, PARTITION, { limit: 50 });
  return page.items.map(({ value }) => value).filter((it) => it.name === 'inbound_keyword');
};
const unread = async () =>
  (await salon.do('GET', 'conversations')).items?.map((it) => it['unreadCount']);

const answerTo = async (keywords: string[], more: object = {}): Promise<string> => {
  const template = await salon.template('{{owner.first_name}}, we call you. ({{inbound.keyword}})');
  return salon.activate({
    name: 'Call back',
    trigger: { type: 'inbound_keyword', keywords },
    reentry: { rule: 'after_days', days: 1 },
    steps: [{ type: 'send_sms', template }],
    ...more,
  });
};

describe('a keyword', () => {
  it.each(['book', '  Book\n', 'BOOK'])('as the whole text, %j, is answered', async (body) => {
    await answerTo(['book']);
    await receive(body);
    await salon.at('2026-03-02T15:01:00Z');
    expect(bodies()).toEqual(['Ada, we call you. (BOOK)']);
    expect(await came()).toMatchObject([{ handledAs: 'keyword', status: 'handled' }]);
    expect(await salon.runs()).toMatchObject([{ status: 'done', ownerId: salon.ownerId }]);
    expect(await unread()).toEqual([0]);
  });

  it.each(['I want to book', 'book!', 'bo ok', ''])(
    'within other words, %j, is left to a person',
    async (body) => {
      await answerTo(['book']);
      await receive(body);
      await salon.at('2026-03-02T15:01:00Z');
      expect(await salon.runs()).toEqual([]);
      expect(await unread()).toEqual([1]);
    },
  );

  it('is answered at any hour, and once an hour has passed within the hours for texts', async () => {
    await answerTo(['book']);
    await answerTo(['later'], { trigger: laterTrigger, maxLateMinutes: 720 });
    salon.edge.setTime('2026-03-03T04:00:00Z');
    await receive('book');
    await receive('later');
    await salon.at('2026-03-03T04:00:30Z');
    await salon.at('2026-03-03T06:30:00Z');
    expect(bodies()).toEqual(['Ada, we call you. (BOOK)']);
    await salon.at('2026-03-03T14:01:00Z');
    expect(bodies()).toEqual(['Ada, we call you. (BOOK)', 'Ada, we call you. (LATER)']);
  });

  it('never starts anything when it ends our texts, opens the number or asks for help', async () => {
    await answerTo(['book']);
    for (const body of ['STOP', 'book. stop', 'START', 'HELP']) await receive(body);
    await salon.at('2026-03-02T15:01:00Z');
    expect(await events()).toEqual([]);
    expect(await salon.runs()).toEqual([]);
  });

  it('of a closed number is left to a person', async () => {
    await answerTo(['book']);
    await receive('STOP');
    await receive('book');
    await salon.at('2026-03-02T15:01:00Z');
    expect(await events()).toEqual([]);
    expect(await unread()).toEqual([1]);
  });

  it('of a number that nobody owns is left to a person', async () => {
    await answerTo(['book']);
    await receive('book', '+14155550111');
    await salon.at('2026-03-02T15:01:00Z');
    expect(await events()).toEqual([]);
    expect(await unread()).toEqual([1]);
  });

  it('that answers a question of ours is that answer, not a keyword', async () => {
    await answerTo(['yes']);
    await salon.book('2026-03-04T15:00:00.000Z');
    await receive('yes');
    await salon.at('2026-03-02T15:01:00Z');
    expect(await came()).toMatchObject([{ handledAs: 'confirmation' }]);
    expect(await events()).toEqual([]);
  });

  it('of a family that shares a number starts one run', async () => {
    await answerTo(['book']);
    await salon.do('POST', 'owners', { firstName: 'Bo', phone: NUMBER });
    await receive('book');
    await salon.at('2026-03-02T15:01:00Z');
    expect(bodies()).toEqual(['Ada, we call you. (BOOK)']);
    const definition = { ...workflowOf(await salon.runs()), period: period('2026-03-02') };
    const dry = await salon.do('POST', 'workflow-dry-runs', definition);
    expect(dry.items).toMatchObject([{ ownerId: salon.ownerId }]);
  });
});

describe('a phone that answers by itself', () => {
  it('gets one answer in a day, and from the second on a person sees what it says', async () => {
    await answerTo(['book']);
    for (let n = 0; n < 5; n++) {
      await receive('book');
      await salon.at(`2026-03-02T15:0${String(n + 1)}:00Z`);
    }
    expect(bodies()).toHaveLength(1);
    expect(await unread()).toEqual([4]);
    const statuses = (await salon.runs()).map(({ status }) => status);
    expect(statuses.filter((it) => it === 'skipped')).toHaveLength(4);
  });
});

describe('a keyword counts once', () => {
  it('when it is handed over twice and every pointer comes again', async () => {
    await answerTo(['book']);
    await receive('book', NUMBER, 'SM-same');
    await receive('book', NUMBER, 'SM-same');
    const [text] = await came();
    const inbound = { ...PARTITION, id: text?.id ?? '', kind: 'inbound' } as const;
    await workers.inbound.work(salon.edge.context, inbound);
    await workers.inbound.work(salon.edge.context, inbound);
    const [event] = await events();
    const pointer = { ...PARTITION, id: event?.id ?? '', kind: 'events' } as const;
    const once = async () => workers.events.work(salon.edge.context, pointer);
    await Promise.all([once(), once()]);
    await salon.at('2026-03-02T15:01:00Z');
    expect(await events()).toHaveLength(1);
    expect(await salon.runs()).toHaveLength(1);
    expect(bodies()).toHaveLength(1);
  });

  it('when the worker dies right before or after its commit', async () => {
    await answerTo(['book']);
    await receive('book');
    const [text] = await came();
    const inbound = { ...PARTITION, id: text?.id ?? '', kind: 'inbound' } as const;
    const { context } = salon.edge;
    const dying = (arrives: boolean) => {
      const commit: typeof context.records.commit = async (partition, writes) => {
        if (arrives) await context.records.commit(partition, writes);
        throw new Error('killed');
      };
      return { ...context, records: { ...context.records, commit } };
    };
    await workers.inbound.work(dying(false), inbound).catch(() => undefined);
    expect(await events()).toEqual([]);
    await workers.inbound.work(dying(true), inbound).catch(() => undefined);
    expect(await events()).toHaveLength(1);
    await salon.at('2026-03-02T15:01:00Z');
    expect(await salon.runs()).toHaveLength(1);
    expect(bodies()).toHaveLength(1);
  });
});

it('a keyword that was acted on too late starts nothing in a burst, and a person sees it', async () => {
  await answerTo(['book']);
  await receive('book');
  await salon.at('2026-03-03T15:01:00Z');
  expect(bodies()).toEqual([]);
  expect(await salon.runs()).toMatchObject([{ status: 'skipped' }]);
  expect(await unread()).toEqual([1]);
});

const laterTrigger = { type: 'inbound_keyword', keywords: ['later'], delayHours: 2 };
const period = (from: string) => ({ from, to: '2026-03-03' });
const workflowOf = ([run]: Record<string, unknown>[]) => ({ workflowId: run?.['workflowId'] });
