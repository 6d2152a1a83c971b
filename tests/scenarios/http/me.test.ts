import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import { startEdge, type Edge } from './edge.ts';
import { asPerson } from './person-tokens.ts';

let edge: Edge;
const ADA = { sub: 'ada', email: 'ada@example.com', name: 'Ada' };
const as = (tenant: string) => ({ headers: { 'x-petops-tenant': tenant } });

beforeAll(async () => {
  edge = await startEdge();
  const ada = { issuer: edge.issuer, subject: 'ada' };
  await addMembership(edge.context, { ...ada, tenantId: 'maple', role: 'owner', name: 'Ada L.' });
  await addMembership(edge.context, { ...ada, tenantId: 'birch', role: 'staff' });
  await edge.ask('POST', 'owners', { as: 'maple.owner', body: { firstName: 'Mabel' } });
  await edge.ask('POST', 'owners', { as: 'birch.owner', body: { firstName: 'Birgit' } });
});
afterAll(async () => edge.stop());

describe('who works for two businesses', () => {
  it('is asked which one is meant, and told which ones there are', async () => {
    const answer = await asPerson(edge, ADA)('GET', 'owners');
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({
      type: 'urn:petops:problem:tenant-not-chosen',
      field: 'X-PetOps-Tenant',
      allowed: 'birch, maple',
    });
  });

  it('acts in the one that is chosen, with the role held there', async () => {
    const ada = asPerson(edge, ADA);
    const maple = await ada('GET', 'owners', as('maple'));
    expect(maple.text).toContain('Mabel');
    expect(maple.text).not.toContain('Birgit');
    const birch = await ada('GET', 'owners', as('birch'));
    expect(birch.text).toContain('Birgit');
    expect(birch.text).not.toContain('Mabel');
    expect((await ada('GET', 'members', as('maple'))).status).toBe(200);
    expect((await ada('GET', 'members', as('birch'))).status).toBe(403);
  });

  it('is left with the other one, without choosing, once removed from the first', async () => {
    const eve = asPerson(edge, { sub: 'eve' });
    const identity = { issuer: edge.issuer, subject: 'eve' };
    const there = await addMembership(edge.context, {
      ...identity,
      tenantId: 'maple',
      role: 'staff',
    });
    await addMembership(edge.context, { ...identity, tenantId: 'birch', role: 'staff' });
    expect((await eve('GET', 'owners')).status).toBe(409);
    await edge.ask('DELETE', `members/${there.id}`, { as: 'maple.owner' });
    expect((await eve('GET', 'owners')).text).toContain('Birgit');
    expect((await eve('GET', 'owners', as('maple'))).status).toBe(403);
  });
});

describe('the header that chooses a business', () => {
  it.each([
    'birch',
    'nowhere',
    '_platform',
    'birch|h|2026-01',
    'maple, birch',
    'MAPLE',
    '../birch',
  ])('opens nothing that the sender is no member of: %s', async (tenant) => {
    const answer = await edge.ask('GET', 'owners', { as: 'maple.owner', ...as(tenant) });
    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({
      type: 'urn:petops:problem:not-a-member',
      field: 'X-PetOps-Tenant',
      value: tenant,
    });
    expect(answer.text).not.toContain('Birgit');
  });

  it('reads the same for a business that exists and for one that does not', async () => {
    const [real, made] = await Promise.all(
      ['birch', 'cedar'].map(async (tenant) =>
        edge.ask('GET', 'owners', { as: 'maple.owner', ...as(tenant) }),
      ),
    );
    const shape = (answer: typeof real): unknown => ({
      ...answer?.json,
      value: '',
      correlationId: '',
    });
    expect(shape(real)).toEqual(shape(made));
  });

  it('is no substitute for a token', async () => {
    expect((await edge.ask('GET', 'me', as('maple'))).status).toBe(401);
  });
});

describe('GET /me', () => {
  it('tells all memberships, and none in particular while none is chosen', async () => {
    const { json } = await asPerson(edge, ADA)('GET', 'me');
    expect(json).toMatchObject({
      email: 'ada@example.com',
      name: 'Ada',
      memberships: [
        { tenantId: 'birch', tenantName: 'birch', role: 'staff' },
        { tenantId: 'maple', tenantName: 'maple', role: 'owner', name: 'Ada L.' },
      ],
    });
    expect(json).not.toHaveProperty('current');
  });

  it('tells the one that is chosen, or the only one', async () => {
    const chosen = await asPerson(edge, ADA)('GET', 'me', as('maple'));
    expect(chosen.json['current']).toMatchObject({ tenantId: 'maple', role: 'owner' });
    const only = await edge.ask('GET', 'me', { as: 'birch.manager' });
    expect(only.json['current']).toMatchObject({ tenantId: 'birch', role: 'manager' });
  });

  it('answers somebody who is a member of nothing, and shows no address unverified', async () => {
    const claims = { sub: 'new', email: 'new@example.com', email_verified: false };
    const { status, json } = await asPerson(edge, claims)('GET', 'me');
    expect(status).toBe(200);
    expect(json).toEqual({ memberships: [] });
  });

  it('refuses a business that is not theirs', async () => {
    expect((await asPerson(edge, ADA)('GET', 'me', as('cedar'))).status).toBe(403);
  });
});
