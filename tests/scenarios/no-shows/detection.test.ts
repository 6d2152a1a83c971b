import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workPointer } from '../../../shared/due-work/work-pointer.ts';
import { appointmentWorker } from '../../../shared/appointments/checkpoint-worker.ts';
import { eventType } from '../../../shared/events/model.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { missedAtGrace } from '../../../shared/no-shows/decide-missed.ts';
import { detectNoShows } from '../../../shared/no-shows/detection-job.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { loadTenant } from '../../../shared/tenants/load-tenant.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';
import {
  admitOwner,
  at,
  booksOf,
  checkIn,
  ownerOf,
  putCheckedIn,
  putVisit,
  recordsOf,
  visitOf,
} from './visits.ts';

// The salon's clock starts at 10:00 in New York on Monday, 2 March 2026.
const LIVE = { tenantId: TENANT };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ELEVEN = at('2026-03-02T16:00:00Z');

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
});
afterEach(async () => salon.stop());

/** Lets the clock pass the end of grace of a visit at 11:00, on a day on which people are checked in. */
async function missedVisit() {
  await putCheckedIn(salon, at('2026-03-02T14:30:00Z'));
  const owner = await admitOwner(salon);
  const visit = await putVisit(salon, owner.id, ELEVEN);
  salon.advance(HOUR + 15 * MINUTE);
  return { owner, visit };
}

describe('a visit whose grace ends without a check-in', () => {
  it('is marked with record, fee, score, counter, strike, event and text, and every sum agrees', async () => {
    const { owner, visit } = await missedVisit();
    await salon.work();
    const { value } = await visitOf(salon, visit.id);
    expect(value).toMatchObject({ status: 'no_show', markSeq: 1, checkpoints: [], revision: 2 });
    expect(value.history).toMatchObject([{ what: 'no_show', status: 'no_show' }]);
    const [record] = await recordsOf(salon);
    expect(record).toMatchObject({
      status: 'marked',
      found: 'checkpoint',
      appointmentId: visit.id,
      ownerId: owner.id,
      occurredAt: '2026-03-02T16:15:00.000Z',
      localDate: '2026-03-02',
      gracePeriodMinutes: 15,
      valueCents: 6000,
      fee: { status: 'charged', cents: 2500, strike: 1, reason: 'first-strike' },
    });
    expect(record?.policyText).toContain('no-show fee');
    const books = await booksOf(salon, owner.id);
    expect(books.kept).toEqual(books.reckoned);
    expect(books.kept).toMatchObject({ score: 80, noShowCount: 1, balanceCents: 2500 });
    const events = await salon.context.records.query(eventType, LIVE, { limit: 100 });
    const names = events.items.map(({ value: { name } }) => name).sort();
    expect(names).toEqual(['charge_posted', 'no_show_detected']);
  });

  it('is told of in one GSM-7 segment that names the amount and asks for an answer', async () => {
    await missedVisit();
    await salon.work();
    const [message] = await salon.messages();
    expect(message).toMatchObject({ status: 'accepted', segments: 1 });
    expect(message?.body).toBe(
      'Maple: Hi Ana, we missed you on Mar 2, 11:00 AM. Your no-show fee is $25.00. Was it a mistake? Just reply to this text.',
    );
    const [record] = await recordsOf(salon);
    expect(record?.notice).toMatchObject({ messageId: message?.id });
    salon.advance(HOUR);
    await salon.work();
    expect((await recordsOf(salon))[0]?.notice).toMatchObject({ status: 'sent' });
  });

  it('costs one transaction and at most 4 store calls', async () => {
    const { visit } = await missedVisit();
    const { store } = salon.context.records;
    const calls: string[] = [];
    const counted: DocumentStore = {
      ...store,
      get: async (...args) => (calls.push('get'), store.get(...args)),
      getMany: async (...args) => (calls.push('getMany'), store.getMany(...args)),
      query: async (...args) => (calls.push('query'), store.query(...args)),
      count: async (...args) => (calls.push('count'), store.count(...args)),
      commit: async (...args) => (calls.push('commit'), store.commit(...args)),
    };
    const pointer = { tenantId: TENANT, id: visit.id, kind: 'appointments' as const };
    const outcome = await workPointer(
      salon.over(counted),
      appointmentWorker(missedAtGrace),
      pointer,
    );
    expect(outcome).toBe('settled');
    expect(calls).toEqual(['get', 'getMany', 'query', 'commit']);
    expect((await recordsOf(salon))[0]?.status).toBe('marked');
  });

  it('is marked once, however often the checkpoint, the daily look and the pointer come', async () => {
    const { owner, visit } = await missedVisit();
    const pointer = { tenantId: TENANT, id: visit.id, kind: 'appointments' as const };
    const worker = appointmentWorker(missedAtGrace);
    const tenant = await loadTenant(salon.context, TENANT);
    await Promise.all([
      workPointer(salon.context, worker, pointer),
      workPointer(salon.context, worker, pointer),
      detectNoShows(salon.context, tenant),
      detectNoShows(salon.context, tenant),
    ]);
    await salon.work();
    expect(await recordsOf(salon)).toHaveLength(1);
    const books = await booksOf(salon, owner.id);
    expect(books.kept).toEqual(books.reckoned);
    expect(books.kept.balanceCents).toBe(2500);
  });

  it('is not marked before the end of grace, and not when grace became longer since it was planned', async () => {
    const { visit } = await missedVisit();
    await salon.change({ scheduling: { graceMinutes: 30 } });
    const pointer = { tenantId: TENANT, id: visit.id, kind: 'appointments' as const };
    await workPointer(salon.context, appointmentWorker(missedAtGrace), pointer);
    expect((await visitOf(salon, visit.id)).value).toMatchObject({
      status: 'booked',
      dueAt: addMs(ELEVEN, 30 * MINUTE),
    });
    salon.advance(15 * MINUTE);
    await salon.work();
    expect((await visitOf(salon, visit.id)).value.status).toBe('no_show');
    expect((await recordsOf(salon))[0]).toMatchObject({ gracePeriodMinutes: 30 });
  });

  it('meets a check-in at the same moment: one of the two comes first, never both', async () => {
    for (const checkInFirst of [true, false]) {
      const owner = await admitOwner(salon, checkInFirst ? 11 : 12);
      await putCheckedIn(salon, salon.now());
      const visit = await putVisit(salon, owner.id, addMs(salon.now(), -15 * MINUTE));
      const { store } = salon.context.records;
      let raced = false;
      const racing: DocumentStore = {
        ...store,
        commit: async (partition, writes) => {
          // Between the decision to mark and its commit.
          if (!raced && checkInFirst) {
            raced = true;
            expect(await checkIn(salon, visit.id)).toBe(true);
          }
          return store.commit(partition, writes);
        },
      };
      const stale = await visitOf(salon, visit.id);
      const pointer = { tenantId: TENANT, id: visit.id, kind: 'appointments' as const };
      await workPointer(salon.over(racing), appointmentWorker(missedAtGrace), pointer);
      const { value } = await visitOf(salon, visit.id);
      expect(value.status).toBe(checkInFirst ? 'arrived' : 'no_show');
      if (!checkInFirst) {
        const late = replace(stale, { status: 'arrived' });
        expect((await salon.context.records.commit(LIVE, [late])).ok).toBe(false);
      }
      const books = await booksOf(salon, owner.id);
      expect(books.kept).toEqual(books.reckoned);
      expect(books.records).toHaveLength(checkInFirst ? 0 : 1);
    }
  });

  it('of two visits of one day is charged once: the second is the same strike', async () => {
    const { owner } = await missedVisit();
    await putVisit(salon, owner.id, addMs(ELEVEN, 5 * MINUTE), { staffId: 'stf_2' });
    await putCheckedIn(salon, ELEVEN);
    await putCheckedIn(salon, addMs(ELEVEN, MINUTE));
    salon.advance(5 * MINUTE);
    await salon.work();
    const fees = (await recordsOf(salon)).map(({ fee }) => [fee.cents, fee.reason]);
    expect(fees).toEqual([
      [2500, 'first-strike'],
      [0, 'same-day'],
    ]);
    const books = await booksOf(salon, owner.id);
    expect(books.kept).toEqual(books.reckoned);
    expect(books.kept).toMatchObject({ score: 60, noShowCount: 2, balanceCents: 2500 });
  });

  it('has its fee left to a person where the business wants that, with no text until then', async () => {
    await salon.change({ noShows: { feeMode: 'review' } });
    const { owner } = await missedVisit();
    await salon.work();
    expect(await recordsOf(salon)).toMatchObject([
      { status: 'review', fee: { status: 'proposed', cents: 2500 } },
    ]);
    expect(await salon.messages()).toEqual([]);
    expect(await ownerOf(salon, owner.id)).toMatchObject({ noShowCount: 1, reputationScore: 80 });
    expect((await booksOf(salon, owner.id)).kept.balanceCents).toBe(0);
  });
});

describe('the brake', () => {
  it('holds marks on a day on which nobody checks anyone in: no fee, no text, no score', async () => {
    const owner = await admitOwner(salon);
    const visit = await putVisit(salon, owner.id, ELEVEN);
    salon.advance(HOUR + 15 * MINUTE);
    await salon.work();
    expect(await recordsOf(salon)).toMatchObject([
      {
        status: 'held',
        hold: { reason: 'no-check-ins', checkIns: 0, ended: 1, unmarked: 1 },
        fee: { status: 'none', cents: 0 },
      },
    ]);
    expect((await visitOf(salon, visit.id)).value).toMatchObject({ status: 'booked', markSeq: 1 });
    expect(await salon.messages()).toEqual([]);
    expect((await booksOf(salon, owner.id)).kept).toMatchObject({
      score: 100,
      noShowCount: 0,
      balanceCents: 0,
    });
    expect(await salon.notices()).toMatchObject([
      { kind: 'no-shows-held', subject: { id: '2026-03-02' }, status: 'open' },
    ]);
  });

  it('raises one notice a day, and the daily look leaves what is held to people', async () => {
    for (const n of [1, 2, 3]) await putVisit(salon, (await admitOwner(salon, n)).id, ELEVEN);
    salon.advance(HOUR + 15 * MINUTE);
    await salon.work();
    expect(await recordsOf(salon)).toHaveLength(3);
    expect(await salon.notices()).toHaveLength(1);
    salon.advance(20 * HOUR);
    await salon.work();
    const { history } = (await salon.job('no-show-detection')).value;
    expect(history).toMatchObject([{ outcome: 'done', counts: { marked: 0, held: 0 } }]);
    expect((await recordsOf(salon)).map(({ status }) => status)).toEqual(['held', 'held', 'held']);
  });

  it('catches most of a day that is not checked in, even when its first visit was', async () => {
    await putCheckedIn(salon, at('2026-03-02T14:00:00Z'));
    for (const n of [1, 2, 3, 4]) {
      await putVisit(salon, (await admitOwner(salon, n)).id, addMs(ELEVEN, n * 30 * MINUTE));
    }
    for (let step = 0; step < 14; step++) {
      salon.advance(15 * MINUTE);
      await salon.work();
    }
    expect((await recordsOf(salon)).map(({ status }) => status)).toEqual([
      'marked',
      'held',
      'held',
      'held',
    ]);
  });
});

describe('the daily look', () => {
  it('marks what no checkpoint did, and counts what it found', async () => {
    const { visit } = await missedVisit();
    const stored = await visitOf(salon, visit.id);
    const lost = replace(stored, { checkpoints: [], dueAt: undefined, dueKind: undefined });
    await salon.context.records.commit(LIVE, [lost]);
    salon.advance(18 * HOUR + 50 * MINUTE);
    await salon.work();
    expect((await salon.job('no-show-detection')).value.history).toMatchObject([
      { outcome: 'done', counts: { marked: 1, held: 0 } },
    ]);
    expect((await recordsOf(salon))[0]).toMatchObject({ status: 'marked', found: 'daily' });
  });

  it('leaves to a person what it finds more than a day late, whoever was checked in', async () => {
    const { visit } = await missedVisit();
    const stored = await visitOf(salon, visit.id);
    const lost = replace(stored, { checkpoints: [], dueAt: undefined, dueKind: undefined });
    await salon.context.records.commit(LIVE, [lost]);
    salon.advance(24 * HOUR + MINUTE);
    await detectNoShows(salon.context, await loadTenant(salon.context, TENANT));
    expect((await recordsOf(salon))[0]).toMatchObject({
      status: 'held',
      hold: { reason: 'found-late' },
    });
  });

  it('never takes imported history for missed', async () => {
    const owner = await admitOwner(salon);
    const past = {
      status: 'unresolved',
      source: 'import',
      checkpoints: [],
      dueKind: undefined,
      dueAt: undefined,
    } as const;
    await putVisit(salon, owner.id, addMs(salon.now(), -30 * HOUR), { ...past, checkpoints: [] });
    const tenant = await loadTenant(salon.context, TENANT);
    expect(await detectNoShows(salon.context, tenant)).toEqual({ marked: 0, held: 0 });
    expect(await recordsOf(salon)).toEqual([]);
  });

  it('reads what ended its grace, not the book: visits to come cost nothing', async () => {
    const owner = await admitOwner(salon);
    for (let n = 0; n < 120; n++) await putVisit(salon, owner.id, addMs(ELEVEN, (24 + n) * HOUR));
    const { store } = salon.context.records;
    let read = 0;
    const counted: DocumentStore = {
      ...store,
      query: async (...args) => {
        const page = await store.query(...args);
        read += page.items.length;
        return page;
      },
    };
    const tenant = await loadTenant(salon.context, TENANT);
    await detectNoShows(salon.over(counted), tenant);
    expect(read).toBe(0);
  });
});
