import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, vi } from 'vitest';
import { readOutbox } from '../../../local/outbox.ts';
import { alive, startModule } from './processes.ts';
import { newPlace, start, type Place, type Start } from './started-product.ts';

/** A start on a busy machine takes its time; a text takes up to a minute more. */
const PATIENCE = { timeout: 150_000, interval: 50 };
const LIMIT_MS = 300_000;

/** Its greeting ends with this; from then on it runs. */
const RUNS = 'Ctrl-C stops everything.';

async function untilItRuns(started: Start): Promise<void> {
  await vi.waitFor(() => {
    if (!started.output().includes(RUNS)) throw new Error(`It does not run:\n${started.output()}`);
  }, PATIENCE);
}

async function outboxOf({ folder }: Place) {
  return readOutbox(join(folder, 'outbox.jsonl'));
}

/** How many texts the terminal has shown: each begins with an instant and a masked number. */
function shownTexts(started: Start): string[] {
  return started.output().match(/^\S+Z {2}to \+1•+\d{4}\n {2}Maple Street Grooming: .+$/gm) ?? [];
}

async function tick(started: Start): Promise<void> {
  await fetch(`${started.api}/admin/functions/tick`, { method: 'POST', body: '{}' });
}

describe.concurrent('npm start', { timeout: LIMIT_MS }, () => {
  it('shows where to look and, within a minute, the texts; it ends whole and keeps its data', async (test) => {
    const { expect } = test;
    const place = await newPlace(test);
    const asked = await petops(place, [
      'outbox',
      'fault',
      '--next',
      'undelivered',
      '--code',
      '30005',
    ]);
    expect(asked).toMatchObject({ code: 0, stdout: 'The next texts: undelivered (30005)\n' });
    const first = start(test, place);
    await untilItRuns(first);
    const health = await fetch(`${first.api}/api/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
    expect(first.output()).toContain(`${first.api}/api/health`);
    expect(first.output()).not.toContain('Azurite');
    await expect.poll(() => shownTexts(first).length, PATIENCE).toBeGreaterThan(5);
    expect(first.output()).not.toMatch(/\+1\d{10}/);
    await expect
      .poll(async () => shownTexts(first).length - (await outboxOf(place)).length, PATIENCE)
      .toBe(0);
    // What became of them is told by receipts, as a provider tells it.
    await expect
      .poll(async () => {
        const texts = JSON.parse((await petops(place, ['outbox', '--json'])).stdout) as {
          status: string;
          code?: number;
        }[];
        return texts.filter(({ status }) => status !== 'delivered');
      }, PATIENCE)
      .toMatchObject([{ status: 'undelivered', code: 30005 }]);
    await expect
      .poll(async () => statusesOf(first, await tokenFor(place)), PATIENCE)
      .toEqual(['delivered', 'undelivered']);
    const children = await first.children();
    expect(children.length).toBeGreaterThanOrEqual(3);
    first.signal('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0 });
    await expect.poll(() => alive(children), PATIENCE).toEqual([]);

    const before = await outboxOf(place);
    const second = start(test, place);
    await untilItRuns(second);
    expect(second.output()).not.toContain('new demo business');
    await tick(second);
    const token = await tokenFor(place);
    const answer = await fetch(`${second.api}/api/owners`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Achebe')]);
    expect(JSON.parse((await petops(place, ['tenants', 'list', '--json'])).stdout)).toEqual([
      { id: 'maple-street', name: 'Maple Street Grooming' },
    ]);
    const late = await second.children();
    second.signal('SIGKILL');
    await expect.poll(() => alive(late), PATIENCE).toEqual([]);
    const messageIds = (await outboxOf(place)).map(({ messageId }) => messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
    expect(messageIds.slice(0, before.length)).toEqual(before.map(({ messageId }) => messageId));
  });

  it(
    'leaves no child behind when it is killed while they are starting',
    { timeout: LIMIT_MS },
    async (test) => {
      const { expect } = test;
      const place = await newPlace(test);
      const started = start(test, place);
      await expect
        .poll(async () => started.children(), { ...PATIENCE, interval: 5 })
        .toHaveLength(3);
      const children = await started.children();
      started.signal('SIGKILL');
      await expect.poll(() => alive(children), PATIENCE).toEqual([]);
    },
  );

  it(
    'completes a demo that an earlier start was killed in',
    { timeout: LIMIT_MS },
    async (test) => {
      const { expect } = test;
      const place = await newPlace(test);
      const note = join(place.folder, 'demo.json');
      const clock = join(place.folder, 'clock.json');
      const killed = start(test, place);
      await expect.poll(() => existsSync(note), { ...PATIENCE, interval: 5 }).toBe(true);
      killed.signal('SIGKILL');
      await killed.ended;
      const { anchor, done } = JSON.parse(readFileSync(note, 'utf8')) as Record<string, unknown>;
      expect(done).toBe(false);
      // A minute passes: the killed import keeps others out for half of that.
      const { offsetMs } = JSON.parse(readFileSync(clock, 'utf8')) as { offsetMs: number };
      writeFileSync(clock, JSON.stringify({ offsetMs: offsetMs + 60_000 }));

      const next = start(test, place);
      await untilItRuns(next);
      expect(JSON.parse(readFileSync(note, 'utf8'))).toEqual({ anchor, done: true });
      await tick(next);
      await expect.poll(() => shownTexts(next).length, PATIENCE).toBeGreaterThan(5);
      next.signal('SIGTERM');
      expect(await next.ended).toMatchObject({ code: 0 });
    },
  );

  it('says in one line that a port is taken, and leaves nothing running', async (test) => {
    const { expect } = test;
    const place = await newPlace(test);
    const other = createServer().listen(place.ports[3], '127.0.0.1');
    await once(other, 'listening');
    const started = start(test, place);
    const { code, stdout, stderr } = await started.ended;
    other.close();
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toBe(
      `Port ${String(place.ports[3])} is taken: is PetOps running already? Another one: npm start -- --help\n`,
    );
    expect(await started.children()).toEqual([]);
  });

  it.for([
    ['the store', 'petops.sqlite', 'no database at all '.repeat(300)],
    ['the clock', 'clock.json', '{"offsetMs":"soon"}'],
    ['the note about the demo', 'demo.json', '{"anchor":'],
    ['the ports', 'ports.json', ''],
  ])('says in one line which file is damaged: %s', async ([, name = '', content = ''], test) => {
    const { expect } = test;
    const place = await newPlace(test);
    const file = join(place.folder, name);
    writeFileSync(file, content);
    const finished =
      name === 'ports.json'
        ? await petops(place, ['tenants', 'list'])
        : await start(test, place).ended;
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain(file);
    expect(finished.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('shows why Azurite ended, stops everything and exits with 1', async (test) => {
    const { expect } = test;
    const place = await newPlace(test);
    mkdirSync(join(place.folder, 'azurite'));
    writeFileSync(join(place.folder, 'azurite', '__azurite_db_queue__.json'), 'not JSON');
    const started = start(test, place);
    await expect.poll(async () => started.children(), PATIENCE).not.toEqual([]);
    const children = await started.children();
    const { code, stdout, stderr } = await started.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('is not valid JSON');
    expect(stdout).toContain(`delete ${place.folder}/azurite`);
    await expect.poll(() => alive(children), PATIENCE).toEqual([]);
  });

  it('refuses an option it does not know and shows those it does', async (test) => {
    const { expect } = test;
    const finished = await start(test, await newPlace(test), ['--prot', '1']).ended;
    expect(finished).toMatchObject({ code: 1, stderr: '' });
    expect(finished.stdout).toMatch(/'--prot'[\s\S]*--port <n>/);
  });
});

/** A token of the demo business. */
async function tokenFor(place: Place): Promise<string> {
  const { code, stdout, stderr } = await petops(place, ['token', '--tenant', 'maple-street']);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** How the texts that were handed over stand, each word once. */
async function statusesOf({ api }: Start, token: string): Promise<string[]> {
  const answer = await fetch(`${api}/api/messages?limit=100`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await answer.json()) as { items: { status: string }[] };
  const handed = ['accepted', 'sent', 'delivered', 'undelivered'];
  return [...new Set(items.map(({ status }) => status))].filter((it) => handed.includes(it)).sort();
}

/** Runs a command in the copy of a place, on its data folder. */
async function petops({ project, folder }: Place, args: readonly string[]) {
  return startModule('local/cli/petops.ts', [...args, '--data', folder], {
    cwd: project.directory,
  }).ended;
}
