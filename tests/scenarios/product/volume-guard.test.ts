import { afterEach, describe, expect, it } from 'vitest';
import { approveRun, dismissRun } from '../../../shared/jobs/run-job.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { openBusiness, TENANT, type Business } from './business.ts';
import { buildCommandLine } from './command-line.ts';
import { expectOneTextEach } from './settle.ts';

/** What a new business allows one scan to text. */
const GUARD = 200;

let business: Business;

afterEach(async () => {
  await business.close();
});

async function scanned(owners: number): Promise<void> {
  business = await openBusiness({ owners, clock: 'stopped' });
  await business.scanNow();
  await business.drain();
}

/** Works what is due a minute later: the texts of a scan are spread over some of it. */
async function workLater(): Promise<void> {
  business.advance(1);
  await business.drain();
}

describe('a scan that would text more owners than the guard allows', () => {
  it('is held with a notice, and nothing is planned or sent', async () => {
    await scanned(GUARD + 1);
    expect(await business.scan()).toMatchObject({ status: 'held' });
    expect(await business.notices()).toMatchObject([{ kind: 'scan-held', status: 'open' }]);
    expect(await business.messages()).toEqual([]);
    // Held over days, and under further beats of the clock.
    business.advance(2 * 24 * 60);
    await business.drain();
    expect(await business.scan()).toMatchObject({ status: 'held' });
    expect(await business.texts()).toEqual([]);
  });

  it('sends one text to each owner once it is approved', async () => {
    await scanned(GUARD + 1);
    await approveRun(business.context, TENANT, VACCINATION_SCAN);
    await business.drain();
    await workLater();
    await expectOneTextEach(business, GUARD + 1);
    expect(await business.scan()).toMatchObject({ history: [{ outcome: 'done' }] });
  });

  it('sends nothing once it is dismissed, and the next day it asks again', async () => {
    await scanned(GUARD + 1);
    await dismissRun(business.context, TENANT, VACCINATION_SCAN);
    await business.drain();
    expect(await business.scan()).toMatchObject({
      status: 'waiting',
      history: [{ outcome: 'dismissed' }],
    });
    business.advance(24 * 60);
    await business.drain();
    expect(await business.scan()).toMatchObject({ status: 'held' });
    expect(await business.texts()).toEqual([]);
  });

  it('says on the command line that it waits, and how to approve it', async () => {
    const commandLine = await buildCommandLine();
    business = await openBusiness({ owners: GUARD + 1 });
    const command = ['scan-vaccinations', '--tenant', TENANT];
    const { code, stdout } = await commandLine.run(business, command);
    expect(code).toBe(0);
    expect(stdout).toContain('would text 201 owners and waits for you');
    expect(stdout).toContain('petops jobs approve vaccination-scan --tenant maple');
    const approve = ['jobs', 'approve', 'vaccination-scan', '--tenant', TENANT, '--json'];
    const approved = await commandLine.run(business, approve);
    expect(approved).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(approved.stdout)).toMatchObject({
      status: 'waiting',
      history: [{ outcome: 'done', counts: { texts: GUARD + 1 } }],
    });
    commandLine.remove();
  });
});

describe('a scan that would text just as many owners as the guard allows', () => {
  it('is not held', async () => {
    await scanned(GUARD);
    await workLater();
    await expectOneTextEach(business, GUARD);
    expect(await business.notices()).toEqual([]);
  });
});
