import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getOwner } from '../../../shared/customers/find-owners.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { atEveryCall, cutOff, FAULTS } from '../../fixtures/crash-sweep.ts';
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

const PHONES = ['+14155550101', '+14155550102', '+14155550103'];

let salon: Salon;
let people: string[];
afterEach(async () => salon.stop());

async function open(): Promise<void> {
  salon = await openSalon();
  people = [];
  for (const [n, phone] of PHONES.entries()) {
    const id = await addOwner(salon, { firstName: 'Ada', lastName: String(n), phone });
    people.push(id);
    await addDog(salon, id, `Rex ${String(n)}`);
  }
}

const person = (n: number): string => people[n] ?? '';
const ownerAt = async (n: number) =>
  getOwner(salon.context, { tenantId: TENANT, ownerId: person(n) });

/** What a merge came to, without ids that differ between salons. */
async function outcome(): Promise<unknown> {
  const name = (id: unknown): number => people.indexOf(String(id));
  const documents = await all(salon, 'pet', 'vaccination', 'vaccinationAlert', 'message');
  const phones = await all(salon, 'phone');
  const { absorbing, otherPhones, revision } = await ownerAt(1);
  return {
    survivor: { absorbing, otherPhones, revision },
    documents: documents.map(({ type, ownerId }) => `${String(type)} ${name(ownerId)}`).sort(),
    phones: phones.map((it) => [it['number'], (it['ownerIds'] as string[]).map(name)]).sort(),
    merges: (await all(salon, 'ownerMerge')).map((it) => it['status']),
    texts: (await salon.messages()).map(({ to, sends, reason }) => [to, sends, reason]).sort(),
  };
}

/** Asks for the merge and does its first pages, as one instance would. */
async function mergeAndMove(store: DocumentStore): Promise<void> {
  const context = salon.over(store);
  await merge(context, person(0), person(1));
  await workDue(context, 'jobs');
}

describe('a merge that is cut off', () => {
  it.each(FAULTS)('at any call that %s comes to the same end, with one text', async (fault) => {
    const begin = async (): Promise<void> => {
      await open();
      await scanNow(salon);
      await workDue(salon.context, 'jobs');
    };
    await begin();
    await mergeAndMove(salon.context.records.store);
    await finish(salon);
    const expected = await outcome();
    await salon.stop();
    const calls = await atEveryCall(async (at) => {
      await begin();
      const { met } = await cutOff(salon.context.records.store, { at, fault }, mergeAndMove);
      // Whoever got no answer asks again: the same merge, once.
      await merge(salon.context, person(0), person(1));
      await finish(salon);
      expect(await outcome(), `call ${String(at)}`).toEqual(expected);
      await salon.stop();
      return met;
    });
    expect(calls).toBeGreaterThan(12);
    await open();
  });
});

describe('merges that meet', () => {
  beforeEach(open);

  it('in a row end with the last survivor, whichever job runs first', async () => {
    await merge(salon.context, person(0), person(1));
    await merge(salon.context, person(1), person(2));
    for (const n of [0, 1, 2]) expect((await ownerAt(n)).id).toBe(person(2));
    expect((await ownerAt(0)).otherPhones?.toSorted()).toEqual(PHONES.slice(0, 2));
    await finish(salon);
    expect(await namedOwners(salon)).toEqual(new Set([person(2)]));
    expect(await ownerAt(2)).not.toHaveProperty('absorbing');
    for (const phone of await all(salon, 'phone')) expect(phone['ownerIds']).toEqual([person(2)]);
  });

  it('decide a page again when the survivor is merged on under it', async () => {
    await merge(salon.context, person(0), person(1));
    const { store } = salon.context.records;
    let onward = 0;
    const context = salon.over({
      ...store,
      async commit(partition, writes) {
        const guards = writes.some((it) => it.op === 'touch' && it.id === person(1));
        if (guards && ++onward === 1) await merge(salon.context, person(1), person(2));
        return store.commit(partition, writes);
      },
    });
    await workDue(context, 'jobs');
    expect(onward).toBe(1);
    await finish(salon);
    expect(await namedOwners(salon)).toEqual(new Set([person(2)]));
  });

  it('at the same moment leave one survivor, and refuse what does not fit any more', async () => {
    const results = await Promise.allSettled([
      merge(salon.context, person(0), person(1)),
      merge(salon.context, person(1), person(2)),
      merge(salon.context, person(1), person(0)),
    ]);
    expect(results.some((it) => it.status === 'fulfilled')).toBe(true);
    for (const it of results) {
      if (it.status === 'rejected') {
        expect(it.reason).toMatchObject({ problem: { kind: 'owner-merged', status: 409 } });
      }
    }
    await finish(salon);
    const owners = (await all(salon, 'owner')).map(({ id }) => id);
    const named = await namedOwners(salon);
    expect([...named].filter((id) => !owners.includes(String(id)))).toEqual([]);
    expect(await all(salon, 'pet')).toHaveLength(3);
  });
});
