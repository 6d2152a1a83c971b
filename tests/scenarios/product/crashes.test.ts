import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { openBusiness, type Business } from './business.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import {
  BEATING,
  dueAfterTick,
  expectOneTextEach,
  openTexts,
  SOON,
  startProduct,
  tickNow,
} from './settle.ts';

let project: ProjectCopy;
let azurite: Azurite;
let business: Business;

beforeAll(async () => {
  [project, azurite] = await Promise.all([copyProject('built'), startAzurite()]);
});

afterAll(async () => {
  await azurite.stop();
  project.remove();
});

beforeEach(async () => {
  business = await openBusiness({ owners: OWNERS });
});

afterEach(async () => {
  await business.close();
});

/** So many that a host which is far ahead of this process is still at work when it is killed; below the guard that would hold the scan. */
const OWNERS = 190;

/** Longer than every lease and every wait before an unclear call is looked into. */
const BEYOND_LEASES_MINUTES = 6;

describe('a host that is killed again and again during a scan', () => {
  it('sends each due owner exactly one text, whatever it was doing', async () => {
    await business.scanNow();
    const sent = async () => (await business.texts()).length;
    const moments: readonly (() => Promise<boolean>)[] = [
      async () => (await business.scan()).status === 'running',
      async () => (await business.messages()).length > 0,
      async () => (await sent()) >= 30,
      async () => (await business.messages()).some(({ status }) => status === 'sending'),
      async () => (await sent()) >= 60,
    ];
    let interrupted = 0;
    for (const moment of moments) {
      const host = await startProduct(project, business, azurite.connectionString);
      // What was looked into and not found is planned anew, for the next beat of the clock.
      const clock = setInterval(() => void tickNow(host).catch(() => undefined), 2000);
      await tickNow(host);
      const orAllSent = async () => (await moment()) || (await sent()) === OWNERS;
      await expect.poll(orAllSent, { ...SOON, interval: 5 }).toBe(true);
      clearInterval(clock);
      await host.kill();
      if ((await sent()) < OWNERS) interrupted++;
      business.advance(BEYOND_LEASES_MINUTES);
    }
    expect(interrupted).toBeGreaterThanOrEqual(3);
    await finish();
    await expectOneTextEach(business, OWNERS);
  });
});

/** Lets hosts work until every text is in the provider's hands; each sees a later time than the one before. */
async function finish(): Promise<void> {
  for (let rounds = 0; rounds < 5; rounds++) {
    if ((await openTexts(business)).length === 0) return;
    const host = await startProduct(project, business, azurite.connectionString);
    await expect.poll(async () => dueAfterTick(host, business), BEATING).toEqual([]);
    await host.stop();
    business.advance(BEYOND_LEASES_MINUTES);
  }
}
