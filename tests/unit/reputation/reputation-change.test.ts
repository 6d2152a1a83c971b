import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownerType, type Owner } from '../../../shared/customers/model.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../shared/platform/clock.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import type { DocumentStore, Stored } from '../../../shared/platform/store/document-store.ts';
import {
  create,
  recordsOver,
  replace,
  type Records,
} from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { visitMarkId, type VisitMarkKind } from '../../../shared/reputation/model.ts';
import { readEvents } from '../../../shared/reputation/read-events.ts';
import {
  reputationChange,
  type ReputationEdit,
} from '../../../shared/reputation/reputation-change.ts';
import { foldEvents, scoreOn } from '../../../shared/reputation/score.ts';
import { visitMark } from '../../../shared/reputation/visit-marks.ts';
import { reputationRulesOf } from '../../../shared/tenants/reputation-rules.ts';
import { dateAt } from '../../../shared/tenants/zone-periods.ts';
import { businessWith } from '../../fixtures/business.ts';

const tenant = businessWith();
const partition = { tenantId: tenant.tenantId };
const START = instantOf(Date.parse('2026-03-02T15:00:00Z'));
const HOUR = 3_600_000;
let folder: string;
let records: Records;
let calls: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-reputation-'));
  const file = path.join(folder, 's.sqlite');
  const store = openSqliteStore({ file, clock: fixedClock(START), ids: randomIds });
  calls = 0;
  const counted: DocumentStore = {
    ...store,
    getMany: async (...args) => (calls++, store.getMany(...args)),
    query: async (...args) => (calls++, store.query(...args)),
  };
  records = recordsOver(counted);
});
afterEach(async () => {
  await records.store.close();
  await rm(folder, { recursive: true });
});

async function newOwner(id = randomIds.next('owner')): Promise<Stored<Owner>> {
  const owner: Owner = {
    id,
    type: 'owner',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    firstName: 'Ana',
    lastName: 'Lima',
    nameKey: 'lima ana',
    status: 'active',
    revision: 1,
    createdAt: START,
    updatedAt: START,
  };
  const result = await records.commit(partition, [create(owner)]);
  if (!result.ok) throw new Error('exists');
  return { value: owner, etag: result.etag };
}

async function apply(owner: Stored<Owner>, edit: ReputationEdit, now: Instant) {
  const change = await reputationChange({ records }, tenant, owner.value, edit, now);
  const result = await records.commit(partition, [replace(owner, change.owner), ...change.writes]);
  if (!result.ok) throw new Error(`broken: ${result.broken.reason}`);
  const stored = await records.get(ownerType, partition, owner.value.id);
  if (stored === undefined) throw new Error('gone');
  return stored;
}

const mark = (ownerId: string, visit: number, kind: VisitMarkKind, hours: number, markSeq = 0) =>
  visitMark(
    tenant,
    { id: `apt_${String(visit)}`, ownerId, markSeq },
    { kind, occurredAt: addMs(START, hours * HOUR), now: addMs(START, hours * HOUR) },
  );

describe('a change of reputation', () => {
  it('writes the entry, the score and the counter, without reading what was before', async () => {
    const owner = await newOwner();
    calls = 0;
    const after = await apply(owner, { add: [mark(owner.value.id, 1, 'no_show', 1)] }, START);
    expect(calls).toBe(0);
    expect(after.value).toMatchObject({ reputationScore: 80, noShowCount: 1 });
    expect(after.value.lastReputationUpdate).toBe(START);
    expect(await readEvents(records, after.value)).toMatchObject([
      { kind: 'no_show', points: -20, localDate: '2026-03-02', timeZone: 'America/New_York' },
    ]);
  });

  it('folds anew when an entry comes before others, as a late one does', async () => {
    const owner = await newOwner();
    const { id } = owner.value;
    const missed = await apply(owner, { add: [mark(id, 2, 'no_show', 5)] }, START);
    const after = await apply(missed, { add: [mark(id, 1, 'completed', 1)] }, START);
    // Completed first is cut off at 100; afterwards it would have made 82.
    expect(after.value).toMatchObject({ reputationScore: 80, completedAppointmentCount: 1 });
  });

  it('voids once: the score is what it would have been, the entry stays and says why', async () => {
    const owner = await newOwner();
    const { id } = owner.value;
    const missed = await apply(owner, { add: [mark(id, 1, 'no_show', 1, 1)] }, START);
    const edit = {
      void: [visitMarkId('no_show', { id: 'apt_1', markSeq: 1 })],
      reason: 'They came.',
      by: 'mem_1',
    };
    const undone = await apply(missed, edit, addMs(START, HOUR));
    expect(undone.value).toMatchObject({ reputationScore: 100, noShowCount: 0 });
    const again = await apply(undone, edit, addMs(START, 2 * HOUR));
    expect(again.value).toMatchObject({ reputationScore: 100, noShowCount: 0 });
    expect(await readEvents(records, again.value)).toMatchObject([
      { points: -20, voided: { at: addMs(START, HOUR), reason: 'They came.', by: 'mem_1' } },
    ]);
  });

  it('cannot be noted twice: the same mark of the same visit collides', async () => {
    const owner = await newOwner();
    const add = [mark(owner.value.id, 1, 'completed', 1)];
    const after = await apply(owner, { add }, START);
    await expect(apply(after, { add }, START)).rejects.toThrow('broken: exists');
  });

  it('meets a rival change of the same owner: one of two is refused and decided anew', async () => {
    const owner = await newOwner();
    const { id } = owner.value;
    await apply(owner, { add: [mark(id, 1, 'completed', 1)] }, START);
    const late = apply(owner, { add: [mark(id, 2, 'no_show', 2)] }, START);
    await expect(late).rejects.toThrow('broken: changed');
  });

  it('folds anew under rules that changed since', async () => {
    const owner = await newOwner();
    const missed = await apply(owner, { add: [mark(owner.value.id, 1, 'no_show', 1)] }, START);
    const strict = businessWith({ reputation: { recoveryDays: 1 } });
    const add = [mark(owner.value.id, 2, 'completed', 24 * 4)];
    const now = addMs(START, 24 * 4 * HOUR);
    const change = await reputationChange({ records }, strict, missed.value, { add }, now);
    expect(change.owner.reputationScore).toBe(86);
  });

  it('keeps score and counters equal to the entries in any order of adding and voiding', async () => {
    const KINDS = ['no_show', 'late_cancellation', 'on_time_arrival', 'completed'] as const;
    const step = fc.record({
      void: fc.boolean(),
      visit: fc.integer({ min: 1, max: 5 }),
      kind: fc.constantFrom(...KINDS),
      hours: fc.integer({ min: 0, max: 24 * 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        let owner = await newOwner();
        const { id } = owner.value;
        const prefix = id;
        const seen = new Set<string>();
        const now = addMs(START, 24 * 90 * HOUR);
        for (const it of steps) {
          const event = {
            ...mark(id, it.visit, it.kind, it.hours),
            id: `${prefix}${it.kind}${String(it.visit)}`,
          };
          if (it.void) owner = await apply(owner, { void: [event.id], reason: 'test' }, now);
          else if (!seen.has(event.id)) owner = await apply(owner, { add: [event] }, now);
          if (!it.void) seen.add(event.id);
        }
        const events = await readEvents(records, owner.value);
        const standing = events.filter(({ voided }) => voided === undefined);
        const of = (kind: string) => standing.filter((it) => it.kind === kind).length;
        const rules = reputationRulesOf(tenant);
        const { value } = owner;
        expect(value.reputationScore ?? 100).toBe(
          scoreOn(foldEvents(events, rules), dateAt(tenant, now), rules),
        );
        expect(value.noShowCount ?? 0).toBe(of('no_show'));
        expect(value.lateCancellationCount ?? 0).toBe(of('late_cancellation'));
        expect(value.completedAppointmentCount ?? 0).toBe(of('completed'));
      }),
      { numRuns: 30 },
    );
  });
});
