import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { startEdge, type Answer, type Edge } from '../http/edge.ts';

let edge: Edge;
const ids: Record<string, string> = {};

const as = 'maple.staff';
const WORDING = 'I want offers by text.\nReply STOP to end.';

async function add(lastName: string, number: number, over: object = {}): Promise<void> {
  const phone = `+141555501${String(number)}`;
  const body = { firstName: 'Ada', lastName, phone, ...over };
  const { json } = await edge.ask('POST', 'owners', { as, body });
  ids[lastName] = String(json['id']);
}

async function say(lastName: string, body: object): Promise<void> {
  const path = `owners/${ids[lastName] ?? ''}/consent-entries`;
  const answer = await edge.ask('POST', path, { as, body });
  expect(answer.status).toBe(201);
}

beforeAll(async () => {
  edge = await startEdge();
  await add('Ash', 11, { email: 'ada.ash@example.com' });
  await add('Birch', 12);
  await add('Cedar', 13);
  await add('Elm', 14, { firstName: '=1+1' });
  await add('Fir', 15);
  const marketing = { channel: 'sms', purpose: 'marketing', source: 'form' };
  const evidence = { page: 'https://maple.example/offers', pageVersion: '3' };
  await say('Ash', { ...marketing, word: 'given', wording: WORDING, evidence });
  await say('Birch', { ...marketing, word: 'refused' });
  await say('Cedar', { channel: 'sms', purpose: 'service', word: 'refused', source: 'staff' });
  const text = { tenantId: 'maple', providerId: 'SM1', from: '+14155550114', body: 'STOP' };
  await receiveText(edge.context, text);
});
afterAll(async () => edge.stop());

async function list(query: string): Promise<Answer['json']> {
  const answer = await edge.ask('GET', `consent-standings?${query}`, { as });
  expect(answer.status).toBe(200);
  return answer.json;
}

const names = ({ items = [] }: Answer['json']): unknown[] => items.map((it) => it['lastName']);

describe('the list of who may be sent what', () => {
  it('tells each person by name with every channel and purpose, as their own page does', async () => {
    const { items = [] } = await list('');
    expect(names({ items })).toEqual(['Ash', 'Birch', 'Cedar', 'Elm', 'Fir']);
    for (const { ownerId, standings } of items) {
      const own = await edge.ask('GET', `owners/${String(ownerId)}/consent`, { as });
      expect(standings).toEqual(own.json.items);
      expect(standings).toHaveLength(4);
    }
  });

  it.each([
    ['purpose=marketing&channel=sms&standing=allowed', ['Ash']],
    ['channel=sms&standing=not-allowed&reason=suppressed', ['Elm']],
    ['reason=opted-out', ['Cedar']],
    ['reason=marketing-refused', ['Birch']],
    ['channel=sms&purpose=service&standing=allowed', ['Ash', 'Birch', 'Fir']],
    ['channel=sms&purpose=service&standing=allowed&name=fi', ['Fir']],
    ['channel=email&purpose=marketing&standing=allowed', []],
    ['status=inactive', []],
  ])('is narrowed by %s', async (query, expected) => {
    expect(names(await list(query))).toEqual(expected);
  });

  it('is gone through by pages that together hold everybody once', async () => {
    const seen: unknown[] = [];
    let next: string | undefined = '';
    let pages = 0;
    while (next !== undefined) {
      const page: Answer['json'] = await list(
        `limit=2&channel=sms&purpose=service&standing=allowed${next === '' ? '' : `&cursor=${next}`}`,
      );
      seen.push(...names(page));
      next = page.next;
      pages += 1;
    }
    expect(seen).toEqual(['Ash', 'Birch', 'Fir']);
    expect(pages).toBeLessThanOrEqual(3);
  });

  it('refuses a reason and a standing that nobody has', async () => {
    for (const query of ['reason=bored', 'standing=yes', 'channel=fax']) {
      expect((await edge.ask('GET', `consent-standings?${query}`, { as })).status).toBe(400);
    }
  });
});

describe('the file of who may be sent what', () => {
  it('says per person, channel and purpose what they said, and what proves it', async () => {
    const answer = await edge.ask('GET', 'consent-standings.csv', { as: 'maple.manager' });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.has('x-petops-next')).toBe(false);
    const rows: Record<string, string>[] = parse(answer.text, { columns: true });
    const of = (lastName: string, channel: string, purpose: string) =>
      rows.find(
        (it) =>
          it['last_name'] === lastName && it['channel'] === channel && it['purpose'] === purpose,
      );
    expect(of('Ash', 'sms', 'marketing')).toMatchObject({
      owner_id: ids['Ash'],
      consent: 'yes',
      allowed: 'yes',
      reason: '',
      consent_source: 'form',
      consent_date: '2026-03-02T15:00:00.000Z',
      wording: WORDING,
      page: 'https://maple.example/offers',
      page_version: '3',
    });
    expect(of('Ash', 'email', 'marketing')).toMatchObject({ consent: '', reason: 'no-consent' });
    expect(of('Birch', 'sms', 'marketing')).toMatchObject({ consent: 'no', allowed: 'no' });
    expect(of('Birch', 'sms', 'service')).toMatchObject({ consent: '', allowed: 'yes' });
    expect(of('Cedar', 'sms', 'service')).toMatchObject({ consent: 'no', reason: 'opted-out' });
    expect(of('Elm', 'sms', 'service')).toMatchObject({ consent: 'stop', reason: 'suppressed' });
    // Who has no address has no rows on e-mail.
    expect(rows.filter((it) => it['last_name'] === 'Fir')).toHaveLength(2);
  });

  it('holds no cell that a spreadsheet would run', async () => {
    const { text } = await edge.ask('GET', 'consent-standings.csv', { as: 'maple.manager' });
    const cells: string[][] = parse(text);
    expect(cells.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(cells.flat()).toContain("'=1+1");
    expect(cells.flat()).toContain("'+14155550111");
  });

  it('is for managers, as other exports of people are', async () => {
    expect((await edge.ask('GET', 'consent-standings.csv', { as })).status).toBe(403);
  });
});
