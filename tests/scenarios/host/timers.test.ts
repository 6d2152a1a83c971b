import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { startHostProcess, type HostProcess } from '../../fixtures/host-process.ts';
import { buildTestApp, type TestApp } from './test-app.ts';

const SOON = { timeout: 20_000, interval: 50 };
const HOUR_MS = 3_600_000;
const HOURLY = '0 0 * * * *';

let azurite: Azurite;
let app: TestApp;
let host: HostProcess | undefined;

beforeAll(async () => {
  azurite = await startAzurite();
});

afterAll(async () => {
  await azurite.stop();
});

beforeEach(async () => {
  app = await buildTestApp();
});

afterEach(async () => {
  await host?.stop();
  host = undefined;
  app.remove();
});

const statusPath = () => join(app.directory, '.petops/host/timer-each-hour.json');

function storeStatus(status: unknown): void {
  mkdirSync(join(statusPath(), '..'), { recursive: true });
  writeFileSync(statusPath(), typeof status === 'string' ? status : JSON.stringify(status));
}

/** The full hour that is `hours` away from the current one. */
function fullHour(hours: number): string {
  return new Date((Math.floor(Date.now() / HOUR_MS) + hours) * HOUR_MS).toISOString();
}

async function startHourly(): Promise<HostProcess> {
  const started = await startHostProcess(
    app.hostOptions(azurite.connectionString, { env: { HOURLY } }),
  );
  // Whoever has seen two seconds of the other timer would have seen a run at start as well.
  await expect.poll(() => app.seen('each-second').length, SOON).toBeGreaterThanOrEqual(2);
  return started;
}

describe('a timer', () => {
  it('runs again and again on its schedule, without a status when that often', async () => {
    host = await startHourly();
    expect(app.seen('each-second')[0]?.timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: null,
    });
  });

  it('does not run at the first start, and remembers when it is due', async () => {
    host = await startHourly();
    expect(app.seen('each-hour')).toEqual([]);
    expect(JSON.parse(readFileSync(statusPath(), 'utf8'))).toMatchObject({ next: fullHour(1) });
  });

  it('runs once, past due, for all that it missed while no host ran', async () => {
    storeStatus({ last: fullHour(-5), next: fullHour(-4), lastUpdated: fullHour(-5) });
    host = await startHourly();
    expect(app.seen('each-hour').map((seen) => seen.timer)).toMatchObject([
      { isPastDue: true, scheduleStatus: { last: fullHour(-5), next: fullHour(-4) } },
    ]);
    await expect
      .poll(() => JSON.parse(readFileSync(statusPath(), 'utf8')) as unknown, SOON)
      .toMatchObject({ next: fullHour(1) });
  });

  it('starts afresh from a damaged status', async () => {
    storeStatus('{"next": "half a fi');
    host = await startHourly();
    expect(app.seen('each-hour')).toEqual([]);
  });

  it('runs when asked by hand', async () => {
    host = await startHourly();
    await fetch(`${host.url}/admin/functions/each-hour`, { method: 'POST' });
    await expect.poll(() => app.seen('each-hour'), SOON).toHaveLength(1);
  });
});
