import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memberIdOf } from '../../../shared/tenants/membership.ts';
import { localSubject } from '../../../local/sign-in/client-name.ts';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import { startEdge, type Edge } from './edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

const idOf = (tenantId: string, role: 'owner' | 'manager' | 'staff'): string =>
  memberIdOf({ issuer: edge.issuer, subject: localSubject(tenantId, role) });
const path = (role: 'owner' | 'manager' | 'staff', tenantId = 'maple'): string =>
  `members/${idOf(tenantId, role)}`;
const change = async (as: string, target: string, body: object, headers = {}) =>
  edge.ask('PATCH', target, { as, body, headers });
const roleOf = async (target: string): Promise<unknown> =>
  (await edge.ask('GET', target, { as: 'maple.owner' })).json['role'];

describe('a member whose membership changes', () => {
  it('is out with the next request after being removed', async () => {
    expect((await edge.ask('GET', 'owners', { as: 'maple.staff' })).status).toBe(200);
    const removed = await edge.ask('DELETE', path('staff'), { as: 'maple.owner' });
    expect(removed.json).toMatchObject({ status: 'removed', revision: 2 });
    const refused = await edge.ask('GET', 'owners', { as: 'maple.staff' });
    expect(refused.status).toBe(403);
    expect(refused.json['type']).toBe('urn:petops:problem:not-a-member');
  });

  it('stays known, and out, when removed twice or changed afterwards', async () => {
    await edge.ask('DELETE', path('staff'), { as: 'maple.owner' });
    const again = await edge.ask('DELETE', path('staff'), { as: 'maple.owner' });
    expect(again.json).toMatchObject({ status: 'removed', revision: 2 });
    const changed = await change('maple.owner', path('staff'), { role: 'staff' });
    expect(changed.json['type']).toBe('urn:petops:problem:member-removed');
    const list = await edge.ask('GET', 'members?status=removed', { as: 'maple.owner' });
    expect(list.json.items).toHaveLength(1);
    expect((await edge.ask('GET', 'owners', { as: 'maple.staff' })).status).toBe(403);
  });

  it('has the new role with the next request, up and down', async () => {
    expect((await edge.ask('GET', 'members', { as: 'maple.staff' })).status).toBe(403);
    await change('maple.owner', path('staff'), { role: 'manager' });
    expect((await edge.ask('GET', 'members', { as: 'maple.staff' })).status).toBe(200);
    await change('maple.owner', path('staff'), { role: 'staff' });
    expect((await edge.ask('GET', 'members', { as: 'maple.staff' })).status).toBe(403);
  });

  it('is not overwritten by an edit of an older revision', async () => {
    await change('maple.owner', path('staff'), { name: 'Sam' });
    const stale = { 'if-match': '"1"' };
    const changed = await change('maple.owner', path('staff'), { role: 'manager' }, stale);
    expect(changed.status).toBe(412);
    const removed = { as: 'maple.owner', headers: stale };
    expect((await edge.ask('DELETE', path('staff'), removed)).status).toBe(412);
    expect(await roleOf(path('staff'))).toBe('staff');
  });

  it('is the same after a change that changes nothing', async () => {
    const same = await change('maple.owner', path('staff'), { role: 'staff' });
    expect(same.json).toMatchObject({ revision: 1 });
  });

  it('leaves an audit entry with the role before and after', async () => {
    await change('maple.owner', path('staff'), { role: 'manager' });
    const target = `audit-entries?subjectId=${idOf('maple', 'staff')}`;
    const { json } = await edge.ask('GET', target, { as: 'maple.owner' });
    expect(json.items).toMatchObject([
      {
        actorId: idOf('maple', 'owner'),
        changes: { role: { before: 'staff', after: 'manager' } },
      },
    ]);
  });
});

describe('a manager', () => {
  it.each([
    ['make anybody an owner', 'staff', { role: 'owner' }],
    ['make themselves an owner', 'manager', { role: 'owner' }],
    ['demote an owner', 'owner', { role: 'staff' }],
    ['rename an owner', 'owner', { name: 'Nobody' }],
  ] as const)('cannot %s', async (_what, role, body) => {
    const before = edge.stored();
    const answer = await change('maple.manager', path(role), body);
    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({
      type: 'urn:petops:problem:role-too-low',
      allowed: 'staff, manager',
    });
    expect(edge.stored()).toBe(before);
  });

  it('cannot remove an owner', async () => {
    const before = edge.stored();
    const answer = await edge.ask('DELETE', path('owner'), { as: 'maple.manager' });
    expect(answer.status).toBe(403);
    expect(edge.stored()).toBe(before);
  });

  it('may change and remove staff and managers', async () => {
    expect((await change('maple.manager', path('staff'), { role: 'manager' })).status).toBe(200);
    const removed = await edge.ask('DELETE', path('staff'), { as: 'maple.manager' });
    expect(removed.status).toBe(200);
  });
});

describe('the last owner', () => {
  it('cannot leave, be removed or become less', async () => {
    const before = edge.stored();
    for (const answer of [
      await edge.ask('DELETE', path('owner'), { as: 'maple.owner' }),
      await change('maple.owner', path('owner'), { role: 'manager' }),
    ]) {
      expect(answer.status).toBe(409);
      expect(answer.json['type']).toBe('urn:petops:problem:last-owner');
    }
    expect(edge.stored()).toBe(before);
  });

  it('is not counted with owners who were removed, or with those of another business', async () => {
    await change('maple.owner', path('manager'), { role: 'owner' });
    await edge.ask('DELETE', path('manager'), { as: 'maple.owner' });
    const answer = await edge.ask('DELETE', path('owner'), { as: 'maple.owner' });
    expect(answer.status).toBe(409);
  });

  it('may leave once there is another one', async () => {
    await change('maple.owner', path('manager'), { role: 'owner' });
    const left = await edge.ask('DELETE', path('owner'), { as: 'maple.owner' });
    expect(left.status).toBe(200);
  });

  it('remains, whoever of two owners takes the right from the other first', async () => {
    for (let round = 0; round < 5; round++) {
      await change('maple.owner', path('manager'), { role: 'owner' });
      const answers = await Promise.all([
        change('maple.owner', path('manager'), { role: 'staff' }),
        change('maple.manager', path('owner'), { role: 'staff' }),
      ]);
      expect(answers.filter((it) => it.status === 200)).toHaveLength(1);
      const roles = await Promise.all(
        ['maple.owner', 'maple.manager'].map(async (as) => {
          const me = await edge.ask('GET', 'me', { as });
          return (me.json['current'] as Record<string, unknown>)['role'];
        }),
      );
      expect(roles.sort()).toEqual(['owner', 'staff']);
      for (const role of ['owner', 'manager'] as const) {
        const { issuer } = edge;
        const subject = localSubject('maple', role);
        await addMembership(edge.context, { tenantId: 'maple', issuer, subject, role });
      }
    }
  });
});

describe('bad input', () => {
  it.each([
    [{ role: 'king' }, 'role'],
    [{ role: null }, 'role'],
    [{ name: '' }, 'name'],
    [{ name: 'A\nB' }, 'name'],
    [{ email: 'a@b.example' }, 'email'],
    [{ status: 'active' }, 'status'],
    [{ tenantId: 'birch' }, 'tenantId'],
  ])('%j names the field, and changes nothing', async (body, field) => {
    const before = edge.stored();
    const answer = await change('maple.owner', path('staff'), body);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ field });
    expect(edge.stored()).toBe(before);
  });

  it('a member of another business reads like one that nobody has', async () => {
    const foreign = await change('maple.owner', path('staff', 'birch'), { role: 'owner' });
    expect(foreign.status).toBe(404);
    expect((await edge.ask('GET', 'owners', { as: 'birch.staff' })).status).toBe(200);
  });
});
