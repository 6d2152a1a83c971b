import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { metricCatalogue } from '../../../shared/reports/metric-catalogue.ts';
import { START, type Answer } from '../http/edge.ts';
import {
  BROWSER,
  codesIn,
  HOST,
  startLinkedTexts,
  type LinkedTexts,
} from '../links/linked-texts.ts';

let texts: LinkedTexts;
let now: Instant = START;
const pass = (minutes: number): void => {
  now = addMs(now, minutes * 60_000);
  texts.setTime(now);
};
const ask = async (query: string, headers: Record<string, string> = {}): Promise<Answer> =>
  texts.ask('GET', `sms-analytics?${query}`, { as: 'maple.staff', headers });
const MARCH = 'from=2026-03-01&to=2026-04-01';
const hear = async (id: string, body: string): Promise<void> => {
  const { to } = await texts.message(id);
  await receiveText(texts.context, {
    tenantId: 'maple',
    providerId: `${id}${body}`,
    from: to,
    body,
  });
};

/** Four texts of a campaign on March 2nd, one of a workflow in the last minute of March 31st. */
beforeAll(async () => {
  texts = await startLinkedTexts();
  await updateSettings(texts.context, {
    tenantId: 'maple',
    changes: { segmentCost: { micros: 8000, currency: 'USD' } },
    expected: undefined,
  });
  const body = `Book at [[https://${HOST}/]].`;
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) ids.push(await texts.plan(body, { campaignId: 'spring' }));
  const [a = '', b = '', c = '', d = ''] = ids;
  await texts.workAll();
  pass(20);
  texts.tell({ kind: 'found', status: 'delivered', segments: 1, costMicros: 7900 });
  for (const id of [a, b, c]) await texts.work(id);
  texts.tell({ kind: 'found', status: 'undelivered', code: 30003 });
  await texts.work(d);
  const code = codesIn((await texts.message(a)).body ?? '')[0] ?? '';
  for (let n = 0; n < 3; n++) {
    await texts.ask('GET', `l/${code}`, { headers: BROWSER });
    pass(2);
  }
  const other = codesIn((await texts.message(b)).body ?? '')[0] ?? '';
  await texts.ask('HEAD', `l/${other}`, { headers: BROWSER });
  await hear(a, 'See you then!');
  await hear(b, 'HELP');
  await hear(c, 'STOP');
  // 19:59 in New York, which is the next day and month in UTC.
  now = '2026-03-31T23:59:00.000Z' as Instant;
  texts.setTime(now);
  await texts.plan('Without a link.', { workflowId: 'w1' });
  await texts.workAll();
}, 60_000);
afterAll(async () => texts.stop());

describe('the numbers of a range', () => {
  it('are those of the catalogue, with estimated and final cost apart', async () => {
    const { status, json } = await ask(MARCH);
    expect(status).toBe(200);
    expect(json).toMatchObject({ from: '2026-03-01', to: '2026-04-01', currency: 'USD' });
    expect(json['totals']).toEqual({
      smsSent: 5,
      smsDelivered: 3,
      smsUnconfirmed: 1,
      smsFailures: 1,
      // The answers to HELP and STOP, which nobody sent in time.
      smsSkipped: 2,
      smsOpen: 0,
      smsDeliveryRate: 0.75,
      smsAnswered: 1,
      smsResponseRate: 1 / 3,
      smsClicked: 1,
      smsClickThroughRate: 1 / 3,
      smsOptOuts: 1,
      smsOptOutRate: 1 / 3,
      smsSegments: 5,
      smsCostFinal: 3 * 7900,
      smsCostEstimated: 2 * 8000,
      smsCostTotal: 3 * 7900 + 2 * 8000,
      smsCostPerText: Math.round((3 * 7900 + 2 * 8000) / 5),
    });
    expect(json['pending']).toEqual([]);
  });

  it.each([
    ['day', ['2026-03-02', '2026-03-31']],
    ['month', ['2026-03']],
    ['campaign', ['spring', null]],
    ['workflow', ['w1', null]],
    ['reason', ['not-delivered']],
  ])('are told apart by %s, and add up', async (groupBy, keys) => {
    const { json } = await ask(`${MARCH}&groupBy=${groupBy}`);
    const groups = json['groups'] as { key: string | null; numbers: Record<string, number> }[];
    expect(groups.map(({ key }) => key)).toEqual(keys);
    const totals = json['totals'] as Record<string, number>;
    const sum = (id: string) => groups.reduce((all, { numbers }) => all + (numbers[id] ?? 0), 0);
    const additive =
      groupBy === 'reason' ? ['smsFailures'] : ['smsSent', 'smsCostTotal', 'smsClicked'];
    for (const id of additive) expect(sum(id), id).toBe(totals[id]);
  });

  it('are those of one campaign or workflow when it is named', async () => {
    const sent = async (query: string) =>
      ((await ask(`${MARCH}&${query}`)).json['totals'] as Record<string, number>)['smsSent'];
    expect(await sent('campaignId=spring')).toBe(4);
    expect(await sent('workflowId=w1')).toBe(1);
    expect(await sent('campaignId=spring&workflowId=w1')).toBe(0);
  });

  it('count a text on its local day, and a range ends before the day it names last', async () => {
    const sent = async (from: string, to: string) =>
      ((await ask(`from=${from}&to=${to}`)).json['totals'] as Record<string, number>)['smsSent'];
    expect(await sent('2026-03-31', '2026-04-01')).toBe(1);
    expect(await sent('2026-04-01', '2026-04-02')).toBe(0);
    expect(await sent('2026-03-02', '2026-03-03')).toBe(4);
    expect(await sent('2026-03-03', '2026-03-31')).toBe(0);
  });

  it('are another business’s alone', async () => {
    const { json, text } = await texts.ask('GET', `sms-analytics?${MARCH}&groupBy=campaign`, {
      as: 'birch.owner',
    });
    expect(json['totals']).toMatchObject({ smsSent: 0, smsCostTotal: 0 });
    expect(json['groups']).toEqual([]);
    expect(text).not.toContain('spring');
  });

  it.each([
    ['from=2026-03-01&to=2026-03-01', 'to'],
    ['from=2026-03-02&to=2026-03-01', 'to'],
    ['from=2026-01-01&to=2027-01-03', 'to'],
    ['from=2026-02-29&to=2026-03-02', 'from'],
    ['from=2026-03-01', 'to'],
    [`${MARCH}&groupBy=colour`, 'groupBy'],
    [`${MARCH}&zone=UTC`, 'zone'],
  ])('are refused for %s, which names what is wrong', async (query, field) => {
    const { status, json } = await ask(query);
    expect(status).toBe(400);
    expect(json['field']).toBe(field);
  });

  it('may be asked for 366 days', async () => {
    expect((await ask('from=2026-01-01&to=2027-01-02')).status).toBe(200);
  });
});

describe('what was answered', () => {
  it('may be kept for a minute by whoever asked, and is not sent again while nothing changed', async () => {
    const first = await ask(MARCH);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(first.headers.get('cache-control')).toBe('private, max-age=60');
    expect(first.headers.get('vary')).toContain('Authorization');
    const same = await ask(MARCH, { 'if-none-match': `"x", W/${etag}` });
    expect(same.status).toBe(304);
    expect(same.text).toBe('');
    expect(same.headers.get('etag')).toBe(etag);
    const other = await texts.ask('GET', `sms-analytics?${MARCH}`, {
      as: 'birch.owner',
      headers: { 'if-none-match': etag },
    });
    expect(other.status).toBe(200);
  });

  it('is up to the moment while a changed day is small', async () => {
    const before = await ask(MARCH);
    await texts.send('One more.');
    const after = await ask(MARCH, { 'if-none-match': before.headers.get('etag') ?? '' });
    expect(after.status).toBe(200);
    expect(after.json['totals']).toMatchObject({ smsSent: 6 });
  });

  it('names the days whose changes are too many to be read at once', async () => {
    const { records } = texts.context;
    const days = Array.from({ length: 5 }, (_, n) => `2026-05-0${String(n + 1)}`);
    const delivered = await records.query(
      messageType,
      { tenantId: 'maple' },
      { where: { status: 'delivered' }, orderBy: { field: 'createdAt' }, limit: 1 },
    );
    const [template] = delivered.items;
    for (const countsOn of days) {
      const document = { ...template?.value, id: texts.context.ids.next('message'), countsOn };
      await records.commit({ tenantId: 'maple' }, [{ op: 'create', document }]);
    }
    const { json } = await ask('from=2026-05-01&to=2026-06-01');
    expect(json['pending']).toEqual(days.slice(0, 2));
    expect(json['totals']).toMatchObject({ smsSent: 3 });
  });
});

it('hands out the catalogue that the numbers follow', async () => {
  const { json } = await texts.ask('GET', 'metrics', { as: 'maple.staff' });
  expect(json['metrics']).toEqual(metricCatalogue);
});
