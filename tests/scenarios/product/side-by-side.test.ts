import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import type { HostProcess } from '../../fixtures/host-process.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { dueOwnersCsv, openBusiness, TENANT, type Business } from './business.ts';
import { buildCommandLine, type CommandLine } from './command-line.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { expectOneTextEach, openTexts, SOON, startProduct, tickNow } from './settle.ts';

let project: ProjectCopy;
let azurite: Azurite;
let commandLine: CommandLine;
let business: Business;
let hosts: HostProcess[] = [];

beforeAll(async () => {
  [project, azurite, commandLine] = await Promise.all([
    copyProject('built'),
    startAzurite(),
    buildCommandLine(),
  ]);
});

afterAll(async () => {
  await azurite.stop();
  project.remove();
  commandLine.remove();
});

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  hosts = [];
  await business.close();
});

async function startHosts(count: number): Promise<void> {
  const starting = Array.from({ length: count }, (_, n) =>
    startProduct(project, business, azurite.connectionString, {
      args: ['--state', `${business.folder}/host-${String(n)}`],
    }),
  );
  hosts = await Promise.all(starting);
}

/** What is open after every host's clock has beaten once more. */
async function openAfterTicks(): Promise<string[]> {
  await Promise.all(hosts.map(tickNow));
  return openTexts(business);
}

describe('two hosts on one data folder and one Azurite', () => {
  it('send each due owner exactly one text', async () => {
    business = await openBusiness({ owners: 40 });
    await startHosts(2);
    await business.scanNow();
    await expect
      .poll(async () => [await openAfterTicks(), (await business.messages()).length], SOON)
      .toEqual([[], 40]);
    await expectOneTextEach(business, 40);
    expect((await business.scan()).history.map(({ outcome }) => outcome)).toEqual(['done']);
    for (const host of hosts) expect(host.output()).toContain('Text handed over');
  });
});

describe('the command line beside a running host', () => {
  it('imports, scans and works what is due without a text twice and without failing', async () => {
    business = await openBusiness({ owners: 0 });
    await startHosts(1);
    const file = join(business.folder, 'more.csv');
    writeFileSync(file, dueOwnersCsv(0, 30, localDateAt(business.now(), 'America/New_York')));
    const imported = await commandLine.run(business, [
      'import',
      file,
      '--tenant',
      TENANT,
      '--json',
    ]);
    expect(imported).toMatchObject({ code: 0, stderr: '' });

    const scan = commandLine.run(business, ['scan-vaccinations', '--tenant', TENANT, '--json']);
    const runDue = commandLine.run(business, ['run-due', '--json']);
    const ticking = expect
      .poll(async () => [await openAfterTicks(), (await business.messages()).length], SOON)
      .toEqual([[], 30]);
    const finished = await Promise.all([scan, runDue]);
    expect(finished.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    await ticking;
    await expectOneTextEach(business, 30);
  });
});

describe('the command line alone, with host and Azurite down', () => {
  it('plans the texts, sends those whose time has come, and the rest when asked later', async () => {
    business = await openBusiness({ owners: 30 });
    const scan = await commandLine.run(business, ['scan-vaccinations', '--tenant', TENANT]);
    expect(scan).toMatchObject({ code: 0, stderr: '' });
    expect(scan.stdout).toContain('30 texts planned for 2026-03-02');
    expect((await business.texts()).length).toBeGreaterThan(0);
    const later = new Date(Date.parse(business.now()) + 60_000).toISOString();
    const rest = await commandLine.run(business, ['run-due', '--at', later]);
    expect(rest).toMatchObject({ code: 0, stderr: '' });
    await expectOneTextEach(business, 30);
  });
});
