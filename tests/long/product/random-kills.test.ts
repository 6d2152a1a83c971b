import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { openBusiness, type Business } from '../../scenarios/product/business.ts';
import { copyProject, type ProjectCopy } from '../../scenarios/product/project-copy.ts';
import {
  BEATING,
  dueAfterTick,
  expectOneTextEach,
  openTexts,
  SOON,
  startProduct,
  tickNow,
} from '../../scenarios/product/settle.ts';

const OWNERS = 180;
const KILLS = 20;
/** Longer than every lease and every wait before an unclear call is looked into. */
const BEYOND_LEASES_MINUTES = 6;
/** A host that said nothing for so long, while its clock beats every second, has nothing to do. */
const AT_REST_MS = 3000;
/** One that is not as far as it was to get is killed where it is: any moment is as good. */
const LONGEST_LIFE_MS = 20_000;

let project: ProjectCopy;
let directory: string;
let azurite: Azurite;
let business: Business;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'petops-azurite-'));
  [project, azurite] = await Promise.all([copyProject('built'), startAzurite({ dir: directory })]);
  business = await openBusiness({ owners: OWNERS });
});

afterEach(async () => {
  await azurite.stop();
  await business.close();
  project.remove();
  rmSync(directory, { recursive: true, force: true });
});

describe('a host and its queues, killed at twenty moments of a scan', () => {
  it('send each due owner exactly one text', async () => {
    await business.scanNow();
    for (let kill = 0; kill < KILLS; kill++) {
      const host = await startProduct(project, business, azurite.connectionString);
      const clock = setInterval(() => void tickNow(host).catch(() => undefined), 1000);
      const begun = host.output().split('\n').length;
      await tickNow(host);
      // How far it got is told by how much it said; the multiples of 53 spread over all of it.
      const said = () => host.output().split('\n').length;
      // A host that has nothing to do now, all texts out or waiting for a later time, is killed at rest.
      const bornAt = Date.now();
      let [heard, heardAt] = [begun, bornAt];
      const farEnough = () => {
        if (said() > heard) [heard, heardAt] = [said(), Date.now()];
        const now = Date.now();
        const isAtRest = now > heardAt + AT_REST_MS || now > bornAt + LONGEST_LIFE_MS;
        return heard > begun + ((kill * 53) % 150) || isAtRest;
      };
      await expect.poll(farEnough, { ...SOON, interval: 5 }).toBe(true);
      clearInterval(clock);
      if (kill % 4 === 3) {
        await azurite.kill();
        await host.kill();
        azurite = await startAzurite({ dir: directory, ports: azurite.ports });
      } else {
        await host.kill();
      }
      business.advance(BEYOND_LEASES_MINUTES);
    }
    for (
      let rounds = 0;
      rounds === 0 || (rounds < 8 && (await openTexts(business)).length > 0);
      rounds++
    ) {
      const host = await startProduct(project, business, azurite.connectionString);
      await expect.poll(async () => dueAfterTick(host, business), BEATING).toEqual([]);
      await host.stop();
      business.advance(BEYOND_LEASES_MINUTES);
    }
    await expectOneTextEach(business, OWNERS);
  });
});
