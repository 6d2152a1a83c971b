import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as oidc from 'openid-client';
import { LOCAL_AUDIENCE } from '../../../local/sign-in/client-name.ts';
import { localPassword } from '../../../local/sign-in/local-password.ts';
import { signInSecrets } from '../../../local/sign-in/secrets.ts';
import { WEB_CLIENT } from '../../../local/sign-in/web-client.ts';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import { startEdge, type Answer, type Edge } from './edge.ts';
import { userAgent, type UserAgent } from './user-agent.ts';

// The whole way of a person: page, sign-in server, form, code, token, API.

const HOME = 'http://127.0.0.1:4321/signed-in';
let edge: Edge;
let client: oidc.Configuration;
let password: string;

beforeAll(async () => {
  edge = await startEdge();
  password = localPassword(await signInSecrets(edge.dataFolder));
  client = await oidc.discovery(new URL(edge.issuer), WEB_CLIENT, undefined, oidc.None(), {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- so marked to stand out; the server is on 127.0.0.1
    execute: [oidc.allowInsecureRequests],
  });
});
afterAll(async () => edge.stop());

/** Begins a sign-in as the page does; `finish` exchanges the code of the address it came back to. */
async function begin(extra: Record<string, string> = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: HOME,
    scope: 'openid email profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    ...extra,
  });
  const finish = async (back: URL) =>
    oidc.authorizationCodeGrant(client, back, { pkceCodeVerifier, expectedState });
  return { url, finish };
}

async function signIn(email: string, agent: UserAgent = userAgent(HOME)) {
  const { url, finish } = await begin();
  const form = await agent.open(url);
  const back = await agent.submit(form, { email, password });
  return finish(back.url);
}

const call = async (token: string, method: string, path: string, body?: unknown): Promise<Answer> =>
  edge.ask(method, path, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  });

describe('a person who signs in on the page', () => {
  it('reaches the API as the member that they are', async () => {
    const { issuer } = edge;
    const subject = 'owner@maple-street.example';
    await addMembership(edge.context, { tenantId: 'maple', issuer, subject, role: 'owner' });
    const tokens = await signIn(subject);
    expect(tokens.claims()).toMatchObject({ email: subject, name: 'Olivia Grant' });
    const me = await call(tokens.access_token, 'GET', 'me');
    expect(me.json).toMatchObject({
      email: subject,
      name: 'Olivia Grant',
      current: { tenantId: 'maple', role: 'owner' },
    });
    expect((await call(tokens.access_token, 'GET', 'owners')).status).toBe(200);
  });

  it('joins by an invitation, from nobody to member', async () => {
    const email = 'newcomer@maple-street.example';
    const { access_token: token } = await signIn(email);
    expect((await call(token, 'GET', 'owners')).status).toBe(403);
    const body = { email, role: 'staff' };
    const { json } = await edge.ask('POST', 'invitations', { as: 'maple.manager', body });
    const accepted = await call(token, 'POST', 'invitations/accept', { code: json['code'] });
    expect(accepted.json).toMatchObject({ tenantId: 'maple', role: 'staff', name: 'Nina Cole' });
    expect((await call(token, 'GET', 'owners')).status).toBe(200);
  });

  it('joins nothing with an address that is not verified', async () => {
    const email = 'kim@unverified.example';
    const { access_token: token } = await signIn(email);
    const body = { email, role: 'staff' };
    const { json } = await edge.ask('POST', 'invitations', { as: 'maple.owner', body });
    const refused = await call(token, 'POST', 'invitations/accept', { code: json['code'] });
    expect(refused.json['type']).toBe('urn:petops:problem:email-not-verified');
  });

  it('is not asked again while the session lasts, and is when the page wants it', async () => {
    const agent = userAgent(HOME);
    await signIn('staff@maple-street.example', agent);
    const again = await begin();
    const back = await agent.open(again.url);
    expect((await again.finish(back.url)).access_token).toBeDefined();
    const consent = await begin({ prompt: 'consent' });
    expect((await agent.open(consent.url)).url.searchParams.has('code')).toBe(true);
    const afresh = await begin({ prompt: 'login' });
    expect((await agent.open(afresh.url)).html).toContain('Sign in as');
  });

  it('may be suggested by the page, and is shown as text whatever the page sends', async () => {
    const hint = '"><script>alert(1)</script>@example.com';
    const { url } = await begin({ login_hint: hint });
    const shown = await userAgent(HOME).open(url);
    expect(shown.html).not.toContain('<script');
    expect(shown.html).toContain('&lt;script&gt;');
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('nobody is signed in', () => {
  it.each([
    ['with a wrong password', { email: 'owner@maple-street.example', password: 'wrong' }, 401],
    ['with no password', { email: 'owner@maple-street.example' }, 401],
    ['with what is no address', { email: 'owner', password: '' }, 401],
  ])('%s', async (_what, fields, status) => {
    const agent = userAgent(HOME);
    const { url } = await begin();
    const form = await agent.open(url);
    const shown = await agent.submit(form, fields);
    expect(shown.status).toBe(status);
    expect(shown.html).toContain('role="alert"');
    expect(shown.url.searchParams.has('code')).toBe(false);
  });

  it('by a form that somebody else began', async () => {
    const { url } = await begin();
    const form = await userAgent(HOME).open(url);
    const shown = await userAgent(HOME).submit(form, { email: 'a@b.example', password });
    expect(shown.status).toBe(400);
    expect(shown.html).toContain('has ended');
  });

  it.each([
    ['a foreign address to return to', { redirect_uri: 'https://evil.example/signed-in' }],
    ['a machine that sounds like this one', { redirect_uri: 'http://localhost.evil.example/' }],
    ['an unknown client', { client_id: 'petops-evil' }],
  ])('for %s', async (_what, extra) => {
    const { url } = await begin(extra);
    const shown = await userAgent(HOME).open(url);
    expect(shown.status).toBe(400);
    expect(shown.url.origin).toBe(edge.issuer);
    expect(shown.html).toContain('Not signed in');
  });

  it('without a proof key', async () => {
    const url = new URL((await begin()).url);
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const back = await userAgent(HOME).open(url);
    expect(back.url.searchParams.get('error')).toBe('invalid_request');
  });

  it('with a code that was used, or whose proof is another one', async () => {
    const agent = userAgent(HOME);
    const first = await begin();
    const form = await agent.open(first.url);
    const back = await agent.submit(form, { email: 'a@b.example', password });
    const other = await begin();
    const stolen = new URL(back.url);
    stolen.searchParams.set('state', other.url.searchParams.get('state') ?? '');
    await expect(other.finish(stolen)).rejects.toMatchObject({ error: 'invalid_grant' });
    const again = await begin();
    const { url } = await agent.open(again.url);
    await again.finish(url);
    await expect(again.finish(url)).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('the sign-in server', () => {
  const preflight = async (origin: string) =>
    fetch(`${edge.issuer}/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({
        client_id: WEB_CLIENT,
        grant_type: 'authorization_code',
        code: 'x',
      }),
    });

  it('speaks to pages of this machine only', async () => {
    const local = await preflight('http://127.0.0.1:4321');
    expect(local.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:4321');
    for (const origin of ['https://evil.example', 'http://127.0.0.1.evil.example']) {
      const foreign = await preflight(origin);
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('gives people tokens for the API, and for nothing else', async () => {
    const { access_token: token } = await signIn('staff@maple-street.example');
    const [, payload = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    expect(claims).toMatchObject({
      aud: LOCAL_AUDIENCE,
      email: 'staff@maple-street.example',
      email_verified: true,
    });
  });
});
