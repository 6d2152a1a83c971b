import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/endpoints.ts';
import { noteTenantOfSignIn } from '../../../shared/tenants/sign-in-tenants.ts';
import { startEdge, type Edge } from './edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

const guarded = endpoints.filter((it) => !['public', 'provider'].includes(it.role));
const targetOf = (route: string): string => route.replaceAll(/\{\w+\}/g, 'some_id');

describe('without an accepted token', () => {
  it.each(guarded)('$method $route is 401 and says how to sign in', async ({ method, route }) => {
    const answer = await edge.ask(method, targetOf(route));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="petops"');
  });

  it.each([
    ['another scheme', 'Basic bWFwbGU6c2VjcmV0'],
    ['no token', 'Bearer '],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['a token too long to be one', `Bearer ${'x'.repeat(9000)}`],
    ['nonsense', 'Bearer nonsense'],
  ])('%s is 401', async (_what, authorization) => {
    const answer = await edge.ask('GET', 'owners', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer realm="petops"');
  });

  it('a platform principal header opens nothing', async () => {
    const principal = { userId: 'maple.owner', userRoles: ['owner'], identityProvider: 'aad' };
    const value = Buffer.from(JSON.stringify(principal)).toString('base64');
    const answer = await edge.ask('GET', 'owners', {
      headers: { 'x-ms-client-principal': value, 'x-tenant-id': 'maple' },
    });
    expect(answer.status).toBe(401);
  });
});

describe('with a good token', () => {
  it('somebody who is a member of nothing gets 403 that says so', async () => {
    const answer = await edge.ask('GET', 'owners', { as: 'nowhere.owner' });
    expect(answer.status).toBe(403);
    expect(answer.json['type']).toBe('urn:petops:problem:not-a-member');
  });

  it('a note of a tenant without a member document there grants nothing', async () => {
    const identity = { issuer: edge.issuer, subject: 'oak.owner' };
    await noteTenantOfSignIn(edge.context, identity, 'maple');
    const answer = await edge.ask('GET', 'owners', { as: 'oak.owner' });
    expect(answer.status).toBe(403);
    const headers = { 'x-petops-tenant': 'maple' };
    expect((await edge.ask('GET', 'owners', { as: 'oak.owner', headers })).status).toBe(403);
  });

  it('a role below the endpoint’s gets 403 that names the roles allowed', async () => {
    const body = { required: [] };
    const answer = await edge.ask('PUT', 'required-vaccines', { as: 'maple.staff', body });
    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({
      type: 'urn:petops:problem:role-too-low',
      value: 'staff',
      allowed: 'manager, owner',
    });
  });

  it('headers and query cannot choose another tenant', async () => {
    await edge.ask('POST', 'owners', { as: 'birch.staff', body: { firstName: 'Birgit' } });
    const headers = { 'x-tenant-id': 'birch', 'x-ms-client-principal-id': 'birch' };
    const answer = await edge.ask('GET', 'owners', { as: 'maple.owner', headers });
    expect(answer.text).not.toContain('Birgit');
    const query = await edge.ask('GET', 'owners?tenantId=birch', { as: 'maple.owner' });
    expect(query.status).toBe(400);
    const body = { firstName: 'Mallory', tenantId: 'birch' };
    const post = await edge.ask('POST', 'owners', { as: 'maple.owner', body });
    expect(post.status).toBe(422);
  });
});
