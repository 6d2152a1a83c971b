import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import { runJobNow } from '../../../shared/jobs/run-job.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { markByHand } from '../../../shared/no-shows/mark-by-hand.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { adjustScore, voidAdjustment } from '../../../shared/reputation/adjust-score.ts';
import { recomputeOwner } from '../../../shared/reputation/recompute-owner.ts';
import { SCORE_RECOVERY } from '../../../shared/reputation/recovery-job.ts';
import { reputationOf } from '../../../shared/reputation/score-history.ts';
import { simulateWeights } from '../../../shared/reputation/simulate-weights.ts';
import { ownerType } from '../../../shared/customers/model.ts';
import { admitOwner, booksOf, ownerOf, putVisit } from '../no-shows/visits.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

// The salon's clock starts at 10:00 in New York on Monday, 2 March 2026.
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
});
afterEach(async () => salon.stop());

/** An owner who missed a visit an hour ago. */
async function misser(n = 1) {
  const owner = await admitOwner(salon, n);
  const visit = await putVisit(salon, owner.id, addMs(salon.now(), -HOUR));
  const record = await markByHand(salon.context, { tenantId: TENANT, appointmentId: visit.id });
  return { owner, visit, record };
}
const of = (ownerId: string) => ({ tenantId: TENANT, ownerId });

describe('the weekly run', () => {
  it('lets scores recover without anything happening, on Sundays at midnight local', async () => {
    const { owner } = await misser();
    expect((await salon.job(SCORE_RECOVERY)).value.dueAt).toBe('2026-03-08T05:00:00.000Z');
    salon.advance(6 * DAY - 10 * HOUR + HOUR);
    await salon.work();
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(80);
    expect((await salon.job(SCORE_RECOVERY)).value).toMatchObject({
      // The clocks went forward that night.
      dueAt: '2026-03-15T04:00:00.000Z',
      history: [{ outcome: 'done', counts: { owners: 1, changed: 0 } }],
    });
    salon.advance(7 * DAY);
    await salon.work();
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(81);
    expect((await booksOf(salon, owner.id)).kept.score).toBe(81);
  });

  it('is right whether it runs or not: the answer of a moment counts what recovered', async () => {
    const { owner } = await misser();
    salon.advance(21 * DAY);
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(80);
    expect(await reputationOf(salon.context, of(owner.id))).toMatchObject({ score: 83 });
    await runJobNow(salon.context, TENANT, SCORE_RECOVERY);
    await salon.work();
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(83);
  });

  it('comes at once when the business changes how scores recover, and folds everybody anew', async () => {
    const { owner } = await misser();
    salon.advance(3 * DAY);
    await salon.change({ reputation: { recoveryDays: 1, recoveryPoints: 2 } });
    await salon.work();
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(86);
    expect((await booksOf(salon, owner.id)).reckoned.score).toBe(86);
  });

  it('leaves points that were given as they were when the business changes its weights', async () => {
    const { owner } = await misser();
    await salon.change({ reputation: { noShowPoints: -50 } });
    await salon.work();
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(80);
    salon.advance(DAY);
    const { id } = await putVisit(salon, owner.id, addMs(salon.now(), -HOUR));
    await markByHand(salon.context, { tenantId: TENANT, appointmentId: id });
    expect((await ownerOf(salon, owner.id)).reputationScore).toBe(30);
  });
});

describe('the history of a score', () => {
  it('tells every change with its reason in words, and ends at the score of today', async () => {
    const { owner } = await misser();
    const judged = await adjustScore(salon.context, {
      ...of(owner.id),
      points: 15,
      reason: 'Snow',
      by: 'mem_1',
    });
    await voidAdjustment(salon.context, {
      tenantId: TENANT,
      eventId: judged.id,
      reason: 'Wrong owner',
    });
    salon.advance(8 * DAY);
    const { score, history, booking } = await reputationOf(salon.context, of(owner.id));
    expect(score).toBe(81);
    expect(history.map(({ words, before, after }) => [before, after, words])).toEqual([
      [80, 81, 'Recovered by time: 7 days without a bad mark bring 1 point.'],
      [
        80,
        80,
        'Adjusted by staff (Snow): +15 points. Taken back (Wrong owner): it does not count.',
      ],
      [100, 80, 'Missed a visit without notice: -20 points.'],
    ]);
    expect(booking.online.outcome).toBe('allowed');
    const { events } = await booksOf(salon, owner.id);
    const missed = events.find(({ kind }) => kind === 'no_show');
    const wrong = { tenantId: TENANT, eventId: missed?.id ?? '', reason: 'x' };
    await expect(voidAdjustment(salon.context, wrong)).rejects.toHaveProperty(
      'problem.kind',
      'not-manual',
    );
  });
});

describe('a rebuilt owner', () => {
  it('gets counters, score, strikes and balance back from the records, and is then right', async () => {
    const { owner, record } = await misser();
    const stored = await salon.context.records.get(ownerType, { tenantId: TENANT }, owner.id);
    if (stored === undefined) throw new Error('no owner');
    const wrong = replace(stored, {
      reputationScore: 3,
      reputationFold: undefined,
      noShowCount: 9,
      noShowStrikes: [],
      balanceCents: 1,
      completedAppointmentCount: 4,
    });
    await salon.context.records.commit({ tenantId: TENANT }, [wrong]);
    expect(await recomputeOwner(salon.context, of(owner.id))).toEqual({
      ownerId: owner.id,
      score: 80,
      noShowCount: 1,
      lateCancellationCount: 0,
      completedAppointmentCount: 0,
      balanceCents: 2500,
      added: 0,
      changed: true,
    });
    const books = await booksOf(salon, owner.id);
    expect(books.kept).toEqual(books.reckoned);
    expect(books.kept.strikes).toEqual([record.id]);
    expect(await recomputeOwner(salon.context, of(owner.id))).toMatchObject({ changed: false });
  });

  it('gets the entries that imported visits lack, once, however many there are', async () => {
    const owner = await admitOwner(salon);
    const past = (days: number, changes: object) =>
      putVisit(salon, owner.id, addMs(salon.now(), -days * DAY), {
        source: 'import',
        checkpoints: [],
        dueKind: undefined,
        dueAt: undefined,
        ...changes,
      });
    for (let n = 0; n < 120; n++) await past(400 - n, { status: 'completed' });
    await past(60, { status: 'no_show' });
    const at = addMs(salon.now(), -30 * DAY);
    const cancellation = { at, by: 'owner', reason: 'Ill', late: true, judgedAgainst: at };
    await past(30, { status: 'cancelled', cancellation });
    await past(20, { status: 'unresolved' });
    expect(await recomputeOwner(salon.context, of(owner.id))).toMatchObject({
      noShowCount: 1,
      lateCancellationCount: 1,
      completedAppointmentCount: 120,
      added: 122,
      // 100 - 20, four weeks of recovery, - 10, four weeks of recovery.
      score: 78,
    });
    expect(await recomputeOwner(salon.context, of(owner.id))).toMatchObject({
      added: 0,
      changed: false,
    });
    expect(await salon.messages()).toEqual([]);
    const { kept, reckoned } = await booksOf(salon, owner.id);
    expect(kept.score).toBe(reckoned.score);
  });

  it('is what a merge leaves: one score, one count, one balance of both', async () => {
    const [a, b] = [await misser(1), await misser(2)];
    await mergeOwners(salon.context, {
      ...{ tenantId: TENANT, intoId: a.owner.id, fromId: b.owner.id },
      ...{ expectedInto: undefined, expectedFrom: undefined },
    });
    await salon.work();
    salon.advance(HOUR);
    await salon.work();
    const books = await booksOf(salon, a.owner.id);
    expect(books.kept).toEqual(books.reckoned);
    expect(books.kept).toMatchObject({ score: 60, noShowCount: 2, balanceCents: 5000 });
    expect(books.records.map(({ id }) => id).sort()).toEqual([a.record.id, b.record.id].sort());
  });
});

describe('a simulation of other rules', () => {
  it('tells scores, rungs and who would change, and writes nothing', async () => {
    const { owner } = await misser(1);
    const twice = await misser(2);
    salon.advance(HOUR);
    const { id } = await putVisit(salon, twice.owner.id, addMs(salon.now(), -HOUR));
    await markByHand(salon.context, { tenantId: TENANT, appointmentId: id });
    const before = await ownerOf(salon, owner.id);
    const found = await simulateWeights(salon.context, {
      tenantId: TENANT,
      rules: { noShowPoints: -36 },
    });
    expect(found).toMatchObject({
      owners: 2,
      events: 3,
      rungs: {
        now: { normal: 1, deposit: 1, approval: 0, refused: 0 },
        then: { normal: 0, deposit: 1, approval: 0, refused: 1 },
      },
      changes: 2,
    });
    expect(found.scores.then).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(found.changed).toContainEqual({
      ownerId: owner.id,
      before: { score: 80, rung: 'normal' },
      after: { score: 64, rung: 'deposit' },
    });
    expect(await ownerOf(salon, owner.id)).toEqual(before);
    const bad = { tenantId: TENANT, rules: { refusedBelow: 90 } };
    await expect(simulateWeights(salon.context, bad)).rejects.toHaveProperty(
      'problem.kind',
      'ladder-out-of-order',
    );
  });
});
