import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../shared/platform/clock.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import {
  findMembership,
  findMemberships,
  memberType,
  roleAllows,
} from '../../../shared/tenants/membership.ts';
import { noteTenantOfSignIn } from '../../../shared/tenants/sign-in-tenants.ts';

let folder: string;
let context: Context;
const clock = fixedClock(instantOf(0));
const ISSUER = 'https://id.example';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-members-'));
  const store = openSqliteStore({ file: path.join(folder, 's.sqlite'), clock, ids: randomIds });
  const unused = {} as Pick<Context, 'queues' | 'sms' | 'files'>;
  context = { ...unused, records: recordsOver(store), clock, ids: randomIds, log: silentLog };
});
afterEach(async () => {
  await context.records.store.close();
  await rm(folder, { recursive: true });
});

const find = async (subject = 'ada', issuer = ISSUER) =>
  findMemberships(context.records, { issuer, subject });
const tenantsOf = async (): Promise<string[]> => (await find()).map((it) => it.tenantId);
const add = async (tenantId: string, role: 'staff' | 'owner' = 'staff', subject = 'ada') =>
  addMembership(context, { tenantId, issuer: ISSUER, subject, role });

describe('a membership', () => {
  it('does not exist for another issuer’s person of the same name', async () => {
    await add('maple');
    expect(await find('ada', 'https://evil.example')).toEqual([]);
  });

  it('exists in each business that has one for the person, with the role it has there', async () => {
    await add('maple', 'owner');
    await add('birch');
    const found = (await find()).map(({ tenantId, role }) => [tenantId, role]);
    expect(found).toEqual([
      ['birch', 'staff'],
      ['maple', 'owner'],
    ]);
  });

  it('gets lost in none of several businesses that take somebody on at once', async () => {
    const all = ['aspen', 'birch', 'cedar', 'maple', 'oak'];
    await Promise.all(all.map(async (tenantId) => add(tenantId)));
    expect(await tenantsOf()).toEqual(all);
  });

  it('is completed by a repeat after a crash between the note and the document', async () => {
    const identity = { issuer: ISSUER, subject: 'ada' };
    await noteTenantOfSignIn(context, identity, 'maple');
    expect(await find()).toEqual([]);
    await add('maple');
    expect(await tenantsOf()).toEqual(['maple']);
  });

  it('gets the new role when it is added again, once for many at a time', async () => {
    await add('maple');
    await Promise.all([add('maple', 'owner'), add('maple', 'owner'), add('maple', 'owner')]);
    expect((await find()).map((it) => it.role)).toEqual(['owner']);
    expect(await context.records.count(memberType, { tenantId: 'maple' })).toBe(1);
  });

  it.each(['_platform', 'maple|h|2026-01', '../maple', '', 'Maple'])(
    'is looked for in tenants only, not in %j',
    async (tenantId) => {
      const found = await findMembership(
        context.records,
        { issuer: ISSUER, subject: 'ada' },
        tenantId,
      );
      expect(found).toBeUndefined();
    },
  );
});

describe('a role', () => {
  it('may do what the roles below it may, and nothing above', () => {
    expect(roleAllows('owner', 'staff')).toBe(true);
    expect(roleAllows('manager', 'manager')).toBe(true);
    expect(roleAllows('staff', 'manager')).toBe(false);
    expect(roleAllows('manager', 'owner')).toBe(false);
  });
});
