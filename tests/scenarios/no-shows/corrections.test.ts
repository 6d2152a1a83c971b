import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs } from '../../../shared/kernel/instant.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import { pay } from '../../../shared/ledger/money-in.ts';
import { postToLedger } from '../../../shared/ledger/post-to-ledger.ts';
import { correctNotice } from '../../../shared/no-shows/correct-notice.ts';
import { adjustFee, chargeFee, waiveFee } from '../../../shared/no-shows/fee-acts.ts';
import { getNoShow } from '../../../shared/no-shows/list-no-shows.ts';
import { markByHand } from '../../../shared/no-shows/mark-by-hand.ts';
import { confirmHeld, dismissHeld } from '../../../shared/no-shows/settle-held.ts';
import { undoNoShow } from '../../../shared/no-shows/undo-mark.ts';
import { detectNoShows } from '../../../shared/no-shows/detection-job.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import {
  claimWrites,
  staffDaysOf,
  staffDayIds,
  utcDatesOf,
} from '../../../shared/staff/staff-days.ts';
import { staffDayType } from '../../../shared/staff/model.ts';
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
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ELEVEN = at('2026-03-02T16:00:00Z');
const AFTERNOON = { start: '14:00' as LocalTime, end: '20:00' as LocalTime };

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
});
afterEach(async () => salon.stop());

/** A visit at 11:00 that was marked as missed at 11:15, and its fee texted. */
async function marked() {
  await putCheckedIn(salon, at('2026-03-02T14:30:00Z'));
  const owner = await admitOwner(salon);
  const visit = await putVisit(salon, owner.id, ELEVEN);
  salon.advance(HOUR + 15 * MINUTE);
  await salon.work();
  const [record] = await recordsOf(salon);
  if (record === undefined) throw new Error('not marked');
  return { owner, visit, record };
}

const undo = async (
  recordId: string,
  arrivedAt = addMs(ELEVEN, 5 * MINUTE),
  context = salon.context,
) =>
  undoNoShow(context, {
    tenantId: TENANT,
    recordId,
    arrivedAt,
    reason: 'They were here.',
    by: 'mem_1',
  });
const act = (recordId: string) => ({
  tenantId: TENANT,
  recordId,
  reason: 'A hard week',
  by: 'mem_1',
});
const problem = (kind: string) =>
  expect.objectContaining({ problem: expect.objectContaining({ kind }) as unknown }) as unknown;

async function agree(ownerId: string) {
  const books = await booksOf(salon, ownerId);
  expect(books.kept).toEqual(books.reckoned);
  return books;
}

describe('undo', () => {
  it('makes the visit arrived, and score, counter, fee and strike as if nothing had been', async () => {
    const { owner, visit, record } = await marked();
    const undone = await undo(record.id);
    expect(undone).toMatchObject({
      status: 'undone',
      fee: { status: 'reversed' },
      undone: { arrivedAt: '2026-03-02T16:05:00.000Z', by: 'mem_1', resoldTo: [] },
    });
    expect((await visitOf(salon, visit.id)).value).toMatchObject({
      status: 'arrived',
      arrivedAt: '2026-03-02T16:05:00.000Z',
      history: [
        { what: 'no_show' },
        { what: 'no_show_undone', by: 'mem_1', reason: 'They were here.' },
      ],
    });
    const { kept } = await agree(owner.id);
    expect(kept).toEqual({ score: 100, noShowCount: 0, balanceCents: 0, strikes: [] });
  });

  it('is refused the second time, and of two at once one is done', async () => {
    const { owner, record } = await marked();
    const both = await Promise.allSettled([undo(record.id), undo(record.id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(undo(record.id)).rejects.toEqual(problem('no-show-state'));
    const { ledger } = await agree(owner.id);
    expect(ledger.entries.size).toBe(2);
  });

  it.each([
    ['in the future', addMs(ELEVEN, 24 * HOUR)],
    ['long before the visit', addMs(ELEVEN, -13 * HOUR)],
  ])('refuses an arrival %s, and writes nothing', async (_what, arrivedAt) => {
    const { record } = await marked();
    await expect(undo(record.id, arrivedAt)).rejects.toEqual(problem('instant-out-of-range'));
    expect((await recordsOf(salon))[0]?.status).toBe('marked');
  });

  it('turns a paid fee into credit', async () => {
    const { owner, record } = await marked();
    const request = { tenantId: TENANT, ownerId: owner.id };
    await postToLedger(salon.context, request, (posting, ledger) =>
      pay(posting, ledger, { method: 'cash', amountCents: 2500, tipCents: 0 }),
    );
    await undo(record.id);
    const { kept, ledger } = await agree(owner.id);
    expect(kept.balanceCents).toBe(-2500);
    expect(ledger.spendCents).toBe(2500);
  });

  it('owes a credit note for an invoiced fee', async () => {
    const { owner, record } = await marked();
    const { chargeId = '' } = record.fee;
    const { store } = salon.context.records;
    const charge = await store.get({ tenantId: TENANT }, chargeId);
    if (charge === undefined) throw new Error('no charge');
    const invoiced = { ...charge.value, invoiceId: 'inv_7' };
    await store.commit({ tenantId: TENANT }, [
      { op: 'replace', document: invoiced, etag: charge.etag },
    ]);
    await undo(record.id);
    const { ledger } = await agree(owner.id);
    const reversal = [...ledger.entries.values()].find(({ kind }) => kind === 'reversal');
    expect(reversal).toMatchObject({ creditNoteFor: 'inv_7', effectCents: -2500 });
  });

  it('stops a text that has not left, and offers no correction', async () => {
    await salon.change({ textHours: AFTERNOON });
    const { record } = await marked();
    expect((await salon.messages())[0]?.status).toBe('planned');
    const undone = await undo(record.id);
    expect(undone).toMatchObject({ notice: { status: 'withdrawn' } });
    expect(undone.correction).toBeUndefined();
    salon.advance(5 * HOUR);
    await salon.work();
    expect(await salon.messages()).toMatchObject([{ status: 'skipped', reason: 'withdrawn' }]);
    await expect(correctNotice(salon.context, act(record.id))).rejects.toEqual(
      problem('no-correction-offered'),
    );
  });

  it('offers a correction for a text that left, sent once and saying that it was a mistake', async () => {
    const { record } = await marked();
    expect(await undo(record.id)).toMatchObject({ correction: { status: 'offered' } });
    await correctNotice(salon.context, act(record.id));
    await expect(correctNotice(salon.context, act(record.id))).rejects.toEqual(
      problem('no-correction-offered'),
    );
    await salon.work();
    const texts = (await salon.messages()).map(({ body, segments }) => [body, segments]);
    expect(texts).toContainEqual([
      'Maple: Hi Ana, our text about a missed visit on Mar 2 was a mistake. There is no fee. Sorry about that!',
      1,
    ]);
    expect(texts).toHaveLength(2);
  });

  it('meets the claim of the text at the same moment: the text left, or nothing is said', async () => {
    await salon.change({ textHours: AFTERNOON });
    const { record } = await marked();
    salon.advance(4 * HOUR);
    const { store } = salon.context.records;
    let raced = false;
    const racing: DocumentStore = {
      ...store,
      commit: async (partition, writes) => {
        if (!raced && writes.some((it) => it.op === 'replace' && it.document.id === record.id)) {
          raced = true;
          await salon.work();
        }
        return store.commit(partition, writes);
      },
    };
    expect(await undo(record.id, undefined, salon.over(racing))).toMatchObject({
      status: 'undone',
      correction: { status: 'offered' },
    });
    expect((await salon.messages()).filter(({ status }) => status !== 'skipped')).toHaveLength(1);
  });

  it('flags a slot that was given to somebody else meanwhile, and takes it again openly', async () => {
    const { visit, record } = await marked();
    const dates = utcDatesOf({ from: visit.startsAt, until: visit.busyUntil });
    const take = { from: addMs(ELEVEN, 30 * MINUTE), until: addMs(ELEVEN, 50 * MINUTE) };
    const stored = await salon.context.records.getMany(
      staffDayType,
      { tenantId: TENANT },
      staffDayIds('stf_1', dates),
    );
    const change = {
      tenantId: TENANT,
      staffId: 'stf_1',
      appointmentId: 'apt_resold',
      take,
      now: salon.now(),
    };
    await salon.context.records.commit(
      { tenantId: TENANT },
      claimWrites(staffDaysOf('stf_1', dates, stored), change),
    );
    expect(await undo(record.id)).toMatchObject({ undone: { resoldTo: ['apt_resold'] } });
    expect(await salon.notices()).toMatchObject([
      { kind: 'slot-resold', subject: { id: visit.id }, status: 'open' },
    ]);
    expect((await visitOf(salon, visit.id)).value.overrides).toMatchObject([
      { rule: 'double-booking', by: 'mem_1' },
    ]);
    const [day] = await salon.context.records.getMany(
      staffDayType,
      { tenantId: TENANT },
      staffDayIds('stf_1', dates),
    );
    expect(day?.value.booked.map(({ appointmentId }) => appointmentId).sort()).toEqual(
      [visit.id, 'apt_resold'].sort(),
    );
  });
});

describe('a mark', () => {
  it('frees the time of the staff member', async () => {
    await putCheckedIn(salon, at('2026-03-02T14:30:00Z'));
    const owner = await admitOwner(salon);
    const visit = await putVisit(salon, owner.id, ELEVEN);
    const dates = utcDatesOf({ from: visit.startsAt, until: visit.busyUntil });
    const take = { from: visit.startsAt, until: visit.busyUntil };
    const change = {
      tenantId: TENANT,
      staffId: 'stf_1',
      appointmentId: visit.id,
      take,
      now: salon.now(),
    };
    await salon.context.records.commit(
      { tenantId: TENANT },
      claimWrites(staffDaysOf('stf_1', dates, []), change),
    );
    salon.advance(HOUR + 15 * MINUTE);
    await salon.work();
    const [day] = await salon.context.records.getMany(
      staffDayType,
      { tenantId: TENANT },
      staffDayIds('stf_1', dates),
    );
    expect(day?.value.booked).toEqual([]);
  });

  it('by a person stands after an undone one as another mark, with a fee of its own', async () => {
    const { owner, visit, record } = await marked();
    await undo(record.id);
    const again = await markByHand(salon.context, {
      tenantId: TENANT,
      appointmentId: visit.id,
      by: 'mem_1',
    });
    expect(again).toMatchObject({
      markSeq: 2,
      status: 'marked',
      markedBy: 'mem_1',
      fee: { cents: 2500, strike: 1 },
    });
    expect(again.id).not.toBe(record.id);
    const { kept } = await agree(owner.id);
    expect(kept).toMatchObject({ score: 80, noShowCount: 1, balanceCents: 2500 });
    expect((await visitOf(salon, visit.id)).value.arrivedAt).toBeUndefined();
  });

  it('by a person is refused before the start, and of what is over', async () => {
    const owner = await admitOwner(salon);
    const visit = await putVisit(salon, owner.id, ELEVEN);
    const mark = { tenantId: TENANT, appointmentId: visit.id };
    await expect(markByHand(salon.context, mark)).rejects.toEqual(problem('visit-not-begun'));
    salon.advance(HOUR);
    await markByHand(salon.context, mark);
    await expect(markByHand(salon.context, mark)).rejects.toEqual(problem('appointment-state'));
    await agree(owner.id);
  });
});

describe('waive', () => {
  it('drops the fee and keeps mark, strike and score', async () => {
    const { owner, record } = await marked();
    expect(await waiveFee(salon.context, act(record.id))).toMatchObject({
      status: 'marked',
      fee: { status: 'waived', cents: 2500 },
      waived: { reason: 'A hard week', by: 'mem_1' },
      correction: { status: 'offered' },
    });
    const { kept } = await agree(owner.id);
    expect(kept).toMatchObject({ score: 80, noShowCount: 1, balanceCents: 0 });
    expect(kept.strikes).toHaveLength(1);
    await expect(waiveFee(salon.context, act(record.id))).rejects.toEqual(
      problem('no-show-fee-state'),
    );
  });

  it('of a fee that waits is the end of it; else the fee is charged once, as decided', async () => {
    await salon.change({ noShows: { feeMode: 'review' } });
    const { owner, record } = await marked();
    expect(await chargeFee(salon.context, { ...act(record.id), feeCents: 1500 })).toMatchObject({
      status: 'marked',
      fee: { status: 'charged', cents: 1500, reason: 'set-by-staff' },
    });
    await expect(chargeFee(salon.context, act(record.id))).rejects.toEqual(
      problem('no-show-state'),
    );
    expect((await agree(owner.id)).kept.balanceCents).toBe(1500);
    await salon.work();
    expect((await salon.messages())[0]?.body).toContain('$15.00');
  });
});

describe('a later fee', () => {
  it('stays when an earlier mark is undone, is listed, and is lowered by one act', async () => {
    const { owner, record } = await marked();
    salon.advance(24 * HOUR);
    await putCheckedIn(salon, addMs(salon.now(), -2 * HOUR));
    await putVisit(salon, owner.id, addMs(salon.now(), -15 * MINUTE));
    await salon.work();
    const later = (await recordsOf(salon))[1];
    expect(later).toMatchObject({ fee: { cents: 3750, strike: 2, status: 'charged' } });
    await undo(record.id);
    const { laterFees } = await getNoShow(salon.context, { tenantId: TENANT, recordId: record.id });
    expect(laterFees).toMatchObject([{ record: { id: later?.id }, cents: 2500 }]);
    expect((await agree(owner.id)).kept.balanceCents).toBe(3750);
    expect(await adjustFee(salon.context, act(later?.id ?? ''))).toMatchObject({
      fee: { cents: 2500, strike: 1, status: 'charged' },
    });
    expect((await agree(owner.id)).kept.balanceCents).toBe(2500);
    await expect(adjustFee(salon.context, act(later?.id ?? ''))).rejects.toEqual(
      problem('no-show-fee-state'),
    );
  });
});

describe('a held visit', () => {
  async function held() {
    const owner = await admitOwner(salon);
    const visit = await putVisit(salon, owner.id, ELEVEN);
    salon.advance(HOUR + 15 * MINUTE);
    await salon.work();
    const [record] = await recordsOf(salon);
    return { owner, visit, record: record ?? expect.fail('not held') };
  }

  it('is marked by a person who confirms it, with fee and text, and the notice is cured', async () => {
    const { owner, record } = await held();
    expect(await confirmHeld(salon.context, act(record.id))).toMatchObject({
      id: record.id,
      status: 'marked',
      markedBy: 'mem_1',
      fee: { status: 'charged', cents: 2500 },
    });
    await expect(confirmHeld(salon.context, act(record.id))).rejects.toEqual(
      problem('no-show-state'),
    );
    await salon.work();
    expect(await salon.messages()).toHaveLength(1);
    expect((await salon.notices()).map(({ status }) => status)).toEqual(['cured']);
    expect((await agree(owner.id)).kept).toMatchObject({
      score: 80,
      noShowCount: 1,
      balanceCents: 2500,
    });
  });

  it('is left as it stands when it is dismissed, and not looked at again', async () => {
    const { owner, visit, record } = await held();
    expect(await dismissHeld(salon.context, act(record.id))).toMatchObject({ status: 'dismissed' });
    expect(await dismissHeld(salon.context, act(record.id))).toMatchObject({ status: 'dismissed' });
    expect((await visitOf(salon, visit.id)).value.status).toBe('booked');
    const tenant = await loadTenant(salon.context, TENANT);
    expect(await detectNoShows(salon.context, tenant)).toEqual({ marked: 0, held: 0 });
    expect((await agree(owner.id)).kept).toMatchObject({ score: 100, noShowCount: 0 });
  });

  it('that was checked in meanwhile cannot be confirmed: the record is dismissed', async () => {
    const { owner, visit, record } = await held();
    expect(await checkIn(salon, visit.id)).toBe(true);
    expect(await confirmHeld(salon.context, act(record.id))).toMatchObject({ status: 'dismissed' });
    expect((await visitOf(salon, visit.id)).value.status).toBe('arrived');
    expect((await agree(owner.id)).kept).toMatchObject({ score: 100, balanceCents: 0 });
  });
});

it('keeps every book right in any order of mark, undo, waive, adjust and mark again', async () => {
  const step = fc.record({
    visit: fc.nat(2),
    what: fc.constantFrom('mark', 'undo', 'waive', 'adjust', 'pay'),
  });
  let n = 100;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const owner = await admitOwner(salon, (n += 1));
      const starts = [0, 1, 24].map((hours) => addMs(salon.now(), -(hours + 1) * HOUR));
      const visits = await Promise.all(
        starts.map(async (startsAt) => putVisit(salon, owner.id, startsAt)),
      );
      for (const { visit, what } of steps) {
        const { id = '', startsAt = salon.now() } = visits[visit] ?? {};
        const mine = (await recordsOf(salon)).filter((it) => it.appointmentId === id);
        const record = mine.toSorted((a, b) => a.markSeq - b.markSeq).at(-1);
        const recordId = record?.id ?? 'none';
        const done = {
          mark: async () => markByHand(salon.context, { tenantId: TENANT, appointmentId: id }),
          undo: async () => undo(recordId, startsAt),
          waive: async () => waiveFee(salon.context, act(recordId)),
          adjust: async () => adjustFee(salon.context, act(recordId)),
          pay: async () =>
            postToLedger(
              salon.context,
              { tenantId: TENANT, ownerId: owner.id },
              (posting, ledger) =>
                pay(posting, ledger, { method: 'cash', amountCents: 1000, tipCents: 0 }),
            ),
        };
        // What does not fit is refused, and must leave nothing behind.
        await done[what]().catch((error: unknown) => {
          expect(error).toHaveProperty('problem');
        });
        await agree(owner.id);
      }
      const records = (await recordsOf(salon)).filter((it) => it.ownerId === owner.id);
      const days = Map.groupBy(
        records.filter(({ status }) => status === 'marked'),
        ({ localDate }) => localDate,
      );
      for (const [, of] of days)
        expect(of.filter(({ fee }) => fee.cents > 0).length).toBeLessThanOrEqual(1);
      expect((await ownerOf(salon, owner.id)).noShowStrikes ?? []).toHaveLength(
        records.filter(({ status }) => status === 'marked').length,
      );
    }),
    { numRuns: 25 },
  );
});
