import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getOwner, listOwners } from '../../../shared/customers/find-owners.ts';
import { listPetsOfOwner } from '../../../shared/customers/find-pets.ts';
import { ownerMergeId, ownerMergeType } from '../../../shared/customers/merge-model.ts';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { suppressPhone } from '../../../shared/customers/suppress-phone.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { listMessages } from '../../../shared/messaging/list-messages.ts';
import { workers } from '../../../shared/workers.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';
import {
  addDog,
  addOwner,
  all,
  finish,
  merge,
  namedOwners,
  scanNow,
  workDue,
} from './two-records.ts';

const A_NUMBER = '+14155550101';
const B_NUMBER = '+14155550102';

let salon: Salon;
let a: string;
let b: string;
beforeEach(async () => {
  salon = await openSalon();
  a = await addOwner(salon, { firstName: 'Ada', phone: A_NUMBER, email: 'ada@x.test', notes: 'A' });
  b = await addOwner(salon, { firstName: 'Ada', lastName: 'B', phone: B_NUMBER, notes: 'B' });
});
afterEach(async () => salon.stop());

const owner = async (id: string) => getOwner(salon.context, { tenantId: TENANT, ownerId: id });
const petNames = async (ownerId: string): Promise<string[]> => {
  const page = await listPetsOfOwner(salon.context, { tenantId: TENANT, ownerId, limit: 50 });
  return page.items.map(({ name }) => name).sort();
};
const phone = async (number: string) =>
  (await salon.context.records.get(phoneType, { tenantId: TENANT }, phoneId(number)))?.value;
const stored = async (id: string) =>
  (await salon.context.records.get(ownerMergeType, { tenantId: TENANT }, ownerMergeId(id)))?.value;
const refused = async (act: Promise<unknown>) =>
  act.then(
    () => undefined,
    (error: unknown) => (error as { problem?: unknown }).problem,
  );

describe('a refused merge', () => {
  it('names what is wrong and changes nothing', async () => {
    const before = JSON.stringify(await all(salon, 'owner', 'phone', 'job', 'ownerMerge'));
    expect(await refused(merge(salon.context, a, a))).toMatchObject({ kind: 'same-owner' });
    expect(await refused(merge(salon.context, 'own_x', b))).toMatchObject({ status: 404 });
    expect(await refused(merge(salon.context, a, 'own_x'))).toMatchObject({ status: 404 });
    expect(JSON.stringify(await all(salon, 'owner', 'phone', 'job', 'ownerMerge'))).toBe(before);
  });

  it('is one of an owner who was merged already; the same one again answers what there is', async () => {
    const c = await addOwner(salon, { firstName: 'Cy' });
    const first = await merge(salon.context, a, b);
    expect(await merge(salon.context, a, b)).toEqual(first);
    const merged = { kind: 'owner-merged', status: 409, allowed: b };
    expect(await refused(merge(salon.context, a, c))).toMatchObject(merged);
    expect(await refused(merge(salon.context, c, a))).toMatchObject(merged);
    expect(await refused(merge(salon.context, b, a))).toMatchObject(merged);
  });
});

describe('the survivor', () => {
  it('keeps its own values, takes what it lacked, and has every number', async () => {
    await merge(salon.context, a, b);
    expect(await owner(b)).toMatchObject({
      ...{ id: b, lastName: 'B', phone: B_NUMBER, otherPhones: [A_NUMBER], email: 'ada@x.test' },
      ...{ notes: 'B\n\nA', revision: 2, status: 'active' },
    });
    expect((await phone(A_NUMBER))?.ownerIds).toEqual([b]);
    expect((await phone(B_NUMBER))?.ownerIds).toEqual([b]);
  });

  it('who is texted at a number that came with a merge can be merged on', async () => {
    await merge(salon.context, a, b);
    const changes = { phone: A_NUMBER };
    const edit = { tenantId: TENANT, ownerId: b, changes, expected: undefined };
    await updateOwner(salon.context, edit);
    const c = await addOwner(salon, { firstName: 'Ada' });
    await merge(salon.context, b, c);
    expect((await phone(A_NUMBER))?.ownerIds).toEqual([c]);
    expect((await owner(c)).phone).toBe(A_NUMBER);
  });

  it('is found under the other id, which no list shows and nobody can edit', async () => {
    await merge(salon.context, a, b);
    expect((await owner(a)).id).toBe(b);
    const list = await listOwners(salon.context, { tenantId: TENANT, limit: 50 });
    expect(list.items.map(({ id }) => id)).toEqual([b]);
    const edit = { tenantId: TENANT, ownerId: a, changes: { notes: 'x' }, expected: undefined };
    expect(await refused(updateOwner(salon.context, edit))).toMatchObject({
      ...{ kind: 'owner-merged', status: 409, value: a, allowed: b },
    });
  });

  it.each([
    ['the one who goes', () => a],
    ['the one who stays', () => b],
  ])('refuses texts when %s did', async (_who, id) => {
    const changes = { smsOptedIn: false };
    const edit = { tenantId: TENANT, ownerId: id(), changes, expected: undefined };
    await updateOwner(salon.context, edit);
    await merge(salon.context, a, b);
    expect((await owner(b)).smsOptedIn).toBe(false);
  });

  it('refuses texts when the other number had a STOP, even one that comes while they are merged', async () => {
    const { store } = salon.context.records;
    let stopped = false;
    const context = salon.over({
      ...store,
      async commit(partition, writes) {
        if (!stopped) {
          stopped = true;
          await suppressPhone(salon.context, { tenantId: TENANT, phoneId: phoneId(A_NUMBER) });
        }
        return store.commit(partition, writes);
      },
    });
    await merge(context, a, b);
    expect((await owner(b)).smsOptedIn).toBe(false);
    expect((await phone(A_NUMBER))?.suppressed).toBeDefined();
  });

  it('has everything from the first commit on, before a single document was moved', async () => {
    await addDog(salon, a, 'Rex');
    await addDog(salon, b, 'Bo');
    await merge(salon.context, a, b);
    expect(await petNames(b)).toEqual(['Bo', 'Rex']);
    expect(await petNames(a)).toEqual(['Bo', 'Rex']);
    await finish(salon);
    expect(await petNames(b)).toEqual(['Bo', 'Rex']);
  });
});

describe('the merge', () => {
  it('moves more than one commit holds, and keeps how both were', async () => {
    for (let n = 0; n < 120; n++) await addDog(salon, a, `Rex ${String(n)}`, '2027-06-01');
    await merge(salon.context, a, b);
    await finish(salon);
    expect(await namedOwners(salon)).toEqual(new Set([b]));
    expect(await petNames(b)).toHaveLength(50);
    const done = await stored(a);
    expect(done).toMatchObject({ status: 'done', fromId: a, intoId: b });
    expect(done?.before).toMatchObject({ from: { notes: 'A', phone: A_NUMBER }, into: { id: b } });
    expect(await owner(b)).not.toHaveProperty('absorbing');
    expect((await all(salon, 'job')).find((it) => it['subject'] === a)).toMatchObject({
      status: 'done',
      history: [{ outcome: 'done', counts: { moved: 240 } }],
    });
  });

  it('takes along what somebody still writes in the name of the one who went', async () => {
    const { store } = salon.context.records;
    const late = salon.over({
      ...store,
      async commit(partition, writes) {
        await merge(salon.context, a, b);
        await salon.work();
        return store.commit(partition, writes);
      },
    });
    const pet = await addDog({ ...salon, context: late }, a, 'Rex').catch(() => undefined);
    expect(pet).toBeDefined();
    expect(await namedOwners(salon)).toEqual(new Set([a]));
    await finish(salon);
    expect(await namedOwners(salon)).toEqual(new Set([b]));
  });

  it('lets an edit of the survivor at the same time stand', async () => {
    await addDog(salon, a, 'Rex');
    await merge(salon.context, a, b);
    const { store } = salon.context.records;
    let edits = 0;
    const busy = salon.over({
      ...store,
      async commit(partition, writes) {
        if (edits < 2 && writes.some((it) => it.op === 'touch' && it.id === b)) {
          const changes = { notes: `edit ${String(++edits)}` };
          const edit = { tenantId: TENANT, ownerId: b, changes, expected: undefined };
          await updateOwner(salon.context, edit);
        }
        return store.commit(partition, writes);
      },
    });
    await workDue(busy, 'jobs');
    await finish(salon);
    expect(edits).toBe(2);
    expect(await owner(b)).toMatchObject({ notes: 'edit 2', otherPhones: [A_NUMBER] });
    expect(await namedOwners(salon)).toEqual(new Set([b]));
  });
});

describe('texts', () => {
  beforeEach(async () => {
    await addDog(salon, a, 'Rex');
    await addDog(salon, b, 'Bo');
  });
  const sentTo = async (): Promise<string[]> => {
    salon.advance(1000);
    await salon.work();
    return (await salon.messages()).filter((it) => it.status !== 'skipped').map(({ to }) => to);
  };
  /** Plans the texts of a scan without sending one. */
  const plan = async (): Promise<void> => {
    await scanNow(salon);
    await workDue(salon.context, 'jobs');
  };

  it('that were planned for both become one to the survivor’s number', async () => {
    await plan();
    expect(await salon.messages()).toHaveLength(2);
    await merge(salon.context, a, b);
    expect(await sentTo()).toEqual([B_NUMBER]);
    const texts = await salon.messages();
    expect(texts.find((it) => it.status === 'skipped')?.reason).toBe('joined-other-text');
    expect(texts.find((it) => it.status !== 'skipped')?.body).toMatch(/Bo.*Rex/s);
    const alerts = await all(salon, 'vaccinationAlert');
    expect(alerts.map((it) => it['status'])).toEqual(['sent', 'sent']);
  });

  it('that were planned wait until the merge hands them over, and then ask the survivor’s consent', async () => {
    await plan();
    const changes = { smsOptedIn: false };
    const edit = { tenantId: TENANT, ownerId: b, changes, expected: undefined };
    await merge(salon.context, a, b);
    salon.advance(1000);
    const text = async () => (await salon.messages()).find((it) => it.ownerId === a);
    const pointer = { tenantId: TENANT, id: (await text())?.id ?? '', kind: 'sms' as const };
    expect(await workers.sms.work(salon.context, pointer)).toBe('settled');
    expect(await text()).toMatchObject({ status: 'planned', sends: 0 });
    await updateOwner(salon.context, edit);
    salon.advance(60_000);
    await salon.work();
    const texts = await salon.messages();
    expect(texts.map(({ sends }) => sends)).toEqual([0, 0]);
    expect(texts.map(({ reason }) => reason).sort()).toEqual(['joined-other-text', 'opted-out']);
    expect((await all(salon, 'vaccinationAlert')).map((it) => it['status'])).toEqual([
      'skipped',
      'skipped',
    ]);
  });

  it('of a scan amid the merge are one, to the survivor, about the pets of both', async () => {
    await merge(salon.context, a, b);
    await plan();
    expect(await salon.messages()).toMatchObject([{ ownerId: b, to: B_NUMBER, status: 'planned' }]);
    expect(await sentTo()).toEqual([B_NUMBER]);
    expect((await salon.messages())[0]?.body).toMatch(/Bo.*Rex|Rex.*Bo/s);
  });

  it('name a pet that both had on record once', async () => {
    await addDog(salon, b, 'Rex');
    await merge(salon.context, a, b);
    await scanNow(salon);
    await salon.work();
    const [text] = await salon.messages();
    expect(text?.body?.split('Rex')).toHaveLength(2);
  });

  it('that were sent are listed under the survivor at once', async () => {
    await scanNow(salon);
    await salon.work();
    await merge(salon.context, a, b);
    const list = await listMessages(salon.context, { tenantId: TENANT, ownerId: b, limit: 50 });
    expect(list.items).toHaveLength(2);
    await finish(salon);
    expect((await salon.messages()).map(({ ownerId }) => ownerId)).toEqual([b, b]);
  });
});
