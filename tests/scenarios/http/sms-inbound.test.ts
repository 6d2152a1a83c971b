import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { inboundTextType } from '../../../shared/messaging/model.ts';
import { inboundTextId } from '../../../shared/messaging/receive-text.ts';
import { rebuildSenderEntries } from '../../../shared/tenants/sender-entry.ts';
import type { FormFields } from '../../peers/twilio/sign.ts';
import { START, startEdge, type Answer, type Ask, type Edge } from './edge.ts';

const FROM = '+14155550188';
const MAPLE = '+14155550101';
const BIRCH = `MG${'b'.repeat(32)}`;
const HOUR = 3_600_000;

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
  await changeSender('maple', { from: MAPLE });
  await changeSender('birch', { messagingServiceSid: BIRCH });
});
afterEach(async () => edge.stop());

const changeSender = async (tenantId: string, sender: unknown): Promise<Answer> =>
  edge.ask('PATCH', 'tenant-settings', { as: `${tenantId}.owner`, body: { sender } });

/** A text as Twilio hands it over; fields that are undefined are left out. */
const handOver = async (over: Record<string, string | undefined> = {}): Promise<Answer> => {
  const all: Record<string, string | undefined> = {
    ...{ MessageSid: 'SM1', From: FROM, To: MAPLE, Body: 'hello', NumMedia: '0' },
    ...over,
  };
  const signedForm = Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as FormFields;
  return edge.ask('POST', 'sms/inbound', { signedForm });
};

const texts = async (tenantId: string) => {
  const query = { limit: 50 };
  const page = await edge.context.records.query(inboundTextType, { tenantId }, query);
  return page.items.map(({ value }) => value.body);
};
const suppressed = async (tenantId: string) =>
  (await edge.context.records.get(phoneType, { tenantId }, phoneId(FROM)))?.value.suppressed;

/** Two hours later than anything so far. */
const later = () => {
  edge.setTime(addMs(START, 2 * HOUR));
};

describe('a text that the provider hands over', () => {
  it('is stored and answered with an empty document, since answers are texts of their own', async () => {
    const answer = await handOver();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(answer.text).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
    expect(await texts('maple')).toEqual(['hello']);
  });

  it('leaves no number and no word of it in the log', async () => {
    await handOver({ Body: 'my dog Xerxes bites' });
    const logged = JSON.stringify(edge.logged);
    expect(logged).not.toContain('Xerxes');
    expect(logged).not.toContain(FROM.slice(2));
  });

  it.each<[string, Ask]>([
    ['without a signature', { raw: 'MessageSid=SM1&From=1', headers: FORM() }],
    [
      'with a wrong one',
      { raw: 'MessageSid=SM1&From=1', headers: { ...FORM(), 'x-twilio-signature': 'AAAA' } },
    ],
  ])('%s is refused and not stored', async (_what, ask) => {
    const before = edge.stored();
    const answer = await edge.ask('POST', 'sms/inbound', ask);
    expect(answer).toMatchObject({
      status: 403,
      json: { type: 'urn:petops:problem:not-the-provider' },
    });
    expect(edge.stored()).toBe(before);
  });

  it.each(['MessageSid', 'From'])('without %s is refused', async (field) => {
    const answer = await handOver({ [field]: undefined });
    expect(answer).toMatchObject({ status: 422, json: { type: 'urn:petops:problem:not-a-text' } });
  });

  it('twice is stored once and answered the same', async () => {
    await handOver();
    expect((await handOver()).status).toBe(200);
    expect(await texts('maple')).toHaveLength(1);
  });

  it('that says STOP closes the number at once, at this business only', async () => {
    await handOver({ Body: 'Stop' });
    expect(await suppressed('maple')).toMatchObject({ source: 'inbound' });
    expect(await suppressed('birch')).toBeUndefined();
  });

  it('and was answered by the provider is not answered again', async () => {
    await handOver({ MessageSid: 'SM1', Body: 'STOP' });
    await handOver({ MessageSid: 'SM2', Body: 'arrêt', OptOutType: 'STOP' });
    const stored = async (id: string) =>
      (await edge.context.records.get(inboundTextType, { tenantId: 'maple' }, inboundTextId(id)))
        ?.value;
    expect(await stored('SM1')).toMatchObject({ meaning: 'stop', answeredByProvider: true });
    expect(await stored('SM2')).toMatchObject({ meaning: 'stop', answeredByProvider: true });
    await handOver({ MessageSid: 'SM3', Body: 'stop, please' });
    expect((await stored('SM3'))?.answeredByProvider).toBeUndefined();
  });

  it('keeps fields that Twilio may add without minding them', async () => {
    expect((await handOver({ ChannelToAddress: 'x', AddOns: '{}' })).status).toBe(200);
  });
});

function FORM() {
  return { 'content-type': 'application/x-www-form-urlencoded' };
}

describe('the business a text is for', () => {
  it('is the one that has the number', async () => {
    await handOver({ To: MAPLE });
    expect(await texts('maple')).toEqual(['hello']);
    expect(await texts('birch')).toEqual([]);
  });

  it('is the one that has the Messaging Service of the number', async () => {
    await handOver({ To: '+14155550999', MessagingServiceSid: BIRCH });
    expect(await texts('birch')).toEqual(['hello']);
    expect(await texts('maple')).toEqual([]);
  });

  it('follows the settings, whatever was entered before', async () => {
    await changeSender('maple', { from: '+14155550102' });
    later();
    await changeSender('birch', { from: MAPLE });
    await handOver({ To: MAPLE });
    expect(await texts('birch')).toEqual(['hello']);
    expect(await texts('maple')).toEqual([]);
  });

  it('is, at the default sender, whoever sends from it and knows who wrote', async () => {
    await changeSender('maple', null);
    await changeSender('birch', null);
    await edge.ask('POST', 'owners', {
      as: 'birch.owner',
      body: { firstName: 'Ada', phone: FROM },
    });
    await handOver({ To: '+14155550999', Body: 'STOP' });
    expect(await suppressed('birch')).toMatchObject({ source: 'inbound' });
    expect(await suppressed('maple')).toBeUndefined();
  });

  it('is, at the default sender, each of them that knows who wrote', async () => {
    await changeSender('maple', null);
    await changeSender('birch', null);
    for (const tenantId of ['maple', 'birch']) {
      const body = { firstName: 'Ada', phone: FROM };
      await edge.ask('POST', 'owners', { as: `${tenantId}.owner`, body });
    }
    await handOver({ To: '+14155550999', Body: 'STOP' });
    expect(await suppressed('birch')).toMatchObject({ source: 'inbound' });
    expect(await suppressed('maple')).toMatchObject({ source: 'inbound' });
  });

  it('may be nobody: the text is kept for the operator', async () => {
    await handOver({ To: '+14155550999', Body: 'to nobody' });
    expect(await texts('maple')).toEqual([]);
    expect(await texts('birch')).toEqual([]);
    expect(edge.stored('_platform')).toContain('to nobody');
    expect(edge.logged).toContainEqual(
      expect.objectContaining({ message: 'Text for no business received' }),
    );
  });
});

describe('a sender', () => {
  it('belongs to one business: a second one is refused by name', async () => {
    const answer = await changeSender('birch', { from: MAPLE });
    expect(answer).toMatchObject({
      status: 409,
      json: { type: 'urn:petops:problem:sender-taken', field: 'sender', value: MAPLE },
    });
    await handOver({ To: MAPLE });
    expect(await texts('maple')).toEqual(['hello']);
  });

  it('is one of two businesses that want it at the same moment', async () => {
    const sender = { from: '+14155550103' };
    const answers = await Promise.all([
      changeSender('maple', sender),
      changeSender('birch', sender),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('is free when its business gave it up', async () => {
    await changeSender('maple', null);
    later();
    expect((await changeSender('birch', { from: MAPLE })).status).toBe(200);
  });

  it('is kept when its business enters it again', async () => {
    expect((await changeSender('maple', { from: MAPLE })).status).toBe(200);
  });

  it('can be entered anew for all from their settings', async () => {
    const { records } = edge.context;
    const platform = { tenantId: '_platform' };
    const page = await records.store.query(platform, { type: 'senderEntry', limit: 10 });
    const lost = page.items.map(({ value, etag }) => ({
      op: 'delete' as const,
      id: value.id,
      etag,
    }));
    await records.commit(platform, lost);
    await handOver({ To: MAPLE });
    expect(await texts('maple')).toEqual([]);
    expect(await rebuildSenderEntries(edge.context)).toEqual({ entered: 2, conflicts: [] });
    await handOver({ To: MAPLE, MessageSid: 'SM2' });
    expect(await texts('maple')).toEqual(['hello']);
  });
});
