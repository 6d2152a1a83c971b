import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twilioTransport } from '../../../shared/platform/sms/twilio-transport.ts';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { startTwilioPeer, type TwilioPeer } from '../../peers/twilio/twilio-peer.ts';
import { numberOf, openBusiness, type Business } from './business.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { SOON, startProduct, tickNow } from './settle.ts';

const FROM = '+14155550100';

let project: ProjectCopy;
let azurite: Azurite;
let peer: TwilioPeer;
let business: Business;

beforeAll(async () => {
  [project, azurite, peer] = await Promise.all([
    copyProject('built'),
    startAzurite(),
    startTwilioPeer(),
  ]);
  const { accountSid, authToken, baseUrl } = peer;
  business = await openBusiness({
    owners: 4,
    timeZone: zoneAtNoon(),
    clock: 'real',
    replacements: () => ({
      sms: twilioTransport({ accountSid, authToken, baseUrl, defaultSender: { from: FROM } }),
    }),
  });
});

afterAll(async () => {
  await Promise.all([azurite.stop(), peer.stop()]);
  await business.close();
  project.remove();
});

/** A zone in which it is noon or shortly after, for texts go by the real clock when they are real. */
function zoneAtNoon(): string {
  const hours = 12 - new Date().getUTCHours();
  // POSIX counts west of Greenwich as positive.
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${String(Math.abs(hours))}`;
}

describe('the running product with a provider', () => {
  it('hands each text over once, whatever becomes of the answer, and logs no secret', async () => {
    peer.failNext({ kind: 'cut' }, { kind: 'refuse', status: 400, code: 21211 });
    const host = await startProduct(project, business, azurite.connectionString, {
      env: {
        SMS_TRANSPORT: 'twilio',
        LOCAL_CLOCK_FILE: '',
        TWILIO_ACCOUNT_SID: peer.accountSid,
        TWILIO_AUTH_TOKEN: peer.authToken,
        TWILIO_FROM: FROM,
        TWILIO_BASE_URL: peer.baseUrl,
      },
    });
    await business.scanNow();
    await tickNow(host);
    const statuses = async () => (await business.messages()).map(({ status }) => status).sort();
    await expect.poll(statuses, SOON).toEqual(['accepted', 'accepted', 'failed', 'unknown']);
    await host.stop();
    expect(peer.sendCalls).toBe(4);

    business.advance(6);
    await business.drain();
    expect(await statuses()).toEqual(['accepted', 'accepted', 'accepted', 'failed']);
    expect(peer.sendCalls).toBe(4);
    expect(new Set(peer.messages.map(({ to }) => to)).size).toBe(3);
    expect(peer.messages).toHaveLength(3);

    for (const secret of [peer.authToken, 'Bearer', 'Basic ', 'Owner1', 'Dog1', numberOf(1)]) {
      expect(host.output()).not.toContain(secret);
    }
  });
});
