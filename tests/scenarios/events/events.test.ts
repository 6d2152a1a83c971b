import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS } from '../../../shared/due-work/back-off.ts';
import { workPointer } from '../../../shared/due-work/work-pointer.ts';
import { eventWorker, type Subscriber } from '../../../shared/events/event-worker.ts';
import { retryEvent } from '../../../shared/events/list-events.ts';
import { eventId, eventType, type Event } from '../../../shared/events/model.ts';
import { raiseEvent } from '../../../shared/events/raise-event.ts';
import { noticeId, noticeType, type Notice } from '../../../shared/notices/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import {
  StoreUnavailableError,
  type Write,
} from '../../../shared/platform/store/document-store.ts';
import { create, replace } from '../../../shared/platform/store/records.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

const LIVE = { tenantId: TENANT };
const ID = eventId('appointment_completed', 'apt_1', 1);
const POINTER = { tenantId: TENANT, id: ID, kind: 'events' } as const;
const DAY_MS = 24 * 3_600_000;

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
});
afterEach(async () => salon.stop());

async function raise(name: Event['name'] = 'appointment_completed'): Promise<boolean> {
  const subject = { type: 'appointment', id: 'apt_1' };
  const { write } = raiseEvent({ tenantId: TENANT, name, subject, sequence: 1 }, salon.now());
  return (await salon.context.records.commit(LIVE, [write])).ok;
}

/** A notice, as something that a subscriber may write. */
function trace(id: string): Notice {
  const base = { tenantId: TENANT, schemaVersion: 1, type: 'notice' as const };
  const subject = { type: 'test', id };
  const at = salon.now();
  return {
    ...base,
    id: noticeId({ kind: 'work-failed', subject }),
    kind: 'work-failed',
    subject,
    detail: id,
    status: 'open',
    createdAt: at,
    updatedAt: at,
  };
}

function subscriber(name: string, writes: () => Promise<readonly Write[]>): Subscriber {
  return {
    name,
    events: ['appointment_completed'],
    react: async () => ({ writes: await writes() }),
  };
}

const leaves = (name: string) => subscriber(name, async () => [create(trace(name))]);
const work = async (subscribers: readonly Subscriber[], context: Context = salon.context) =>
  workPointer(context, eventWorker(subscribers), POINTER);
const traces = async () => (await salon.notices()).map(({ detail }) => detail).sort();
const stored = async () => (await salon.context.records.get(eventType, LIVE, ID))?.value;

describe('an event', () => {
  it('is refused when the same change raises it again', async () => {
    expect([await raise(), await raise()]).toEqual([true, false]);
  });

  it('reaches every subscriber once, however often its pointer arrives', async () => {
    await raise();
    expect(await work([leaves('a'), leaves('b')])).toBe('worked');
    expect(await work([leaves('a'), leaves('b')])).toBe('stale');
    expect(await traces()).toEqual(['a', 'b']);
    expect(await stored()).toMatchObject({ status: 'handled', attempts: 0 });
    expect(await stored()).not.toHaveProperty('dueAt');
  });

  it('reaches every subscriber once when two workers hold it', async () => {
    await raise();
    const outcomes = await Promise.all([1, 2, 3].map(async () => work([leaves('a')])));
    expect(outcomes.filter((it) => it === 'worked')).toHaveLength(1);
    expect(await traces()).toEqual(['a']);
  });

  it('is handled without a claim when nobody cares', async () => {
    await raise();
    expect(await work([])).toBe('settled');
    expect(await stored()).toMatchObject({ status: 'handled' });
  });

  it('vanishes 14 days after it was handled, and not before', async () => {
    await raise();
    await work([]);
    salon.advance(14 * DAY_MS - 1000);
    expect(await stored()).toBeDefined();
    salon.advance(1000);
    expect(await stored()).toBeUndefined();
  });

  it('leaves nothing of one subscriber when another fails, and acts once when both can', async () => {
    await raise();
    const failing = subscriber('b', async () => {
      throw new Error('not now');
    });
    expect(await work([leaves('a'), failing])).toBe('failed-attempt');
    expect(await traces()).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'waiting', lastError: 'Error: not now' });
    salon.advance(DAY_MS);
    expect(await work([leaves('a'), leaves('b')])).toBe('worked');
    expect(await traces()).toEqual(['a', 'b']);
  });

  it('is decided anew from fresh reads when somebody changes what a subscriber read', async () => {
    await raise();
    const { records } = salon.context;
    await records.commit(LIVE, [create(trace('x'))]);
    let decided = 0;
    const edits = subscriber('edits', async () => {
      const found = await records.get(noticeType, LIVE, trace('x').id);
      if (found === undefined) throw new Error('It must be there.');
      // Somebody else is quicker, the first time.
      if (++decided === 1) await records.commit(LIVE, [replace(found, { detail: 'theirs' })]);
      return [replace(found, { detail: `${found.value.detail}, ours` })];
    });
    expect(await work([edits])).toBe('worked');
    expect(await traces()).toEqual(['theirs, ours']);
  });

  it('acts once when the answer of the commit got lost', async () => {
    await raise();
    const { store } = salon.context.records;
    let commits = 0;
    const losing = salon.over({
      ...store,
      commit: async (partition, writes) => {
        const result = await store.commit(partition, writes);
        if (++commits === 2) throw new StoreUnavailableError('The answer got lost.');
        return result;
      },
    });
    expect(await work([leaves('a')], losing)).toBe('overtaken');
    expect(await work([leaves('a')])).toBe('stale');
    expect(await traces()).toEqual(['a']);
  });

  it('fails after its last attempt, tells staff, and acts when a person lets it', async () => {
    await raise();
    const failing = subscriber('a', async () => {
      throw new Error('never');
    });
    for (let n = 1; n <= MAX_ATTEMPTS; n++) {
      await work([failing]);
      salon.advance(DAY_MS);
    }
    expect(await stored()).toMatchObject({ status: 'failed', lastError: 'Error: never' });
    const [notice] = await salon.notices();
    expect(notice).toMatchObject({ subject: { type: 'event', id: ID }, status: 'open' });
    await retryEvent(salon.context, TENANT, ID);
    expect(await work([leaves('a')])).toBe('worked');
    expect(await salon.notices()).toContainEqual(expect.objectContaining({ status: 'cured' }));
  });
});
