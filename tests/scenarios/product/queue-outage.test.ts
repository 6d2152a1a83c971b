import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QUEUE_NAMES } from '../../../shared/platform/queues/queues.ts';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import type { HostProcess } from '../../fixtures/host-process.ts';
import { openBusiness, type Business } from './business.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { expectOneTextEach, openTexts, SOON, startProduct, tickNow } from './settle.ts';

const OWNERS = 40;

let project: ProjectCopy;
let business: Business;
let directory: string;
let azurite: Azurite;
let host: HostProcess;

beforeAll(async () => {
  project = await copyProject('built');
});

afterAll(() => {
  project.remove();
});

beforeEach(async () => {
  business = await openBusiness({ owners: OWNERS });
  directory = mkdtempSync(join(tmpdir(), 'petops-azurite-'));
  azurite = await startAzurite({ dir: directory });
  host = await startProduct(project, business, azurite.connectionString);
});

afterEach(async () => {
  await host.stop();
  await azurite.stop();
  await business.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('queues that die in the middle of a scan and come back', () => {
  it('cost no text and double none; the host goes on by itself and says so once a queue', async () => {
    await business.scanNow();
    await tickNow(host);
    await expect.poll(async () => (await business.texts()).length, SOON).toBeGreaterThan(4);
    await azurite.kill();
    await expect.poll(() => lines('Queue sms does not answer'), SOON).toHaveLength(1);
    await tickNow(host);
    await expect.poll(() => lines('Tick could not serve a kind'), SOON).not.toHaveLength(0);

    azurite = await startAzurite({ dir: directory, ports: azurite.ports });
    await expect.poll(() => lines('Queue sms answers again'), SOON).toHaveLength(1);
    await expect.poll(openAfterTick, SOON).toEqual([[], OWNERS]);
    await expectOneTextEach(business, OWNERS);
    const told = lines(' warn ').map((line) => line.replace(/^.*\] /, '').replace(/;.*/, ''));
    expect(new Set(told).size, told.join('\n')).toBe(told.length);
    // Gone and back for each queue and its poison queue, and a word of those who wanted to send.
    const queues = 2 * QUEUE_NAMES.length;
    expect(told.length, told.join('\n')).toBeLessThanOrEqual(2 * queues + 4);
  });
});

/** The lines of the host that hold these words. */
function lines(words: string): string[] {
  return host
    .output()
    .split('\n')
    .filter((line) => line.includes(words));
}

async function openAfterTick(): Promise<unknown[]> {
  await tickNow(host);
  return [await openTexts(business), (await business.messages()).length];
}
