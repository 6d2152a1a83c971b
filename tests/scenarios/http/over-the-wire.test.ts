import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../local/build/bundle.ts';
import { LOCAL_AUDIENCE, localSubject } from '../../../local/sign-in/client-name.ts';
import { fetchLocalToken } from '../../../local/sign-in/local-token.ts';
import { startSignIn, type SignIn } from '../../../local/sign-in/sign-in.ts';
import { systemClock } from '../../../shared/platform/clock.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { startHostProcess, type HostProcess } from '../../fixtures/host-process.ts';

// What only a real connection shows, against the app as it is deployed: bundled, under a host.

const root = resolve(import.meta.dirname, '../../..');
let folder: string;
let signIn: SignIn;
let azurite: Azurite;
let host: HostProcess;
let authorization: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'petops-wire-'));
  [signIn, azurite] = await Promise.all([
    startSignIn({ port: 0, dataFolder: folder }),
    startAzurite(),
  ]);
  const file = join(folder, 'petops.sqlite');
  await addBusiness(file);
  const token = { issuer: signIn.issuer, dataFolder: folder, tenantId: 'maple' };
  authorization = `Bearer ${await fetchLocalToken({ ...token, role: 'staff' })}`;
  const manifest = { type: 'module', main: 'functions/index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  copyFileSync(join(root, 'host.json'), join(folder, 'host.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  await bundle({ outDirectory: join(folder, 'functions') });
  host = await startHostProcess({
    appDirectory: folder,
    connectionString: azurite.connectionString,
    env: {
      SQLITE_FILE: file,
      SMS_TRANSPORT: 'local',
      SMS_OUTBOX_FILE: join(folder, 'outbox.jsonl'),
      AUTH_ISSUER: signIn.issuer,
      AUTH_AUDIENCE: LOCAL_AUDIENCE,
      SCHEDULER_ENABLED: 'false',
    },
  });
}, 90_000);

afterAll(async () => {
  await host.stop();
  await Promise.all([azurite.stop(), signIn.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function addBusiness(file: string): Promise<void> {
  const clock = systemClock();
  const store = openSqliteStore({ file, clock, ids: randomIds });
  const context = { records: recordsOver(store), clock, ids: randomIds } as Parameters<
    typeof createTenant
  >[0];
  await createTenant(context, { id: 'maple', name: 'Maple', timeZone: 'America/New_York' });
  const subject = localSubject('maple', 'staff');
  await addMembership(context, {
    tenantId: 'maple',
    issuer: signIn.issuer,
    subject,
    role: 'staff',
  });
  await store.close();
}

const ownersNow = async (): Promise<unknown> => {
  const response = await fetch(`${host.url}/api/owners`, { headers: { authorization } });
  return ((await response.json()) as { items: unknown }).items;
};

async function post(
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const { promise, resolve: done, reject } = Promise.withResolvers<Response>();
  const url = new URL(`${host.url}/api/owners`);
  const sent = request(
    url,
    { method: 'POST', headers: { authorization, ...headers } },
    (answer) => {
      text(answer).then((words) => {
        done(new Response(words, { status: answer.statusCode ?? 0 }));
      }, reject);
    },
  );
  sent.once('error', reject);
  sent.end(body);
  const response = await promise;
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const json = { 'content-type': 'application/json' };

describe('a body on the wire', () => {
  it('in chunks is 411 and creates nothing, since the runtime does not hand it over', async () => {
    const answer = await post({ ...json, 'transfer-encoding': 'chunked' }, '{"firstName":"Ada"}');
    expect(answer).toMatchObject({ status: 411, json: { field: 'Transfer-Encoding' } });
    expect(await ownersNow()).toEqual([]);
  });

  it('of 2 MB is 413 and creates nothing', async () => {
    const body = JSON.stringify({ firstName: 'Ada', notes: 'x'.repeat(2_000_000) });
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const answer = await post({ ...json, ...length }, body);
    expect(answer).toMatchObject({ status: 413, json: { value: Buffer.byteLength(body) } });
    expect(await ownersNow()).toEqual([]);
  });

  it('sent twice under one key creates once', async () => {
    const body = JSON.stringify({ firstName: 'Grace' });
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const headers = { ...json, ...length, 'idempotency-key': 'once' };
    const answers = await Promise.all([post(headers, body), post(headers, body)]);
    expect(answers.map((it) => it.status)).toEqual([201, 201]);
    expect(answers[0].json['id']).toBe(answers[1].json['id']);
    expect(await ownersNow()).toHaveLength(1);
  });
});

describe('an answer on the wire', () => {
  it.each([
    ['the correlation id', 'health', 'x-correlation-id: abc12345%0d%0aset-cookie: a=b'],
    ['a path', 'owners/a%0d%0aset-cookie:%20a=b', 'accept: */*'],
    ['a query', 'owners?name=a%0d%0aset-cookie:%20a=b', 'accept: */*'],
    ['If-Match', 'owners/own_a', 'if-match: "1%0d%0aset-cookie: a=b"'],
  ])('has no header that a caller wrote into %s', async (_where, target, header) => {
    const { hostname, port } = new URL(host.url);
    const socket = connect(Number(port), hostname);
    const head = [`GET /api/${target} HTTP/1.1`, `host: ${hostname}`, header];
    const lines = [...head, `authorization: ${authorization}`, 'connection: close', '', ''];
    socket.write(lines.join('\r\n'));
    const answer = await text(socket);
    const [headers = ''] = answer.split('\r\n\r\n', 1);
    expect(headers).toMatch(/^HTTP\/1\.1 \d{3}/);
    expect(headers.toLowerCase().split('\r\n')).not.toContainEqual(
      expect.stringMatching(/^set-cookie/),
    );
  });

  it('to a method that a resource does not have is 404, as the runtime has it', async () => {
    const response = await fetch(`${host.url}/api/owners`, { method: 'PUT' });
    expect(response.status).toBe(404);
  });
});

describe('the page of the API', () => {
  it('comes whole from its own origin, under a policy that allows no other', async () => {
    const page = await fetch(`${host.url}/api/docs`);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/https?:/);
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    const files = links.filter((it) => !it.startsWith('data:'));
    expect(files.length).toBeGreaterThan(3);
    for (const link of files) {
      expect(link).toMatch(/^\/api\//);
      const file = await fetch(`${host.url}${link}`);
      expect(file.status, link).toBe(200);
      expect((await file.text()).length).toBeGreaterThan(50);
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(html).not.toContain('<script>');
  });

  it('shows the description that the API itself serves', async () => {
    const response = await fetch(`${host.url}/api/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({ openapi: '3.1.1', info: { title: 'PetOps' } });
  });
});
