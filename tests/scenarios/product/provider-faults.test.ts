import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { millis, type Instant } from '../../../shared/kernel/instant.ts';
import { twilioTransport } from '../../../shared/platform/sms/twilio-transport.ts';
import { startTwilioPeer, type TwilioPeer } from '../../peers/twilio/twilio-peer.ts';
import { numberOf, openBusiness, TENANT, type Business } from './business.ts';

/** How long a provider call may take where one is meant to take too long; otherwise it is the product's 10 s. */
const SHORT_TIMEOUT_MS = 1500;

let business: Business;
let peer: TwilioPeer;
let peerPort: number;
let clock: () => Instant;

beforeEach(async () => {
  peer = await startPeer();
  peerPort = Number(new URL(peer.baseUrl).port);
});

afterEach(async () => {
  await business.close();
  await peer.stop();
});

async function startPeer(port = 0): Promise<TwilioPeer> {
  return startTwilioPeer({ port, now: () => millis(clock()) });
}

/** Opens a business whose texts go to the peer, with its scan of today done and nothing sent yet. */
async function planned(owners: number, timeoutMs = 10_000): Promise<void> {
  business = await openBusiness({
    owners,
    clock: 'stopped',
    replacements: (now) => {
      clock = now;
      const { accountSid, authToken, baseUrl } = peer;
      const defaultSender = { from: '+14155550100' };
      return { sms: twilioTransport({ accountSid, authToken, baseUrl, defaultSender, timeoutMs }) };
    },
  });
  await business.scanNow();
}

/** Lets `minutes` pass, working what is due once a minute. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    business.advance(1);
    await business.drain();
  }
}

async function statuses(): Promise<string[]> {
  return (await business.messages()).map(({ status }) => status);
}

/** How many texts the peer has taken in for each number. */
function taken(): number[] {
  const counts = new Map<string, number>();
  for (const { to } of peer.messages) counts.set(to, (counts.get(to) ?? 0) + 1);
  return [...counts.values()];
}

async function theMessage() {
  const [message] = await business.messages();
  if (message === undefined) throw new Error('No text was planned.');
  return message;
}

async function thePhone() {
  const found = await business.context.records.get(
    phoneType,
    { tenantId: TENANT },
    phoneId(numberOf(0)),
  );
  if (found === undefined) throw new Error('The owner has no phone.');
  return found.value;
}

describe('a provider that is down', () => {
  it('keeps the texts waiting, and each goes out once when it is back', async () => {
    await planned(5);
    await peer.stop();
    await business.drain();
    await pass(20);
    expect(await statuses()).toEqual(Array(5).fill('planned'));
    peer = await startPeer(peerPort);
    await pass(45);
    expect(taken()).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(await statuses())).toEqual(new Set(['accepted']));
  });

  it('fails a text with its reason and a notice when it stays away too long', async () => {
    await planned(1);
    await peer.stop();
    await business.drain();
    for (let hour = 0; hour < 40; hour++) {
      business.advance(60);
      await business.drain();
    }
    expect(await theMessage()).toMatchObject({ status: 'failed', reason: 'provider-unavailable' });
    expect(await business.alerts()).toMatchObject([
      { status: 'failed', reason: 'provider-unavailable' },
    ]);
    expect(await business.notices()).toMatchObject([{ kind: 'work-failed', status: 'open' }]);
  });
});

describe('a provider that takes the text but whose answer', () => {
  it.each([
    ['never comes', { kind: 'hang', taken: true }],
    ['comes a byte at a time', { kind: 'drip', taken: true }],
    ['is cut', { kind: 'cut' }],
    ['is torn', { kind: 'cut', torn: true }],
    ['is lost with the connection', { kind: 'reset', taken: true }],
    ["is a gateway's page", { kind: 'html', status: 502, taken: true }],
  ] as const)('%s is asked about it, and gets no second one', async (_, fault) => {
    await planned(1, SHORT_TIMEOUT_MS);
    peer.failNext(fault);
    await business.drain();
    expect(await statuses()).toEqual(['unknown']);
    await pass(4);
    expect(peer.sendCalls).toBe(1);
    await pass(4);
    const [first] = peer.messages;
    expect(await theMessage()).toMatchObject({ status: 'accepted', providerId: first?.sid });
    await pass(120);
    expect(taken()).toEqual([1]);
    expect(peer.sendCalls).toBe(1);
    expect(await business.alerts()).toMatchObject([{ status: 'sent' }]);
  });
});

describe('a provider that did not take the text and whose answer', () => {
  it.each([
    ['never comes', { kind: 'hang' }],
    ['is lost with the connection', { kind: 'reset' }],
    ["is a gateway's page", { kind: 'html', status: 502 }],
  ] as const)('%s gets the text once more, after it was asked', async (_, fault) => {
    await planned(1, SHORT_TIMEOUT_MS);
    peer.failNext(fault);
    await business.drain();
    expect(await statuses()).toEqual(['unknown']);
    await pass(120);
    expect(peer.sendCalls).toBe(2);
    expect(taken()).toEqual([1]);
    expect(await statuses()).toEqual(['accepted']);
  });
});

describe('an unclear answer while the provider cannot be asked', () => {
  it('waits for it, and the text does not go out twice', async () => {
    await planned(1);
    peer.failNext({ kind: 'cut' });
    await business.drain();
    peer.failAlways({ kind: 'html', status: 503 });
    await pass(30);
    expect(await statuses()).toEqual(['unknown']);
    peer.failAlways(undefined);
    await pass(60);
    expect(await statuses()).toEqual(['accepted']);
    expect(taken()).toEqual([1]);
  });
});

describe('a provider that refuses', () => {
  it('a number ends the text as failed and marks the number, so that no later scan texts it', async () => {
    await planned(1);
    peer.failAlways({ kind: 'refuse', status: 400, code: 21211 });
    await business.drain();
    expect(await theMessage()).toMatchObject({
      status: 'failed',
      reason: 'number-unusable',
      code: 21211,
    });
    expect(await thePhone()).toMatchObject({ unusable: { code: 21211 } });
    expect(await business.alerts()).toMatchObject([
      { status: 'failed', reason: 'number-unusable' },
    ]);
    peer.failAlways(undefined);
    await pass(5);
    expect(peer.sendCalls).toBe(1);
    // On the day the cover ends the next threshold is crossed.
    for (let day = 0; day < 7; day++) {
      business.advance(24 * 60);
      await business.drain();
    }
    expect(peer.sendCalls).toBe(1);
    expect((await business.alerts()).map(({ status, reason }) => [status, reason])).toContainEqual([
      'skipped',
      'number-unusable',
    ]);
  });

  it('an owner who said STOP to it skips the text and suppresses the number', async () => {
    await planned(1);
    peer.failNext({ kind: 'refuse', status: 400, code: 21610 });
    await business.drain();
    expect(await theMessage()).toMatchObject({ status: 'skipped', reason: 'suppressed' });
    expect(await thePhone()).toMatchObject({ suppressed: { source: 'provider' } });
    expect(await business.alerts()).toMatchObject([{ status: 'skipped', reason: 'suppressed' }]);
  });

  it.each([
    ['the sending number', { kind: 'refuse', status: 400, code: 21606 }],
    ['the credentials', { kind: 'refuse', status: 401, code: 20003 }],
  ] as const)('%s burns no text: all wait with one notice and go out later', async (_, fault) => {
    await planned(5);
    peer.failAlways(fault);
    await business.drain();
    await pass(60);
    expect(await statuses()).toEqual(Array(5).fill('planned'));
    expect(await business.notices()).toMatchObject([{ kind: 'sms-sender' }]);
    expect(new Set((await business.alerts()).map(({ status }) => status))).toEqual(
      new Set(['planned']),
    );
    peer.failAlways(undefined);
    await pass(20);
    expect(taken()).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(await statuses())).toEqual(new Set(['accepted']));
    expect(await business.notices()).toHaveLength(1);
  });
});
