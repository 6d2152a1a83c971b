import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  base64url,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tokenVerifier } from '../../../../shared/platform/identity/jwt-verifier.ts';
import { IdentityUnavailableError } from '../../../../shared/platform/identity/token-verifier.ts';

const AUDIENCE = 'urn:petops:api';
const KID = 'key-1';

let server: Server;
let issuer: string;
let rsa: { publicKey: CryptoKey; privateKey: CryptoKey };
let ec: { publicKey: CryptoKey; privateKey: CryptoKey };
let reply: { status: number; hang?: boolean; issuer?: string };

beforeAll(async () => {
  rsa = await generateKeyPair('RS256', { extractable: true });
  ec = await generateKeyPair('ES256', { extractable: true });
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: KID, alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(ec.publicKey)), kid: 'key-2', alg: 'ES256', use: 'sig' },
  ];
  server = createServer((request, response) => {
    if (reply.hang === true) return;
    const document = request.url?.endsWith('/openid-configuration')
      ? { issuer: reply.issuer ?? issuer, jwks_uri: `${issuer}/keys` }
      : { keys };
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  reply = { status: 200 };
});
afterEach(() => {
  reply = { status: 200 };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** Claims that replace the sound ones; undefined leaves one out. */
type Claims = Readonly<Record<string, unknown>>;

async function token(
  claims: Claims = {},
  key: CryptoKey | Uint8Array = rsa.privateKey,
  header: { alg?: string; kid?: string } = {},
): Promise<string> {
  const sound = { sub: 'ada', iss: issuer, aud: AUDIENCE, exp: inSeconds(300) };
  // Writing JSON drops what is undefined.
  const payload = JSON.parse(JSON.stringify({ ...sound, ...claims })) as JWTPayload;
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: KID, ...header }).sign(key);
}

const verifier = (options: { jwksUri?: string; timeoutMs?: number } = {}) =>
  tokenVerifier({ issuer, audience: AUDIENCE, ...options });

describe('a token is refused', () => {
  it.each([
    ['expired for longer than the tolerance', 'expired', () => ({ exp: inSeconds(-35) })],
    ['not valid yet', 'not-yet-valid', () => ({ nbf: inSeconds(120) })],
    ['for another audience', 'audience', () => ({ aud: 'urn:other' })],
    ['without audience', 'audience', () => ({ aud: undefined })],
    ['from another issuer', 'issuer', () => ({ iss: 'https://evil.example' })],
    ['that never expires', 'claims', () => ({ exp: undefined })],
    ['about nobody', 'claims', () => ({ sub: undefined })],
    ['about an empty name', 'claims', () => ({ sub: '' })],
  ] satisfies [string, string, () => Claims][])('%s', async (_what, fault, claims) => {
    expect(await verifier().verify(await token(claims()))).toEqual({ ok: false, error: fault });
  });

  it('when its signature is of another key under the same name', async () => {
    const forger = await generateKeyPair('RS256');
    const result = await verifier().verify(await token({}, forger.privateKey));
    expect(result).toEqual({ ok: false, error: 'signature' });
  });

  it('when its payload was changed after signing', async () => {
    const [header = '', , signature = ''] = (await token()).split('.');
    const payload = { sub: 'eve', iss: issuer, aud: AUDIENCE, exp: inSeconds(300) };
    const forged = [header, base64url.encode(JSON.stringify(payload)), signature].join('.');
    expect(await verifier().verify(forged)).toEqual({ ok: false, error: 'signature' });
  });

  it('when it claims to need no signature', async () => {
    const encoded = (part: object): string => base64url.encode(JSON.stringify(part));
    const payload = { sub: 'eve', iss: issuer, aud: AUDIENCE, exp: inSeconds(300) };
    for (const alg of ['none', 'None', 'NONE']) {
      const result = await verifier().verify(`${encoded({ alg, kid: KID })}.${encoded(payload)}.`);
      expect(result.ok).toBe(false);
    }
  });

  it('when the public key is used as a shared secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(rsa.publicKey));
    const result = await verifier().verify(await token({}, secret, { alg: 'HS256' }));
    expect(result).toEqual({ ok: false, error: 'algorithm' });
  });

  it('when its algorithm is none of ours although the key is right', async () => {
    const jwk = await exportJWK(rsa.privateKey);
    const key = await crypto.subtle.importKey(
      'jwk',
      { ...jwk, alg: 'RS512' },
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
      false,
      ['sign'],
    );
    const result = await verifier().verify(await token({}, key, { alg: 'RS512' }));
    expect(result).toEqual({ ok: false, error: 'algorithm' });
  });

  it('when its key is not among the issuer’s', async () => {
    const result = await verifier().verify(await token({}, rsa.privateKey, { kid: 'key-9' }));
    expect(result).toEqual({ ok: false, error: 'unknown-key' });
  });

  it.each(['', 'x', 'a.b', 'a.b.c', '..', 'ey.ey.ey', 'a.b.c.d.e'])(
    'when it is %j',
    async (text) => {
      expect((await verifier().verify(text)).ok).toBe(false);
    },
  );
});

describe('keys that cannot be had are an outage, not a bad token', () => {
  it.each([
    ['the issuer answers 500', { status: 500 }],
    ['the issuer answers 404', { status: 404 }],
    [
      'the configuration speaks for another issuer',
      { status: 200, issuer: 'https://evil.example' },
    ],
  ])('when %s', async (_what, faulty) => {
    reply = faulty;
    await expect(verifier().verify(await token())).rejects.toThrow(IdentityUnavailableError);
  });

  it('when the issuer does not answer in time', async () => {
    reply = { status: 200, hang: true };
    const good = await token();
    const slow = verifier({ timeoutMs: 100 });
    await expect(slow.verify(good)).rejects.toThrow(IdentityUnavailableError);
    const direct = verifier({ timeoutMs: 100, jwksUri: `${issuer}/keys` });
    await expect(direct.verify(good)).rejects.toThrow(IdentityUnavailableError);
  });

  it('when nobody listens there', async () => {
    const good = await token();
    const nobody = tokenVerifier({ issuer: 'http://127.0.0.1:1', audience: AUDIENCE });
    await expect(nobody.verify(good)).rejects.toThrow(IdentityUnavailableError);
  });

  it('and the next request after the outage is served', async () => {
    const verify = verifier();
    reply = { status: 503 };
    await expect(verify.verify(await token())).rejects.toThrow(IdentityUnavailableError);
    reply = { status: 200 };
    expect((await verify.verify(await token())).ok).toBe(true);
  });
});

describe('a token is accepted', () => {
  it('by its issuer, audience and signature, and names issuer and subject', async () => {
    const identity = { issuer, subject: 'ada' };
    expect(await verifier().verify(await token())).toEqual({ ok: true, value: identity });
    const es = await token({}, ec.privateKey, { alg: 'ES256', kid: 'key-2' });
    expect(await verifier().verify(es)).toEqual({ ok: true, value: identity });
  });

  it('when the audience is one of several and the clocks differ a little', async () => {
    const claims = { aud: ['urn:other', AUDIENCE], exp: inSeconds(-10), nbf: inSeconds(10) };
    expect((await verifier().verify(await token(claims))).ok).toBe(true);
  });

  it('with keys at a stated address, without asking for the configuration', async () => {
    reply = { status: 200, issuer: 'https://unasked.example' };
    const direct = verifier({ jwksUri: `${issuer}/keys` });
    expect((await direct.verify(await token())).ok).toBe(true);
  });
});
