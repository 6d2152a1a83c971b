import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../shared/platform/clock.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { acceptInvitation } from '../../../shared/tenants/accept-invitation.ts';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import { changeMember, removeMember } from '../../../shared/tenants/change-member.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { invitationCode, invitationType } from '../../../shared/tenants/invitation.ts';
import { inviteMember } from '../../../shared/tenants/invite-member.ts';
import { memberType, type Role } from '../../../shared/tenants/membership.ts';
import { revokeInvitation } from '../../../shared/tenants/revoke-invitation.ts';

// What happens between the reads and the commit of a change: here always the worst.

const ISSUER = 'https://id.example';
const tenantId = 'maple';
const clock = fixedClock(instantOf(0));
let folder: string;
let context: Context;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-overtaken-'));
  const store = openSqliteStore({ file: path.join(folder, 's.sqlite'), clock, ids: randomIds });
  const unused = {} as Context;
  context = { ...unused, records: recordsOver(store), clock, ids: randomIds, log: silentLog };
  await createTenant(context, { id: tenantId, name: 'Maple', timeZone: 'America/New_York' });
});
afterEach(async () => {
  await context.records.store.close();
  await rm(folder, { recursive: true });
});

/** The context whose next commit in the tenant is overtaken by this. */
function overtakenBy(rival: () => Promise<unknown>): Context {
  const { store } = context.records;
  let waits = true;
  const slow: DocumentStore = {
    ...store,
    commit: async (partition, writes) => {
      if (waits && partition.tenantId === tenantId) {
        waits = false;
        await rival();
      }
      return store.commit(partition, writes);
    },
  };
  return { ...context, records: recordsOver(slow) };
}

const join = async (subject: string, role: Role): Promise<string> =>
  (await addMembership(context, { tenantId, issuer: ISSUER, subject, role })).id;
const invite = async (from: Context, actorId?: string, role: Role = 'staff') =>
  inviteMember(from, { tenantId, actorId, invitation: { email: 'kim@example.com', role } });
const on = (memberId: string, actorId?: string) => ({
  tenantId,
  memberId,
  actorId,
  expected: undefined,
});
const roleOf = async (id: string): Promise<string> => {
  const member = await context.records.get(memberType, { tenantId }, id);
  return `${String(member?.value.status)} ${String(member?.value.role)}`;
};
const refused = (kind: string) => ({ problem: expect.objectContaining({ kind }) as unknown });

describe('a change is refused when in between', () => {
  it('whoever makes it is demoted', async () => {
    const [ada, ben, cleo] = [
      await join('ada', 'owner'),
      await join('ben', 'owner'),
      await join('cleo', 'staff'),
    ];
    const late = overtakenBy(async () =>
      changeMember(context, { ...on(ada, ben), changes: { role: 'staff' } }),
    );
    const change = changeMember(late, { ...on(cleo, ada), changes: { role: 'owner' } });
    await expect(change).rejects.toMatchObject(refused('role-too-low'));
    expect(await roleOf(cleo)).toBe('active staff');
  });

  it('whoever makes it is removed', async () => {
    const [ada, ben] = [await join('ada', 'owner'), await join('ben', 'owner')];
    const late = overtakenBy(async () => removeMember(context, on(ada, ben)));
    await expect(removeMember(late, on(ben, ada))).rejects.toMatchObject(refused('not-a-member'));
    expect(await roleOf(ben)).toBe('active owner');
  });

  it('the other owner leaves, and the last one would', async () => {
    const [ada, ben] = [await join('ada', 'owner'), await join('ben', 'owner')];
    const late = overtakenBy(async () => removeMember(context, on(ben, ben)));
    await expect(removeMember(late, on(ada, ada))).rejects.toMatchObject(refused('last-owner'));
    expect(await roleOf(ada)).toBe('active owner');
  });

  it('the operator’s own removal of one owner meets that of the other', async () => {
    const [ada, ben] = [await join('ada', 'owner'), await join('ben', 'owner')];
    const late = overtakenBy(async () => removeMember(context, on(ben)));
    await expect(removeMember(late, on(ada))).rejects.toMatchObject(refused('last-owner'));
  });
});

describe('an invitation', () => {
  it('is not made by somebody who is removed in between', async () => {
    const [ada, ben] = [await join('ada', 'owner'), await join('ben', 'manager')];
    const late = overtakenBy(async () => removeMember(context, on(ben, ada)));
    await expect(invite(late, ben)).rejects.toMatchObject(refused('not-a-member'));
    expect(await context.records.count(invitationType, { tenantId })).toBe(0);
  });

  it.each([
    [
      'its inviter is demoted',
      async (ada: string, ben: string) =>
        changeMember(context, { ...on(ben, ada), changes: { role: 'staff' } }),
    ],
    [
      'its inviter is removed',
      async (ada: string, ben: string) => removeMember(context, on(ben, ada)),
    ],
    [
      'it is revoked',
      async (ada: string, _ben: string, invitationId: string) =>
        revokeInvitation(context, { tenantId, invitationId, actorId: ada }),
    ],
  ])('lets nobody in when in between %s', async (_what, rival) => {
    const [ada, ben] = [await join('ada', 'owner'), await join('ben', 'manager')];
    const invitation = await invite(context, ben, 'manager');
    const late = overtakenBy(async () => rival(ada, ben, invitation.id));
    const identity = { issuer: ISSUER, subject: 'kim', email: 'kim@example.com' };
    const accepting = acceptInvitation(late, { identity, code: invitationCode(invitation) });
    await expect(accepting).rejects.toMatchObject(refused('invitation-revoked'));
    expect(await context.records.count(memberType, { tenantId })).toBe(2);
  });

  it('is accepted or revoked, not both, when the acceptance is the quicker one', async () => {
    const invitation = await invite(context);
    const identity = { issuer: ISSUER, subject: 'kim', email: 'kim@example.com' };
    const late = overtakenBy(async () =>
      acceptInvitation(context, { identity, code: invitationCode(invitation) }),
    );
    const revoking = revokeInvitation(late, { tenantId, invitationId: invitation.id });
    await expect(revoking).rejects.toMatchObject(refused('invitation-used'));
  });

  it('that ended gives way to one of two new ones', async () => {
    const { id } = await invite(context);
    await revokeInvitation(context, { tenantId, invitationId: id });
    const late = overtakenBy(async () => invite(context, undefined, 'manager'));
    await expect(invite(late)).rejects.toMatchObject(refused('already-invited'));
    const stored = await context.records.get(invitationType, { tenantId }, id);
    expect(stored?.value).toMatchObject({ status: 'open', role: 'manager' });
  });
});
