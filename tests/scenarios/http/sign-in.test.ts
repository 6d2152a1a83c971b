import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_AUDIENCE } from '../../../local/sign-in/client-name.ts';
import { fetchLocalToken } from '../../../local/sign-in/local-token.ts';
import { signInSecrets } from '../../../local/sign-in/secrets.ts';
import { startSignIn, type SignIn } from '../../../local/sign-in/sign-in.ts';
import { tokenVerifier } from '../../../shared/platform/identity/jwt-verifier.ts';

let folder: string;
const running: SignIn[] = [];

const start = async (port = 0, tokenSeconds = 3600): Promise<SignIn> => {
  const signIn = await startSignIn({ port, dataFolder: folder, tokenSeconds });
  running.push(signIn);
  return signIn;
};
const tokenRequest = async (issuer: string, fields: Record<string, string>) =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
  });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-sign-in-'));
});
afterEach(async () => {
  for (const signIn of running.splice(0)) await signIn.stop();
  await rm(folder, { recursive: true });
});

describe('the local sign-in server', () => {
  it('refuses a wrong secret, no secret, and names that are no tenant and role', async () => {
    const { issuer } = await start();
    const { clientSecret } = await signInSecrets(folder);
    const cases = [
      { client_id: 'maple.owner', client_secret: 'wrong-wrong-wrong-wrong-wrong-wrong' },
      { client_id: 'maple.owner' },
      { client_id: 'maple.king', client_secret: clientSecret },
      { client_id: 'maple', client_secret: clientSecret },
      { client_id: '../etc.owner', client_secret: clientSecret },
    ];
    for (const fields of cases) {
      const response = await tokenRequest(issuer, fields);
      expect([400, 401]).toContain(response.status);
      expect(await response.text()).not.toContain('access_token');
    }
  });

  it('gives tokens that the API accepts, for any tenant and role', async () => {
    const { issuer } = await start();
    const verifier = tokenVerifier({ issuer, audience: LOCAL_AUDIENCE });
    for (const [tenantId, role] of [
      ['maple-street', 'owner'],
      ['b2', 'staff'],
    ] as const) {
      const token = await fetchLocalToken({ issuer, dataFolder: folder, tenantId, role });
      const subject = `${tenantId}.${role}`;
      expect(await verifier.verify(token)).toEqual({ ok: true, value: { issuer, subject } });
    }
  });

  it('keeps its keys, so that tokens survive a restart', async () => {
    const first = await start();
    const port = Number(new URL(first.issuer).port);
    const request = { issuer: first.issuer, dataFolder: folder, tenantId: 'maple', role: 'owner' };
    const token = await fetchLocalToken({ ...request, role: 'owner' });
    await first.stop();
    const second = await start(port);
    const verifier = tokenVerifier({ issuer: second.issuer, audience: LOCAL_AUDIENCE });
    expect((await verifier.verify(token)).ok).toBe(true);
  });

  it('keeps its secrets where only this user can read them', async () => {
    await start();
    const { mode } = await stat(path.join(folder, 'sign-in', 'secrets.json'));
    expect(mode & 0o077).toBe(0);
  });

  it('has one set of secrets when several start at once', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(async () => signInSecrets(folder)));
    const [first] = all;
    for (const secrets of all) expect(secrets).toEqual(first);
  });

  it('says which file is damaged, and does not replace it', async () => {
    await signInSecrets(folder);
    const file = path.join(folder, 'sign-in', 'secrets.json');
    await writeFile(file, '{"clientSecret": "sh');
    await expect(start()).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe('{"clientSecret": "sh');
  });

  it('rejects when its port is taken', async () => {
    const { issuer } = await start();
    await expect(start(Number(new URL(issuer).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('stops twice without harm', async () => {
    const signIn = await start();
    await signIn.stop();
    await signIn.stop();
    await expect(fetch(signIn.issuer)).rejects.toThrow();
  });
});
