import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { OutboundText, SmsTransport } from '../../../shared/platform/sms/sms-transport.ts';
import { twilioTransport } from '../../../shared/platform/sms/twilio-transport.ts';
import type { Fault } from '../../peers/twilio/faults.ts';
import { startTwilioPeer, type TwilioPeer } from '../../peers/twilio/twilio-peer.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const TIMEOUT_MS = 400;

const text: OutboundText = {
  tenantId: 'happy-paws',
  messageId: 'msg_23456789abcdefghijkm',
  attempt: 1,
  to: '+14155550123',
  body: 'Hi Dana, “Bo” is due for the rabies shot & a bath. 100% 🐶',
  validitySeconds: 3600,
};

let peer: TwilioPeer;
let sms: SmsTransport;

function open(changes: { accountSid?: string; baseUrl?: string } = {}): SmsTransport {
  return twilioTransport({
    accountSid: peer.accountSid,
    authToken: peer.authToken,
    defaultSender: { messagingServiceSid: `MG${'7'.repeat(32)}` },
    timeoutMs: TIMEOUT_MS,
    baseUrl: peer.baseUrl,
    ...changes,
  });
}

beforeEach(async () => {
  peer = await startTwilioPeer({ now: () => NOON });
  sms = open();
});
afterEach(async () => {
  await peer.stop();
});

describe('sending', () => {
  it('hands the text over as it is and returns the id that Twilio gave', async () => {
    const outcome = await sms.send(text);
    const [message] = peer.messages;
    expect(outcome).toEqual({ kind: 'accepted', providerId: message?.sid });
    expect(message).toMatchObject({
      to: text.to,
      body: text.body,
      messaging_service_sid: `MG${'7'.repeat(32)}`,
      validityPeriod: 3600,
    });
  });

  it("uses the tenant's own sender when there is one", async () => {
    await sms.send({ ...text, sender: { from: '+14155550100' } });
    expect(peer.messages).toMatchObject([{ from: '+14155550100', messaging_service_sid: null }]);
  });

  it.each([
    [0.5, 1],
    [90.7, 90],
    [999_999, 36_000],
  ])('asks for a validity of %s s as %s s', async (validitySeconds, asked) => {
    await sms.send({ ...text, validitySeconds });
    expect(peer.messages).toMatchObject([{ validityPeriod: asked }]);
  });

  it('signs in with an API key when it is given one', async () => {
    const { accountSid, apiKeySid, apiKeySecret, baseUrl } = peer;
    const keyed = twilioTransport({
      ...{ accountSid, apiKeySid, apiKeySecret, baseUrl },
      defaultSender: { from: '+14155550100' },
    });
    expect(await keyed.send(text)).toMatchObject({ kind: 'accepted' });
  });

  it('sends texts side by side, each once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => sms.send({ ...text, body: `Text ${String(n)}` })),
    );
    const ids = outcomes.map((it) => (it.kind === 'accepted' ? it.providerId : it.kind));
    expect(new Set(ids).size).toBe(40);
    expect(new Set(peer.messages.map((it) => it.body)).size).toBe(40);
  });

  it('takes 1600 characters, and refuses a longer or an empty text without a request', async () => {
    expect(await sms.send({ ...text, body: '🐶'.repeat(1600) })).toMatchObject({
      kind: 'accepted',
    });
    for (const body of ['🐶'.repeat(1601), 'a'.repeat(1601), '', ' \n']) {
      expect(await sms.send({ ...text, body })).toMatchObject({
        kind: 'rejected',
        fault: 'message',
      });
    }
    expect(peer.sendCalls).toBe(1);
  });

  it.each<[string, Fault, object]>([
    [
      'a bad number',
      { kind: 'refuse', status: 400, code: 21211 },
      { fault: 'number', code: 21211 },
    ],
    ['an opted-out number', { kind: 'refuse', status: 400, code: 21610 }, { fault: 'opted-out' }],
    ['an unknown code', { kind: 'refuse', status: 400, code: 98765 }, { fault: 'message' }],
    [
      'a refusal in the newer format',
      { kind: 'problem', status: 400, code: 21614 },
      { fault: 'number' },
    ],
    ['wrong credentials', { kind: 'refuse', status: 401, code: 20003 }, { fault: 'sender' }],
    ['a forbidden page of a gateway', { kind: 'html', status: 403 }, { fault: 'sender' }],
  ])('reports %s as rejected', async (_title, fault, wanted) => {
    peer.failNext(fault);
    expect(await sms.send(text)).toMatchObject({ kind: 'rejected', ...wanted });
    expect(peer.sendCalls).toBe(1);
  });

  it('reports the rate limit as not processed and does not try again by itself', async () => {
    peer.failNext({ kind: 'refuse', status: 429, code: 20429 });
    expect(await sms.send(text)).toMatchObject({ kind: 'not-processed', code: 20429 });
    expect(peer.sendCalls).toBe(1);
    expect(peer.messages).toHaveLength(0);
  });

  it('reports a peer that is down as not processed', async () => {
    await peer.stop();
    expect(await sms.send(text)).toMatchObject({ kind: 'not-processed' });
  });

  it.each<[string, Fault]>([
    ['a server error after the text was taken', { kind: 'html', status: 500, taken: true }],
    ['a server error before it was', { kind: 'refuse', status: 500, code: 20500 }],
    ['a gateway error', { kind: 'html', status: 503 }],
    ['a redirect', { kind: 'html', status: 302 }],
    ['no answer after the text was taken', { kind: 'hang', taken: true }],
    ['no answer', { kind: 'hang' }],
    ['an answer that never ends', { kind: 'drip', taken: true }],
    ['an answer with half its JSON', { kind: 'cut' }],
    ['an answer cut off on the wire', { kind: 'cut', torn: true }],
    ['a reset after the text was taken', { kind: 'reset', taken: true }],
    ['a reset', { kind: 'reset' }],
    ['a success that says nothing', { kind: 'empty' }],
  ])('calls the outcome unknown, in time, after %s', async (_title, fault) => {
    await sms.send({ ...text, body: 'Opens the connection that the fault then hits.' });
    peer.failNext(fault);
    const began = performance.now();
    const outcome = await sms.send(text);
    expect(outcome.kind).toBe('unknown');
    expect(performance.now() - began).toBeLessThan(TIMEOUT_MS + 2000);
    expect(peer.sendCalls).toBe(2);
  });

  it('goes on working after any fault', async () => {
    peer.failNext({ kind: 'reset' }, { kind: 'hang' }, { kind: 'cut', torn: true });
    for (let n = 0; n < 3; n++) await sms.send(text);
    expect(await sms.send(text)).toMatchObject({ kind: 'accepted' });
  });
});

describe('what leaves the adapter', () => {
  const faults: Fault[] = [
    { kind: 'refuse', status: 400, code: 21211 },
    { kind: 'refuse', status: 400, code: 98765 },
    { kind: 'problem', status: 400, code: 98765 },
    { kind: 'refuse', status: 500, code: 20500 },
    { kind: 'html', status: 502 },
    { kind: 'hang' },
    { kind: 'cut' },
    { kind: 'cut', torn: true },
    { kind: 'reset' },
  ];

  it.each(faults)('never holds number, text or credential: %j', async (fault) => {
    peer.failAlways(fault);
    const outcomes = [
      await sms.send(text),
      await sms.lookUp(`SM${'1'.repeat(32)}`),
      await sms.find({ ...text, since: instantOf(NOON) }),
    ];
    const seen = inspect(outcomes, { depth: 9, showHidden: true }) + JSON.stringify(outcomes);
    const basic = Buffer.from(`${peer.accountSid}:${peer.authToken}`).toString('base64');
    for (const secret of [text.to, '4155550123', 'Dana', peer.authToken, basic]) {
      expect(seen).not.toContain(secret);
    }
  });
});

describe('looking up', () => {
  it('tells status, segments and cost of a text', async () => {
    const message = peer.add({ to: text.to, body: text.body, status: 'delivered' });
    message.price = '-0.01580';
    message.num_segments = '2';
    expect(await sms.lookUp(message.sid)).toEqual({
      kind: 'found',
      costCurrency: 'USD',
      status: 'delivered',
      segments: 2,
      costMicros: 15_800,
    });
  });

  it('tells why a text did not arrive', async () => {
    const { sid } = peer.add({ ...text, status: 'undelivered', error_code: 30005 });
    expect(await sms.lookUp(sid)).toMatchObject({
      status: 'undelivered',
      code: 30005,
      fault: 'number',
    });
  });

  it('says missing for a text that Twilio does not know', async () => {
    expect(await sms.lookUp(`SM${'1'.repeat(32)}`)).toEqual({ kind: 'missing' });
    expect(await sms.lookUp('../Calls')).toEqual({ kind: 'missing' });
    expect(await sms.lookUp('')).toEqual({ kind: 'missing' });
  });

  it.each<Fault>([
    { kind: 'refuse', status: 401, code: 20003 },
    { kind: 'refuse', status: 429, code: 20429 },
    { kind: 'html', status: 404 },
    { kind: 'html', status: 500 },
    { kind: 'hang' },
    { kind: 'drip' },
    { kind: 'reset' },
  ])('says unavailable, not missing, after %j', async (fault) => {
    peer.failAlways(fault);
    expect(await sms.lookUp(`SM${'1'.repeat(32)}`)).toMatchObject({ kind: 'unavailable' });
    expect(await sms.find({ ...text, since: instantOf(NOON) })).toMatchObject({
      kind: 'unavailable',
    });
  });
});

describe('finding a text whose call gave no clear answer', () => {
  const since = instantOf(NOON);
  const find = (changes: { since?: Instant; exclude?: string[] } = {}) =>
    sms.find({ messageId: text.messageId, to: text.to, body: text.body, since, ...changes });

  it.each<Fault>([
    { kind: 'html', status: 500, taken: true },
    { kind: 'hang', taken: true },
    { kind: 'cut' },
    { kind: 'reset', taken: true },
  ])('finds the text that was taken in spite of %j', async (fault) => {
    peer.failNext(fault);
    expect(await sms.send(text)).toMatchObject({ kind: 'unknown' });
    expect(await find()).toEqual({ kind: 'found', providerId: peer.messages[0]?.sid });
  });

  it('says missing when the text was not taken', async () => {
    peer.failNext({ kind: 'reset' });
    expect(await sms.send(text)).toMatchObject({ kind: 'unknown' });
    expect(await find()).toEqual({ kind: 'missing' });
  });

  it('takes neither an older text, nor another number, nor another text, nor one received', async () => {
    peer.add({ to: text.to, body: text.body, createdMs: NOON - 61_000 });
    peer.add({ to: '+14155550124', body: text.body });
    peer.add({ to: text.to, body: 'Hi Dana, see you tomorrow.' });
    peer.add({ to: text.to, body: text.body, direction: 'inbound' });
    expect(await find()).toEqual({ kind: 'missing' });
  });

  it("allows for a minute between Twilio's clock and ours", async () => {
    const { sid } = peer.add({ to: text.to, body: text.body, createdMs: NOON - 59_000 });
    expect(await find()).toEqual({ kind: 'found', providerId: sid });
    expect(await find({ since: addMs(since, 2000) })).toEqual({ kind: 'missing' });
  });

  it('takes the first of several, save those known to be other texts', async () => {
    const first = peer.add({ to: text.to, body: text.body, createdMs: NOON });
    const second = peer.add({ to: text.to, body: text.body, createdMs: NOON + 5000 });
    expect(await find()).toEqual({ kind: 'found', providerId: first.sid });
    expect(await find({ exclude: [first.sid] })).toEqual({
      kind: 'found',
      providerId: second.sid,
    });
    expect(await find({ exclude: [first.sid, second.sid] })).toEqual({ kind: 'missing' });
  });

  it('finds the text behind hundreds of later ones', async () => {
    const { sid } = peer.add({ to: text.to, body: text.body });
    for (let n = 0; n < 900; n++) peer.add({ to: text.to, body: `Later ${String(n)}` });
    expect(await find()).toEqual({ kind: 'found', providerId: sid });
  });

  it('does not say missing when there were more texts than it looked through', async () => {
    for (let n = 0; n < 1001; n++) peer.add({ to: text.to, body: `Later ${String(n)}` });
    expect(await find()).toMatchObject({ kind: 'unavailable' });
  });
});

describe('settings', () => {
  it('refuses at once an account SID that is none, without naming it', () => {
    expect(() => open({ accountSid: 'SK-secret' })).toThrow(/must start with AC/);
    expect(() => open({ accountSid: 'SK-secret' })).not.toThrow(/secret/);
  });

  it("is not redirected by the environment's region", async () => {
    process.env['TWILIO_REGION'] = 'au1';
    process.env['TWILIO_EDGE'] = 'sydney';
    try {
      const named = open({ baseUrl: peer.baseUrl.replace('127.0.0.1', 'localhost') });
      expect(await named.send(text)).toMatchObject({ kind: 'accepted' });
    } finally {
      delete process.env['TWILIO_REGION'];
      delete process.env['TWILIO_EDGE'];
    }
  });
});
