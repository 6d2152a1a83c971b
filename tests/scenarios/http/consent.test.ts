import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consentEntryType } from '../../../shared/consent/model.ts';
import { foldOf } from '../../../shared/consent/fold.ts';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { startEdge, type Answer, type Edge } from './edge.ts';

let edge: Edge;
let numbers = 100;

beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

const as = 'maple.staff';
const MARKETING = {
  channel: 'sms',
  purpose: 'marketing',
  word: 'given',
  source: 'form',
  wording: 'I agree to offers by text from Maple. Reply STOP to end. Not a condition of purchase.',
  evidence: { page: 'https://maple.example/offers', pageVersion: '3', ip: '203.0.113.9' },
};

interface Person {
  readonly id: string;
  readonly phone: string;
}

async function person(over: Record<string, unknown> = {}): Promise<Person> {
  const phone = `+1415555${String(numbers++).padStart(4, '0')}`;
  const body = { firstName: 'Ada', phone, email: `ada${String(numbers)}@example.com`, ...over };
  const { json } = await edge.ask('POST', 'owners', { as, body });
  return { id: String(json['id']), phone: String(json['phone']) };
}

async function say(id: string, body: Record<string, unknown>): Promise<Answer> {
  return edge.ask('POST', `owners/${id}/consent-entries`, { as, body });
}

/** `allowed` or the reason, by channel and purpose. */
async function standing(id: string): Promise<Record<string, unknown>> {
  const { json } = await edge.ask('GET', `owners/${id}/consent`, { as });
  return Object.fromEntries(
    (json.items ?? []).map((it) => [
      `${String(it['channel'])} ${String(it['purpose'])}`,
      it['allowed'] === true ? 'allowed' : it['reason'],
    ]),
  );
}

async function words(id: string): Promise<unknown[]> {
  const { json } = await edge.ask('GET', `owners/${id}/consent-entries`, { as });
  return (json.items ?? []).map((it) => `${String(it['word'])} by ${String(it['source'])}`);
}

async function text(from: string, body: string): Promise<void> {
  const providerId = `SM${String(numbers++)}`;
  await receiveText(edge.context, { tenantId: 'maple', providerId, from, body });
}

describe('what an owner may get', () => {
  test('is service and nothing else when they only gave their number and address', async () => {
    const { id } = await person();
    expect(await standing(id)).toEqual({
      'sms service': 'allowed',
      'sms marketing': 'no-consent',
      'email service': 'allowed',
      'email marketing': 'no-consent',
    });
  });

  test('is marketing by the channel for which they consented', async () => {
    const { id } = await person();
    const answer = await say(id, MARKETING);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ word: 'given', wording: MARKETING.wording });
    expect(answer.json['actorId']).toMatch(/^mem_/);
    expect(await standing(id)).toMatchObject({
      'sms marketing': 'allowed',
      'email marketing': 'no-consent',
    });
  });

  test('is nothing by text after STOP, and service alone after START', async () => {
    const { id, phone } = await person();
    await say(id, MARKETING);
    await text(phone, 'Stop please');
    const stopped = { 'sms service': 'suppressed', 'sms marketing': 'suppressed' };
    expect(await standing(id)).toMatchObject({ ...stopped, 'email service': 'allowed' });
    expect((await say(id, MARKETING)).json['type']).toBe('urn:petops:problem:number-suppressed');
    await text(phone, 'START');
    const started = { 'sms service': 'allowed', 'sms marketing': 'marketing-refused' };
    expect(await standing(id)).toMatchObject(started);
    expect(await words(id)).toEqual([
      'lifted by inbound',
      'suppressed by inbound',
      'given by form',
    ]);
  });

  test('is marketing again after START only when they consent anew, later than they stopped', async () => {
    const { id, phone } = await person();
    await text(phone, 'STOP');
    await text(phone, 'START');
    const old = await say(id, { ...MARKETING, occurredAt: '2026-01-05T10:00:00Z' });
    expect(old.json['type']).toBe('urn:petops:problem:refused-since');
    edge.setTime('2026-03-02T15:05:00Z');
    expect((await say(id, MARKETING)).status).toBe(201);
    expect(await standing(id)).toMatchObject({ 'sms marketing': 'allowed' });
  });

  test('starts anew with another number, and the old number brings nothing back', async () => {
    const { id, phone } = await person();
    await say(id, MARKETING);
    const move = async (to: string): Promise<void> => {
      const { status } = await edge.ask('PATCH', `owners/${id}`, { as, body: { phone: to } });
      expect(status).toBe(200);
    };
    await move('+14155559901');
    expect(await standing(id)).toMatchObject({ 'sms marketing': 'no-consent' });
    await move(phone);
    expect(await standing(id)).toMatchObject({ 'sms marketing': 'no-consent' });
  });

  test('is no marketing by e-mail at another address', async () => {
    const { id } = await person();
    await say(id, { ...MARKETING, channel: 'email' });
    expect(await standing(id)).toMatchObject({ 'email marketing': 'allowed' });
    const body = { email: 'other@example.com' };
    await edge.ask('PATCH', `owners/${id}`, { as, body });
    expect(await standing(id)).toMatchObject({ 'email marketing': 'no-consent' });
  });

  test('follows the owner’s own word, and a later yes to reminders brings no offers back', async () => {
    const { id } = await person();
    await say(id, MARKETING);
    await edge.ask('PATCH', `owners/${id}`, { as, body: { smsOptedIn: false } });
    expect(await standing(id)).toMatchObject({
      'sms service': 'opted-out',
      'sms marketing': 'opted-out',
    });
    await say(id, { channel: 'sms', purpose: 'service', word: 'given', source: 'staff' });
    const { json } = await edge.ask('GET', `owners/${id}`, { as });
    expect(json['smsOptedIn']).toBe(true);
    expect(await standing(id)).toMatchObject({
      'sms service': 'allowed',
      'sms marketing': 'marketing-refused',
    });
  });

  test('is refused for all who share a number when one of them refuses, and kept for none', async () => {
    const ann = await person();
    const ben = await person({ phone: ann.phone });
    await say(ann.id, MARKETING);
    expect(await standing(ben.id)).toMatchObject({ 'sms marketing': 'no-consent' });
    await say(ben.id, { ...MARKETING, word: 'refused' });
    expect(await standing(ann.id)).toMatchObject({ 'sms marketing': 'marketing-refused' });
  });
});

describe('the ledger', () => {
  test('takes no consent to marketing without the words that were shown', async () => {
    const { id } = await person();
    const { wording: _left, ...bare } = MARKETING;
    const { status, json } = await say(id, bare);
    expect(status).toBe(422);
    expect(json).toMatchObject({ field: 'wording' });
    expect(await words(id)).toEqual([]);
  });

  test('takes no word that was not said yet, and none for a number nobody has', async () => {
    const { id } = await person();
    const future = await say(id, { ...MARKETING, occurredAt: '2030-01-01T00:00:00Z' });
    expect(future.json).toMatchObject({ field: 'occurredAt', status: 422 });
    const { json } = await edge.ask('POST', 'owners', { as, body: { firstName: 'Bo' } });
    const none = await say(String(json['id']), MARKETING);
    expect(none.json['type']).toBe('urn:petops:problem:no-contact');
  });

  test('notes who changed an owner’s own word, once per change', async () => {
    const { id } = await person({ smsOptedIn: true });
    const patch = async (body: unknown): Promise<Answer> =>
      edge.ask('PATCH', `owners/${id}`, { as, body });
    await patch({ smsOptedIn: false });
    await patch({ smsOptedIn: false });
    await patch({ smsOptedIn: null });
    expect(await words(id)).toEqual(['lifted by staff', 'refused by staff', 'given by staff']);
  });

  test('records once what is sent twice under one key', async () => {
    const { id } = await person();
    const headers = { 'idempotency-key': 'consent-1' };
    const ask = { as, body: MARKETING, headers };
    const first = await edge.ask('POST', `owners/${id}/consent-entries`, ask);
    const second = await edge.ask('POST', `owners/${id}/consent-entries`, ask);
    expect(second.json).toEqual(first.json);
    expect(await words(id)).toEqual(['given by form']);
  });

  test('adds up to what each number’s document holds', async () => {
    const { records } = edge.context;
    const partition = { tenantId: 'maple' };
    const phones = await records.query(phoneType, partition, { limit: 200 });
    const entries = await records.query(consentEntryType, partition, { limit: 1000 });
    expect(phones.items.length).toBeGreaterThan(5);
    for (const { value: phone } of phones.items) {
      const own = entries.items.map((it) => it.value).filter((it) => it.subjectId === phone.id);
      expect(phone.consent ?? foldOf([])).toEqual(foldOf(own));
    }
  });
});

describe('the suppression list', () => {
  test('names the numbers that stopped texts, whoever said so, and no others', async () => {
    const stopped = await person();
    const told = await person();
    const back = await person();
    edge.setTime('2026-03-03T15:00:00Z');
    await text(stopped.phone, 'STOP');
    await edge.ask('PUT', `phones/${phoneId(told.phone)}/suppression`, { as });
    await text(back.phone, 'STOP');
    await text(back.phone, 'START');
    const { json } = await edge.ask('GET', 'suppressions?limit=200', { as });
    const listed = new Map((json.items ?? []).map((it) => [it['number'], it['source']]));
    expect(listed.get(stopped.phone)).toBe('inbound');
    expect(listed.get(told.phone)).toBe('staff');
    expect(listed.has(back.phone)).toBe(false);
    const other = await edge.ask('GET', 'suppressions', { as: 'birch.staff' });
    expect(other.json.items).toEqual([]);
  });

  test('keeps offers away although staff take their own suppression back', async () => {
    const { id, phone } = await person();
    await say(id, MARKETING);
    const target = `phones/${phoneId(phone)}/suppression`;
    await edge.ask('PUT', target, { as });
    await edge.ask('DELETE', target, { as: 'maple.manager' });
    expect(await standing(id)).toMatchObject({
      'sms service': 'allowed',
      'sms marketing': 'marketing-refused',
    });
  });
});
