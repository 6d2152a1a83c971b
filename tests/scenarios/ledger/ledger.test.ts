import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getOwner } from '../../../shared/customers/find-owners.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { ownerType } from '../../../shared/customers/model.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { closeDay, daySales, dayTakings } from '../../../shared/ledger/cash-up.ts';
import { chargeFor } from '../../../shared/ledger/charge.ts';
import { listOutstanding } from '../../../shared/ledger/list-outstanding.ts';
import { ledgerEntryType, type LedgerEntry } from '../../../shared/ledger/model.ts';
import { pay } from '../../../shared/ledger/money-in.ts';
import { postOnEntry, postToLedger } from '../../../shared/ledger/post-to-ledger.ts';
import { balanceFromEntries } from '../../../shared/ledger/recompute-balance.ts';
import { refund } from '../../../shared/ledger/refund.ts';
import { reverse } from '../../../shared/ledger/reverse.ts';
import { ownerStatement } from '../../../shared/ledger/statement.ts';
import { waive } from '../../../shared/ledger/waive.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { recomputeOwner } from '../../../shared/reputation/recompute-owner.ts';
import { addOwner, all, finish, merge, namedOwners } from '../customers/two-records.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

let salon: Salon;
let ada: string;
beforeEach(async () => {
  salon = await openSalon();
  ada = await addOwner(salon, { firstName: 'Ada', phone: '+14155550101' });
});
afterEach(async () => salon.stop());

const owner = async (id = ada) => getOwner(salon.context, { tenantId: TENANT, ownerId: id });
const on = (ownerId = ada) => ({ tenantId: TENANT, ownerId });
const entryOf = (entryId: string) => ({ tenantId: TENANT, entryId, what: 'entry' });
const TODAY = '2026-03-02' as LocalDate;

async function charge(priceCents: number, taxCents = 0, ownerId = ada): Promise<LedgerEntry> {
  const line = { kind: 'service' as const, description: 'Bath', priceCents, taxCents };
  return postToLedger(salon.context, on(ownerId), (posting) =>
    chargeFor(posting, { lines: [line], serviceDate: TODAY }),
  );
}

async function payIn(
  amountCents: number,
  { tipCents = 0, method = 'cash', ownerId = ada }: PayOptions = {},
): Promise<LedgerEntry> {
  return postToLedger(salon.context, on(ownerId), (posting, ledger) =>
    pay(posting, ledger, { method, amountCents, tipCents }),
  );
}

async function waived(chargeId: string, amountCents?: number): Promise<LedgerEntry> {
  return postOnEntry(salon.context, entryOf(chargeId), (posting, ledger) =>
    waive(posting, ledger, { chargeId, amountCents, reason: 'kind' }),
  );
}

async function refunded(paymentId: string, amountCents: number): Promise<LedgerEntry> {
  return postOnEntry(salon.context, entryOf(paymentId), (posting, ledger) =>
    refund(posting, ledger, { paymentId, amountCents, tipCents: 0, reason: 'bad cut' }),
  );
}

async function undone(entryId: string): Promise<LedgerEntry> {
  return postOnEntry(salon.context, entryOf(entryId), (posting, ledger) =>
    reverse(posting, ledger, { entryId, reason: 'mistake' }),
  );
}

interface PayOptions {
  readonly tipCents?: number;
  readonly method?: 'cash' | 'card';
  readonly ownerId?: string;
}

const refusal = async (act: Promise<unknown>) =>
  act.then(
    () => undefined,
    (error: unknown) => (error as { problem?: unknown }).problem,
  );

describe('a payment', () => {
  it('covers the oldest charge first, pro rata by line, and says how much of it was tax', async () => {
    const first = await postToLedger(salon.context, on(), (posting) =>
      chargeFor(posting, {
        serviceDate: TODAY,
        lines: [
          { kind: 'service', description: 'Bath', priceCents: 4000, taxCents: 400 },
          { kind: 'product', description: 'Brush', priceCents: 1000, taxCents: 100 },
        ],
      }),
    );
    salon.advance(60_000);
    await charge(2000);
    const { moves, taxCents, effectCents } = await payIn(3000);
    expect(moves.map(({ chargeId, line, cents }) => [chargeId, line, cents])).toEqual([
      [first.id, 0, 2400],
      [first.id, 1, 600],
    ]);
    expect(taxCents).toBe(218 + 54);
    expect(effectCents).toBe(-3000);
    expect((await owner()).balanceCents).toBe(5500 + 2000 - 3000);
  });

  it('in parts and by several methods settles a charge, and what is too much becomes credit', async () => {
    await charge(5000);
    salon.advance(1000);
    await payIn(2000);
    salon.advance(1000);
    await payIn(4000, { method: 'card' });
    const { items, creditCents } = await ownerStatement(salon.context, { ...on(), limit: 50 });
    expect(items.map((it) => it.balanceCents)).toEqual([5000, 3000, -1000]);
    expect(items.map((it) => it.openCents ?? it.freeCents)).toEqual([0, 0, 1000]);
    expect(creditCents).toBe(1000);
  });

  it('uses up credit first, so that nobody has credit and open charges at once', async () => {
    await payIn(1000);
    await charge(3000);
    await payIn(2000);
    const { items, creditCents } = await ownerStatement(salon.context, { ...on(), limit: 50 });
    expect(items.map((it) => it.entry.kind).sort()).toEqual(
      ['charge', 'credit_use', 'payment', 'payment'].sort(),
    );
    expect(items.filter((it) => (it.openCents ?? 0) > 0)).toEqual([]);
    expect(creditCents).toBe(0);
  });

  it('at the same moment as nine others counts once each, and none covers what another covers', async () => {
    await charge(4500);
    await Promise.all(Array.from({ length: 10 }, async () => payIn(1000)));
    const { items, creditCents } = await ownerStatement(salon.context, { ...on(), limit: 50 });
    expect(items).toHaveLength(11);
    expect(creditCents).toBe(5500);
    expect((await owner()).balanceCents).toBe(-5500);
    const { balanceCents } = await balanceFromEntries(salon.context.records, await owner());
    expect(balanceCents).toBe(-5500);
  });

  it('and an edit of the owner at once both stand', async () => {
    const edit = { tenantId: TENANT, ownerId: ada, changes: { notes: 'x' }, expected: undefined };
    await Promise.all([payIn(100), updateOwner(salon.context, edit), payIn(100)]);
    expect(await owner()).toMatchObject({ balanceCents: -200, notes: 'x', revision: 2 });
  });
});

describe('a refund', () => {
  it('is refused above what was paid, in one go or in several', async () => {
    const payment = await payIn(1000);
    expect(await refusal(refunded(payment.id, 1001))).toMatchObject({
      kind: 'amount-out-of-range',
      allowed: '1 to 1000 cents',
    });
    await refunded(payment.id, 600);
    const rivals = await Promise.all([1, 2].map(async () => refusal(refunded(payment.id, 300))));
    expect(rivals.filter((it) => it === undefined)).toHaveLength(1);
    expect((await owner()).balanceCents).toBe(-100);
  });

  it('opens what the payment had covered, once its credit is gone', async () => {
    const { id } = await charge(1000);
    const payment = await payIn(1500);
    await refunded(payment.id, 500);
    expect((await owner()).balanceCents).toBe(0);
    const { moves } = await refunded(payment.id, 400);
    expect(moves).toEqual([
      { sourceId: payment.id, chargeId: id, line: 0, cents: -400, taxCents: 0 },
    ]);
    expect((await owner()).balanceCents).toBe(400);
  });
});

describe('a waiver', () => {
  it('of a paid charge makes credit of what was paid, and its undoing takes that back', async () => {
    const { id } = await charge(2500);
    await payIn(2500);
    const waiver = await waived(id);
    expect((await owner()).balanceCents).toBe(-2500);
    expect((await ownerStatement(salon.context, { ...on(), limit: 9 })).creditCents).toBe(2500);
    await undone(waiver.id);
    expect((await owner()).balanceCents).toBe(0);
    expect((await ownerStatement(salon.context, { ...on(), limit: 9 })).creditCents).toBe(0);
  });

  it('of a charge on an invoice asks for a credit note, and so does its reversal', async () => {
    const { id } = await charge(2500);
    const stored = await salon.context.records.get(ledgerEntryType, { tenantId: TENANT }, id);
    if (stored === undefined) throw new Error('no charge');
    const invoiced = replace(stored, { invoiceId: 'inv_1' });
    await salon.context.records.commit({ tenantId: TENANT }, [invoiced]);
    expect(await waived(id, 100)).toMatchObject({ creditNoteFor: 'inv_1', effectCents: -100 });
    expect(await undone(id)).toMatchObject({ creditNoteFor: 'inv_1', effectCents: -2500 });
    expect((await owner()).balanceCents).toBe(0);
  });

  it('of more than is left is refused, and of a charge waived in full', async () => {
    const { id } = await charge(1000);
    expect(await refusal(waived(id, 1001))).toMatchObject({ kind: 'amount-out-of-range' });
    await waived(id);
    expect(await refusal(waived(id))).toMatchObject({ kind: 'nothing-left', status: 409 });
    expect(await refusal(waived('led_none'))).toMatchObject({ kind: 'not-found' });
  });
});

describe('an entry', () => {
  it('is undone once, however many try', async () => {
    const { id } = await charge(1000);
    const tries = await Promise.all([1, 2, 3].map(async () => refusal(undone(id))));
    expect(tries.filter((it) => it === undefined)).toHaveLength(1);
    expect(tries.find((it) => it !== undefined)).toMatchObject({ kind: 'not-reversible' });
    expect((await owner()).balanceCents).toBe(0);
  });

  it('that undoes another stands, and a payment refunded in part cannot be undone', async () => {
    const reversal = await undone((await charge(1000)).id);
    expect(await refusal(undone(reversal.id))).toMatchObject({ kind: 'not-reversible' });
    const payment = await payIn(1000);
    const back = await refunded(payment.id, 1);
    expect(await refusal(undone(payment.id))).toMatchObject({ kind: 'not-reversible' });
    await undone(back.id);
    await undone(payment.id);
    expect((await owner()).balanceCents).toBe(0);
  });

  it('caused by the same thing twice is posted once', async () => {
    const fee = { kind: 'no_show_fee' as const, description: 'Fee', priceCents: 2500, taxCents: 0 };
    const post = async () =>
      postToLedger(salon.context, on(), (posting) =>
        chargeFor(posting, { lines: [fee], serviceDate: TODAY, cause: ['no-show', 'nsh_1'] }),
      );
    await post();
    expect(await refusal(post())).toMatchObject({ kind: 'busy' });
    expect((await owner()).balanceCents).toBe(2500);
  });

  it('raises its event in its own commit, what takes something back too', async () => {
    const { id } = await charge(1000);
    const payment = await payIn(400);
    await refunded(payment.id, 100);
    const waiver = await waived(id);
    const undo = await undone(waiver.id);
    const events = await all(salon, 'event');
    expect(events.map((it) => it['name']).sort()).toEqual([
      'charge_posted',
      'entry_reversed',
      'payment_received',
      'refund_posted',
      'waiver_posted',
    ]);
    expect(events.find((it) => it['name'] === 'entry_reversed')).toMatchObject({
      subject: { type: 'ledgerEntry', id: undo.id },
    });
    expect(events.find((it) => it['name'] === 'payment_received')).toMatchObject({
      subject: { type: 'ledgerEntry', id: payment.id },
      facts: { ownerId: ada, cents: 400 },
    });
  });
});

describe('the cached balance', () => {
  it('is rebuilt from the entries, and left alone when it is right', async () => {
    await charge(1000);
    await payIn(300);
    const { records } = salon.context;
    const stored = await records.get(ownerType, { tenantId: TENANT }, ada);
    if (stored === undefined) throw new Error('no owner');
    const broken = replace(stored, { balanceCents: 5, spendCents: 5 });
    await records.commit({ tenantId: TENANT }, [broken]);
    const rebuilt = { balanceCents: 700, spendCents: 300 };
    expect(await recomputeOwner(salon.context, on())).toMatchObject({ changed: true });
    expect(await owner()).toMatchObject(rebuilt);
    expect(await recomputeOwner(salon.context, on())).toMatchObject({ changed: false });
  });

  it('is what the list of outstanding balances goes by, the largest first', async () => {
    const bob = await addOwner(salon, { firstName: 'Bob' });
    const cy = await addOwner(salon, { firstName: 'Cy' });
    await charge(1000);
    await charge(3000, 0, bob);
    await payIn(500, { ownerId: cy });
    const list = async (limit: number, cursor?: string) =>
      listOutstanding(salon.context, { tenantId: TENANT, limit, cursor });
    const first = await list(1);
    expect(first.items.map(({ id }) => id)).toEqual([bob]);
    const second = await list(1, first.next);
    expect(second.items.map(({ id }) => id)).toEqual([ada]);
  });
});

describe('a merge of owners', () => {
  it('adds the balances, carries the entries, and lets payments of both cover charges of both', async () => {
    const bob = await addOwner(salon, { firstName: 'Bob' });
    await charge(1000);
    await payIn(1500, { ownerId: bob });
    await merge(salon.context, ada, bob);
    expect(await owner(bob)).toMatchObject({ balanceCents: -500, spendCents: 1500 });
    // Before the job has moved a thing.
    const { items, ownerId } = await ownerStatement(salon.context, { ...on(), limit: 9 });
    expect([ownerId, items.length]).toEqual([bob, 2]);
    const before = await balanceFromEntries(salon.context.records, await owner(bob));
    expect(before.balanceCents).toBe(-500);
    expect(await refusal(charge(1))).toMatchObject({ kind: 'owner-merged', allowed: bob });
    await payIn(1, { ownerId: bob });
    await finish(salon);
    const entries = await all(salon, 'ledgerEntry');
    expect(new Set(entries.map((it) => it['ownerId']))).toEqual(new Set([bob]));
    expect([...(await namedOwners(salon))]).toEqual([]);
    const after = await recomputeOwner(salon.context, on(bob));
    expect(after).toMatchObject({ balanceCents: -501, changed: false });
    expect((await ownerStatement(salon.context, { ...on(bob), limit: 9 })).creditCents).toBe(501);
  });

  it('lets an entry of the one who went be undone for the survivor', async () => {
    const bob = await addOwner(salon, { firstName: 'Bob' });
    const { id } = await charge(1000);
    await merge(salon.context, ada, bob);
    expect((await undone(id)).ownerId).toBe(bob);
    expect((await owner(bob)).balanceCents).toBe(0);
  });
});

describe('a statement', () => {
  it('pages with the balance running on, and opens and closes where the days say', async () => {
    await charge(1000);
    salon.advance(24 * 3_600_000);
    await charge(200);
    await payIn(1100);
    salon.advance(24 * 3_600_000);
    await charge(50);
    const day = { from: '2026-03-03' as LocalDate, to: '2026-03-03' as LocalDate };
    const first = await ownerStatement(salon.context, { ...on(), ...day, limit: 1 });
    expect(first).toMatchObject({ openingCents: 1000, closingCents: 100, balanceCents: 150 });
    const cursor = first.next;
    const second = await ownerStatement(salon.context, { ...on(), ...day, limit: 1, cursor });
    expect(second.next).toBeUndefined();
    expect([...first.items, ...second.items].at(-1)?.balanceCents).toBe(100);
    const bad = ownerStatement(salon.context, { ...on(), limit: 1, cursor: 'led_x' });
    await expect(bad).rejects.toThrow('cursor');
  });
});

describe('a day', () => {
  const takings = async (localDate: string) =>
    dayTakings(salon.context, { tenantId: TENANT, localDate: localDate as LocalDate });

  it('collects by the date of payment and sells by the date of the visit', async () => {
    const { id } = await charge(4000, 400);
    salon.advance(24 * 3_600_000);
    await payIn(3300, { tipCents: 500 });
    await payIn(2000, { method: 'card' });
    await waived(id, 100);
    const paid = (await takings('2026-03-03')).collected;
    expect(paid.byMethod.cash).toEqual({
      ...{ paidCents: 3300, refundedCents: 0, tipCents: 500, netCents: 3800 },
    });
    // 900 of the card lie as credit, and 100 more since the waiver: no tax is known in them.
    expect(paid).toMatchObject({ collectedCents: 5300, tipCents: 500, taxCents: 391 });
    expect(paid.revenueCents).toBe(5300 - 391);
    expect((await takings('2026-03-02')).collected.collectedCents).toBe(0);
    const sold = await daySales(salon.context, { tenantId: TENANT, localDate: TODAY });
    expect(sold).toMatchObject({ netCents: 4000, taxCents: 400, waivedCents: 100 });
    expect(sold.byKind).toEqual({ service: 4000 });
  });

  it('ends at midnight of the business, and moves with it to another zone from a day on', async () => {
    // 10:00 in New York; 13 h 59 min later it is 23:59 there.
    salon.advance((13 * 60 + 59) * 60_000);
    await payIn(1);
    salon.advance(60_000);
    await payIn(10);
    await salon.change({ timeZone: 'Asia/Tokyo', effectiveFrom: '2026-03-04' as LocalDate });
    salon.advance(24 * 3_600_000);
    await payIn(100);
    const on2 = (await takings('2026-03-02')).collected.collectedCents;
    const on3 = (await takings('2026-03-03')).collected.collectedCents;
    expect([on2, on3]).toEqual([1, 10]);
    expect((await takings('2026-03-04')).collected.collectedCents).toBe(100);
  });

  it('is as long as its clocks say when they change', async () => {
    // 8 March 2026: clocks in New York go from 02:00 to 03:00, and it has 23 hours.
    salon.advance((5 * 24 + 13) * 3_600_000 + 59 * 60_000);
    for (const cents of [1, 10]) {
      await payIn(cents);
      salon.advance(60_000);
    }
    salon.advance(22 * 3_600_000 + 58 * 60_000);
    await payIn(100);
    salon.advance(60_000);
    await payIn(1000);
    const days = ['2026-03-07', '2026-03-08', '2026-03-09'];
    const collected = await Promise.all(
      days.map(async (day) => (await takings(day)).collected.collectedCents),
    );
    expect(collected).toEqual([1, 110, 1000]);
  });

  it('is counted against what was posted, a difference needs a note, and a new count reopens it', async () => {
    const cash = await payIn(5000, { tipCents: 300 });
    await payIn(2000, { method: 'card' });
    await refunded(cash.id, 1000);
    const count = async (cents: number, note?: string, localDate = TODAY) =>
      closeDay(salon.context, {
        tenantId: TENANT,
        count: { localDate, floatCents: 10_000, countedCents: { cash: cents }, note },
      });
    expect(await refusal(count(14_200))).toMatchObject({ kind: 'note-required', field: 'note' });
    const short = await count(14_200, 'A dollar short');
    expect(short).toMatchObject({
      ...{ number: 1, differenceCents: -100, expectedCents: { cash: 14_300 } },
    });
    expect(await count(14_300)).toMatchObject({ number: 2, differenceCents: 0 });
    expect((await takings(TODAY)).changedSinceCount).toBe(false);
    await payIn(1);
    const day = await takings(TODAY);
    expect(day.changedSinceCount).toBe(true);
    expect(day.counts.map((it) => it.number)).toEqual([2, 1]);
    const tomorrow = '2026-03-03' as LocalDate;
    expect(await refusal(count(1, 'x', tomorrow))).toMatchObject({ kind: 'date-in-future' });
  });

  it('counted by two people at once has two counts', async () => {
    await payIn(100);
    const count = { localDate: TODAY, floatCents: 0, countedCents: { cash: 100 } };
    const counts = await Promise.all(
      [1, 2, 3].map(async () => closeDay(salon.context, { tenantId: TENANT, count })),
    );
    expect(counts.map((it) => it.number).sort()).toEqual([1, 2, 3]);
  });
});
