import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azuriteConnectionString } from '../../fixtures/azurite.ts';
import { startHostProcess, type HostProcessOptions } from '../../fixtures/host-process.ts';
import { buildTestApp } from './test-app.ts';

const SOON = { timeout: 20_000, interval: 50 };

/** Nothing listens there: a start needs no storage. */
const NOWHERE = azuriteConnectionString({ blob: 1, queue: 1, table: 1 });

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'petops-host-'));
  symlinkSync(
    resolve(import.meta.dirname, '../../../node_modules'),
    join(directory, 'node_modules'),
  );
  mkdirSync(join(directory, 'dist'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module","main":"dist/*.js"}');
  writeFileSync(join(directory, 'host.json'), '{"version":"2.0"}');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(source: string, file = 'dist/index.js'): void {
  writeFileSync(join(directory, file), source);
}

function options(more: Partial<HostProcessOptions> = {}): HostProcessOptions {
  return { appDirectory: directory, connectionString: NOWHERE, ...more };
}

const handler = 'handler: () => ({ body: "here" })';
const withApp = (body: string) => `import { app } from '@azure/functions';\n${body}`;

describe('a start', () => {
  it.each([
    ['an app that throws', 'throw new Error("no configuration");', 'no configuration'],
    ['an app without functions', '', 'registered no function'],
    [
      'two functions on one route',
      `app.http('a', { route: 'x', ${handler} }); app.http('b', { route: 'X', ${handler} });`,
      'Functions "a" and "b" share the route GET, POST /api/x',
    ],
    [
      'one name twice',
      `app.http('a', { ${handler} }); app.http('a', { ${handler} });`,
      'A function with id "a" has already been registered',
    ],
    ['a route under admin', `app.http('a', { route: 'admin/x', ${handler} });`, '"admin"'],
    ['a route under runtime', `app.http('a', { route: 'Runtimes', ${handler} });`, '"runtime"'],
    ['a route that is malformed', `app.http('a', { route: 'x/{id', ${handler} });`, '"api/x/{id"'],
    [
      'an unknown constraint',
      `app.http('a', { route: '{id:slug}', ${handler} });`,
      'no route constraint "slug"',
    ],
    [
      'a trigger it does not reproduce',
      `app.serviceBusQueue('a', { queueName: 'q', connection: 'C', ${handler} });`,
      'has a servicebustrigger, which the local host does not reproduce',
    ],
    [
      'a binding it does not reproduce',
      `app.http('a', { ${handler}, extraOutputs: [output.storageQueue({ queueName: 'q', connection: '' })] });`,
      'does not reproduce',
    ],
    [
      'a schedule that cannot be read',
      `app.timer('b', { schedule: '61 * * * * *', ${handler} });`,
      '"61" for the second',
    ],
    [
      'a setting that is missing',
      `app.timer('a', { schedule: '%NOT_SET%', ${handler} });`,
      'NOT_SET',
    ],
    [
      'a connection that is missing',
      `app.storageQueue('a', { queueName: 'work', connection: 'NOT_SET', ${handler} });`,
      'set NOT_SET to a connection string',
    ],
    [
      'a queue name that storage refuses',
      `app.storageQueue('a', { queueName: 'Work', connection: '', ${handler} });`,
      '"Work" is no queue name',
    ],
  ])('refuses %s and says so', async (_, body, words) => {
    write(`import { app, output } from '@azure/functions';\nvoid output;\n${body}`);
    const refusal = await startHostProcess(options()).then(() => 'It started.', String);
    expect(refusal).toContain('The host ended with 1.');
    expect(refusal).toContain(words);
  });

  it('refuses an app that is not built', async () => {
    await expect(startHostProcess(options())).rejects.toThrow(/Is the app built\?/);
  });

  it('refuses a host.json that is wrong and names the place', async () => {
    write(withApp(`app.http('a', { ${handler} });`));
    writeFileSync(
      join(directory, 'host.json'),
      '{"version":"2.0","extensions":{"queues":{"visibilityTimeout":"30 s"}}}',
    );
    await expect(startHostProcess(options())).rejects.toThrow(/"30 s" is no time span[\s\S]*visib/);
  });

  it('refuses a port that is taken, in one line', async () => {
    write(withApp(`app.http('a', { ${handler} });`));
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    await expect(startHostProcess(options({ args: ['--port', port] }))).rejects.toThrow(
      `The host ended with 1. It said:\nPort ${port} is taken. Stop the other program or choose another port with --port.\n`,
    );
    other.close();
  });

  it('loads every file that main names, ES modules and CommonJS alike', async () => {
    write(withApp(`app.http('a', { ${handler} });`));
    write(
      `const { app } = require('@azure/functions'); app.http('b', { ${handler} });`,
      'dist/b.cjs',
    );
    writeFileSync(join(directory, 'package.json'), '{"type":"module","main":"dist/*.{js,cjs}"}');
    const host = await startHostProcess(options());
    for (const name of ['a', 'b']) {
      expect(await (await fetch(`${host.url}/api/${name}`)).text()).toBe('here');
    }
    await host.stop();
  });

  it('warns of a route that another hides, and lets the first function name win', async () => {
    write(
      withApp(`
        app.http('get', { route: 'owners/{id}', handler: () => ({ body: 'one' }) });
        app.http('search', { route: 'owners/search', handler: () => ({ body: 'search' }) });`),
    );
    const host = await startHostProcess(options());
    expect(host.output()).toContain('/api/owners/search never reaches function "search"');
    expect(await (await fetch(`${host.url}/api/owners/search`)).text()).toBe('one');
    await host.stop();
  });

  it('takes settings from local.settings.json, the environment first', async () => {
    writeFileSync(
      join(directory, 'local.settings.json'),
      JSON.stringify({ IsEncrypted: false, Values: { FROM_FILE: 'file', FROM_BOTH: 'file' } }),
    );
    write(
      withApp(
        `app.http('a', { handler: () => ({ jsonBody: [process.env.FROM_FILE, process.env.FROM_BOTH] }) });`,
      ),
    );
    const host = await startHostProcess(options({ env: { FROM_BOTH: 'environment' } }));
    expect(await (await fetch(`${host.url}/api/a`)).json()).toEqual(['file', 'environment']);
    await host.stop();
  });

  it('shows warnings and failures only when quiet', async () => {
    write(
      withApp(`app.http('a', { ${handler} }); app.http('b', { handler: () => { throw 7; } });`),
    );
    const host = await startHostProcess(options({ args: ['--quiet'] }));
    await fetch(`${host.url}/api/a`);
    await fetch(`${host.url}/api/b`);
    await expect.poll(() => host.output(), SOON).toMatch(/error b \w+ failed in \d+ ms Error: 7/);
    expect(host.output()).not.toContain('succeeded');
    await host.stop();
  });
});

describe('a stop', () => {
  it('answers the request under way, runs the hooks of the app and exits with 0', async () => {
    const app = await buildTestApp();
    const host = await startHostProcess(app.hostOptions(NOWHERE));
    const gate = app.gate('stop');
    const answer = fetch(`${host.url}/api/slow?gate=${encodeURIComponent(gate.path)}`);
    await expect.poll(() => app.seen('slow begins'), SOON).toHaveLength(1);
    const stopped = host.stop();
    gate.open();
    expect(await (await answer).text()).toBe('done');
    expect(await stopped).toBe(0);
    expect(app.seen('appStart')).toHaveLength(1);
    expect(app.seen('appTerminate')).toHaveLength(1);
    app.remove();
  });

  it('takes no new request on a connection that is still open', async () => {
    const app = await buildTestApp();
    const host = await startHostProcess(app.hostOptions(NOWHERE));
    const gate = app.gate('open');
    const { hostname, port } = new URL(host.url);
    const socket = connect(Number(port), hostname);
    const ask = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    ask(`/api/slow?gate=${encodeURIComponent(gate.path)}`);
    await expect.poll(() => app.seen('slow begins'), SOON).toHaveLength(1);
    const stopped = host.stop();
    const connects = async () =>
      fetch(host.url).then(
        () => true,
        () => false,
      );
    await expect.poll(connects, SOON).toBe(false);
    ask('/api/slow?gate=never');
    gate.open();
    let answers = '';
    for await (const chunk of socket) answers += String(chunk);
    expect(answers).toMatch(/^HTTP\/1\.1 200 [\s\S]*done[\s\S]*HTTP\/1\.1 503 /);
    expect(await stopped).toBe(0);
    expect(app.seen('slow begins')).toHaveLength(1);
    app.remove();
  });

  it('waits no longer than its limit and names what still ran', async () => {
    const app = await buildTestApp();
    const host = await startHostProcess(
      app.hostOptions(NOWHERE, { args: ['--drain-seconds', '1'] }),
    );
    const answer = fetch(`${host.url}/api/slow?gate=never`).catch(() => 'cut off');
    await expect.poll(() => app.seen('slow begins'), SOON).toHaveLength(1);
    expect(await host.stop()).toBe(0);
    expect(await answer).toBe('cut off');
    expect(host.output()).toContain('Stopped while these still ran: slow');
    app.remove();
  });

  it('comes by itself, with 1, when the app throws where nobody catches', async () => {
    const app = await buildTestApp();
    const host = await startHostProcess(app.hostOptions(NOWHERE));
    await fetch(`${host.url}/api/dies`).catch(() => undefined);
    expect(await host.ended).toBe(1);
    expect(host.output()).toContain('nobody catches this');
    app.remove();
  });
});
