import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newPhone } from '../../../shared/customers/new-phone.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { OutboundText, SmsTransport } from '../../../shared/platform/sms/sms-transport.ts';
import { twilioTransport } from '../../../shared/platform/sms/twilio-transport.ts';
import { twilioWebhooks } from '../../../shared/platform/sms/twilio-webhooks.ts';
import { liveOf } from '../../../shared/tenants/model.ts';
import { workers } from '../../../shared/workers.ts';
import { callbackOf } from '../../peers/twilio/callback.ts';
import { startContractProxy, type ContractProxy } from '../../peers/twilio/contract.ts';
import { startTwilioPeer, type TwilioPeer } from '../../peers/twilio/twilio-peer.ts';
import { PROVIDER, START, startEdge, type Edge } from '../http/edge.ts';

// The real client speaks to a peer through Prism, which holds both to Twilio's own document.

const NUMBER = '+14155550123';
let peer: TwilioPeer;
let proxy: ContractProxy;
let sms: SmsTransport;
let edge: Edge;

beforeAll(async () => {
  peer = await startTwilioPeer({ now: () => Date.parse(START) });
  proxy = await startContractProxy(peer.baseUrl);
  const { accountSid, authToken } = peer;
  const { publicBaseUrl } = PROVIDER;
  sms = twilioTransport({
    ...{ accountSid, authToken, publicBaseUrl },
    baseUrl: proxy.baseUrl,
    defaultSender: { messagingServiceSid: `MG${'7'.repeat(32)}` },
  });
  edge = await startEdge();
  edge.replace({
    webhooks: twilioWebhooks({ accountSid, authTokens: [authToken], publicBaseUrl }),
  });
}, 60_000);
afterAll(async () => {
  await edge.stop();
  await proxy.stop();
  await peer.stop();
});
beforeEach(() => {
  peer.messages.length = 0;
});

const text: OutboundText = {
  tenantId: 'maple',
  messageId: 'msg_23456789abcdefghijkm',
  attempt: 1,
  to: NUMBER,
  body: 'Hi Dana & Bo: 100% “sure” + 🐶',
  validitySeconds: 3600,
  receiptSecret: 'rcs_23456789abcdefghijkm',
};

describe('the contract of Twilio', () => {
  it.each<[string, Partial<OutboundText>]>([
    ['a messaging service', {}],
    ['a number', { sender: { from: '+14155550100' } }],
  ])('is kept by a text sent from %s and by its answer', async (_what, changes) => {
    const outcome = await sms.send({ ...text, ...changes });
    expect(outcome).toEqual({ kind: 'accepted', providerId: peer.messages[0]?.sid });
    expect(peer.messages[0]).toMatchObject({
      body: text.body,
      validityPeriod: 3600,
      statusCallback:
        'https://petops.example.com/api/sms/status?t=maple&m=msg_23456789abcdefghijkm&a=1' +
        '&k=rcs_23456789abcdefghijkm#rc=3&rp=all',
    });
  });

  it('is kept by looking a text up, before and after it has a price', async () => {
    await sms.send(text);
    const [message] = peer.messages;
    if (message === undefined) throw new Error('No text arrived.');
    expect(await sms.lookUp(message.sid)).toEqual({ kind: 'found', status: 'accepted' });
    Object.assign(message, { status: 'delivered', price: '-0.01580', num_segments: '2' });
    expect(await sms.lookUp(message.sid)).toEqual({
      ...{ kind: 'found', status: 'delivered', segments: 2 },
      ...{ costMicros: 15_800, costCurrency: 'USD' },
    });
  });

  it('is kept by a search for a text', async () => {
    await sms.send(text);
    const trace = { messageId: text.messageId, to: NUMBER, body: text.body, since: START };
    expect(await sms.find(trace)).toEqual({ kind: 'found', providerId: peer.messages[0]?.sid });
  });

  it.each([
    [400, 21610, { kind: 'rejected', fault: 'opted-out' }],
    [400, 98765, { kind: 'rejected', fault: 'message', unmapped: true }],
    [401, 20003, { kind: 'rejected', fault: 'sender' }],
    [429, 20429, { kind: 'not-processed' }],
  ] as const)('is kept by a refusal with HTTP %i, code %i', async (status, code, wanted) => {
    peer.failNext({ kind: 'refuse', status, code });
    expect(await sms.send(text)).toMatchObject(wanted);
  });

  it('is looked at: a request and an answer that break it do not get through', async () => {
    expect(await sms.send({ ...text, to: '4155550123' })).toMatchObject({ kind: 'rejected' });
    expect(peer.messages).toHaveLength(0);
    const { sid } = peer.add({ to: NUMBER, body: 'x', status: 'made-up' });
    expect(await sms.lookUp(sid)).toMatchObject({ kind: 'unavailable' });
    const wrong = peer.add({ to: NUMBER, body: 'x' });
    Object.assign(wrong, { num_segments: 1 });
    expect(await sms.lookUp(wrong.sid)).toMatchObject({ kind: 'unavailable' });
  });
});

/** Plans a text to a number and sends it through the proxy. */
async function sent(id: string): Promise<void> {
  const { records } = edge.context;
  const to = `+1415555${String(1000 + Number(id.slice(-2)))}`;
  const now = edge.context.clock.now();
  const notAfter = addMs(now, 3_600_000);
  const planned = planText(
    { id, tenantId: 'maple', to, body: `Text ${id}`, sendAt: now, notAfter },
    now,
  );
  const result = await records.commit(liveOf('maple'), [
    { op: 'create', document: newPhone('maple', to, [], now) },
    { op: 'create', document: planned },
  ]);
  if (!result.ok) throw new Error('The text could not be planned.');
  await work();
}

async function work(): Promise<void> {
  await drain({ ...edge.context, sms }, workers);
}

async function textOf(id: string): Promise<Message> {
  const stored = await edge.context.records.get(messageType, liveOf('maple'), id);
  if (stored === undefined) throw new Error('The text is gone.');
  return stored.value;
}

async function callBack(status: string, errorCode?: number): Promise<number> {
  const message = peer.messages.at(-1);
  if (message === undefined) throw new Error('No text arrived.');
  const { target, ...ask } = callbackOf(message, peer.authToken, status, errorCode);
  return (await edge.ask('POST', target, ask)).status;
}

describe('signed callbacks over HTTP', () => {
  const orders = [
    ['queued', 'sending', 'sent', 'delivered'],
    ['delivered', 'sent', 'sending', 'queued'],
    ['sent', 'delivered', 'queued', 'delivered', 'sent'],
    ['sending', 'sending', 'delivered', 'delivered'],
  ];
  it.each(orders.map((order, n) => [order.join(', '), order, n] as const))(
    'in the order %s bring the text to delivered',
    async (_title, order, n) => {
      const id = `msg_order_${String(10 + n)}`;
      await sent(id);
      for (const status of order) expect(await callBack(status)).toBe(204);
      await work();
      expect(await textOf(id)).toMatchObject({
        status: 'delivered',
        providerId: peer.messages[0]?.sid,
      });
    },
  );

  it('with an error end the text with its code', async () => {
    await sent('msg_order_30');
    expect(await callBack('undelivered', 30007)).toBe(204);
    await work();
    expect(await textOf('msg_order_30')).toMatchObject({ status: 'undelivered', code: 30007 });
  });

  it('by somebody else, or about a text of somebody else, change nothing', async () => {
    await sent('msg_order_31');
    const message = peer.messages.at(-1);
    if (message === undefined) throw new Error('No text arrived.');
    const before = edge.stored();
    const forged = callbackOf(message, 'a-token-of-nobody', 'failed');
    expect((await edge.ask('POST', forged.target, forged)).status).toBe(403);
    const other = callbackOf(message, peer.authToken, 'failed');
    const moved = other.target.replace('t=maple', 't=birch');
    expect((await edge.ask('POST', moved, other)).status).toBe(403);
    const unsigned = {
      raw: other.raw,
      headers: { 'content-type': other.headers['content-type'] ?? '' },
    };
    expect((await edge.ask('POST', other.target, unsigned)).status).toBe(403);
    expect(edge.stored()).toBe(before);
  });

  it('that are none are refused', async () => {
    await sent('msg_order_32');
    expect(await callBack('')).toBe(422);
  });
});
