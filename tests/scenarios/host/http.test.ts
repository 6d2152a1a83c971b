import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { startHostProcess, type HostProcess } from '../../fixtures/host-process.ts';
import { buildTestApp, type TestApp } from './test-app.ts';

let azurite: Azurite;
let app: TestApp;
let host: HostProcess;

beforeAll(async () => {
  [azurite, app] = await Promise.all([startAzurite(), buildTestApp()]);
  host = await startHostProcess(
    app.hostOptions(azurite.connectionString, { args: ['--function-key', 'the key'] }),
  );
});

afterAll(async () => {
  await host.stop();
  await azurite.stop();
  app.remove();
});

interface Echo {
  readonly url: string;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${host.url}${path}`, init);
}

/** Sends bytes as they are and answers with all that comes back until the server closes. */
async function raw(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(host.url);
  const socket = connect(Number(port), hostname);
  socket.write(lines.join('\r\n'));
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe('an HTTP function', () => {
  it('gets decoded parameters, joined query values and lower-cased headers', async () => {
    const response = await get('/api/Echo/Rex/7?tag=a&tag=b&empty=', {
      headers: { 'X-Custom': 'Yes' },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('set-cookie')).toBe('seen=a%20b; path=/; samesite=lax; httponly');
    const echo = (await response.json()) as Echo;
    expect(echo.url).toBe(`${host.url}/api/Echo/Rex/7?tag=a&tag=b&empty=`);
    expect(echo.params).toEqual({ name: 'Rex', count: '7' });
    expect(echo.query).toEqual({ tag: 'a,b', empty: '' });
    expect(echo.headers).toMatchObject({ 'x-custom': 'Yes' });
  });

  it('leaves an optional parameter out when the path ends before it', async () => {
    const echo = (await (await get('/api/echo/Rex/')).json()) as Echo;
    expect(echo.params).toEqual({ name: 'Rex' });
  });

  it('takes and gives bytes unchanged', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const response = await get('/api/binary', { method: 'POST', body: bytes });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes.toReversed());
  });

  it('gets an empty body from a chunked upload, as in the runtime', async () => {
    const answer = await raw([
      'POST /api/echo/Rex HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      'Transfer-Encoding: chunked',
      '',
      '5',
      'hello',
      '0',
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer).toContain('x-body-length: 0');
  });

  it('answers HEAD without a body when the function takes HEAD', async () => {
    const response = await get('/api/echo/Rex', { method: 'HEAD' });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('');
  });

  it('loads a chunk of its own on first use', async () => {
    expect(await (await get('/api/lazy')).text()).toBe('function');
  });
});

describe('the host', () => {
  it.each([
    ['an unknown path', 'GET', '/api/unknown', 404],
    ['a path outside the prefix', 'GET', '/echo/Rex', 404],
    ['a parameter that breaks its constraint', 'GET', '/api/echo/R2', 404],
    ['a method the function does not take, as in the runtime', 'DELETE', '/api/echo/Rex', 404],
    ['HEAD for a function without HEAD', 'HEAD', '/api/nothing', 404],
    ['a function that returns nothing', 'GET', '/api/nothing', 204],
    ['a function that throws', 'GET', '/api/throws', 500],
    ['a function whose error a hook took away', 'GET', '/api/cured', 204],
    ['a guarded function without key', 'GET', '/api/guarded', 401],
    ['a guarded function with a wrong key', 'GET', '/api/guarded?code=no', 401],
    ['a guarded function with its key', 'GET', '/api/guarded?code=the%20key', 200],
    ['a timer run by hand', 'POST', '/admin/functions/each-hour', 202],
    ['an unknown function run by hand', 'POST', '/admin/functions/unknown', 404],
  ])('answers %s with the status of the runtime (%s %s: %i)', async (_, method, path, status) => {
    const response = await get(path, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('secret');
  });

  it('takes the key from the header too', async () => {
    const response = await get('/api/guarded', { headers: { 'x-functions-key': 'the key' } });
    expect(await response.text()).toBe('let in');
  });

  it('refuses a body over 100 MB before reading it', async () => {
    const answer = await raw([
      'POST /api/echo/Rex HTTP/1.1',
      'Host: localhost',
      'Content-Length: 104857601',
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('writes one line for each invocation with name, id, duration and outcome', async () => {
    await get('/api/throws');
    await expect
      .poll(() => host.output())
      .toMatch(/error throws [0-9a-f]{8} failed in \d+ ms Error: a secret detail/);
    expect(host.output()).toMatch(/info {2}echo [0-9a-f]{8} succeeded in \d+ ms/);
    expect(host.output()).toMatch(/info {2}\[echo [0-9a-f]{8}\] asked \{ name: 'Rex' \}/);
  });
});
