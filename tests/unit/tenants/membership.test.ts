import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../shared/platform/clock.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import {
  addMembership,
  findMembership,
  memberType,
  roleAllows,
} from '../../../shared/tenants/membership.ts';

let folder: string;
let context: Context;
const clock = fixedClock(instantOf(0));
const ISSUER = 'https://id.example';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-members-'));
  const store = openSqliteStore({ file: path.join(folder, 's.sqlite'), clock, ids: randomIds });
  const unused = {} as Pick<Context, 'queues' | 'sms'>;
  context = { ...unused, records: recordsOver(store), clock, ids: randomIds, log: silentLog };
});
afterEach(async () => {
  await context.records.store.close();
  await rm(folder, { recursive: true });
});

const find = async (subject = 'ada', issuer = ISSUER) =>
  findMembership(context.records, issuer, subject);
const add = async (tenantId: string, role: 'staff' | 'owner' = 'staff', subject = 'ada') =>
  addMembership(context, { tenantId, issuer: ISSUER, subject, role });

describe('a membership', () => {
  it('does not exist for another issuer’s person of the same name', async () => {
    await add('maple');
    expect(await find('ada', 'https://evil.example')).toBeUndefined();
  });

  it('is refused while the person is a member of another tenant', async () => {
    await add('maple');
    await expect(add('birch')).rejects.toMatchObject({ problem: { kind: 'member-elsewhere' } });
    expect((await find())?.tenantId).toBe('maple');
  });

  it('is completed by a repeat after a crash between lookup and document', async () => {
    const id = derivedId('member', ISSUER, 'ada');
    await context.records.store.putLookup({ id, type: 'membership', tenantId: 'birch' });
    expect(await find()).toBeUndefined();
    await add('maple');
    expect((await find())?.tenantId).toBe('maple');
  });

  it('takes the role from its document, not from the lookup', async () => {
    await add('maple');
    const id = derivedId('member', ISSUER, 'ada');
    const lookup = { id, type: 'membership', tenantId: 'maple', role: 'owner' };
    await context.records.store.putLookup(lookup);
    expect((await find())?.role).toBe('staff');
  });

  it('gets the new role when it is added again, once for many at a time', async () => {
    await add('maple');
    await Promise.all([add('maple', 'owner'), add('maple', 'owner'), add('maple', 'owner')]);
    expect((await find())?.role).toBe('owner');
    expect(await context.records.count(memberType, { tenantId: 'maple' })).toBe(1);
  });
});

describe('a role', () => {
  it('may do what the roles below it may, and nothing above', () => {
    expect(roleAllows('owner', 'staff')).toBe(true);
    expect(roleAllows('manager', 'manager')).toBe(true);
    expect(roleAllows('staff', 'manager')).toBe(false);
    expect(roleAllows('manager', 'owner')).toBe(false);
  });
});
