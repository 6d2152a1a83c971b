import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownerType, type Owner } from '../../../shared/customers/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { creditOf, foldLedger, openOf } from '../../../shared/ledger/fold-ledger.ts';
import { ledgerEntryType, type LedgerEntry } from '../../../shared/ledger/model.ts';
import { postToLedger } from '../../../shared/ledger/post-to-ledger.ts';
import { pay } from '../../../shared/ledger/money-in.ts';
import { workers } from '../../../shared/workers.ts';
import { csv, openBusiness, type Business, type Files } from './business.ts';

const LIVE = { tenantId: 'maple' };
const OWNERS = csv(
  'Customer ID,Name,Phone',
  'C1,Ada Byron,212-555-0111',
  'C2,Bob Hope,212-555-0112',
);
const VISITS = csv(
  'Appointment ID,Customer ID,Appointment Date,Start Time,Status,Service,Price,Tax',
  'A1,C1,2025-06-02,9:30,Completed,Full groom,60,4.80',
  'A2,C1,2025-07-01,9:30,Completed,Full groom,60,4.80',
);
const HEADER =
  'Transaction ID,Customer ID,Transaction Type,Payment Date,Payment Time,Payment Method,Total Paid,Tip,Original Transaction ID';

const files = (...rows: string[]): Files => ({
  'owners.csv': OWNERS,
  'visits.csv': VISITS,
  'payments.csv': csv(HEADER, ...rows),
});

async function entriesOf({ context }: Business): Promise<LedgerEntry[]> {
  const page = await context.records.query(ledgerEntryType, LIVE, { limit: 1000 });
  return page.items.map(({ value }) => value);
}
async function refundsOf(business: Business): Promise<LedgerEntry[]> {
  return (await entriesOf(business)).filter(({ kind }) => kind === 'refund');
}
async function ada({ context }: Business): Promise<Owner> {
  const { items } = await context.records.query(ownerType, LIVE, { limit: 9 });
  const found = items.find(({ value }) => value.firstName === 'Ada');
  if (found === undefined) throw new Error('no Ada');
  return found.value;
}
async function imported(business: Business, ...rows: string[]) {
  const result = await business.import(files(...rows));
  await drain(business.context, workers);
  return result;
}

const PAID = 'P1,C1,Sale,2025-06-02,10:30,Visa,74.80,10.00,';
const BACK = 'R1,C1,Refund,2025-06-03,,,24.80,,P1';

test.each([
  ['after', [PAID, BACK]],
  ['before', [BACK, PAID]],
])(
  'a refund that stands %s its payment gives it back and opens what it had paid for',
  async (_, rows) => {
    const business = await openBusiness();
    const { counts, problems } = await imported(business, ...rows);
    expect(counts).toMatchObject({
      payments: { created: 2 },
      partialRows: 0,
      refusedRows: 0,
      rows: 6,
    });
    expect(problems).toEqual([
      expect.objectContaining({ effect: 'note', line: rows.indexOf(BACK) + 2 }),
    ]);
    const entries = await entriesOf(business);
    const [refund, ...others] = entries.filter(({ kind }) => kind === 'refund');
    const payment = entries.find(({ kind }) => kind === 'payment');
    expect(others).toEqual([]);
    expect(refund).toMatchObject({
      ...{ entryId: payment?.id, effectCents: 2480, externalId: 'R1', reason: 'Imported' },
      ...{ localDate: '2025-06-03', at: '2025-06-03T16:00:00.000Z' },
      // As it came, since the row does not say how.
      money: { method: 'card', amountCents: -2480, tipCents: 0 },
    });
    expect(entries.every((it) => !('unsettled' in it))).toBe(true);
    const ledger = foldLedger(entries);
    expect([...ledger.charges.values()].map(openOf)).toEqual([2480, 6480]);
    // 64.80 were collected with 4.80 of tax in it; of what went back its share is taken off again.
    expect([payment?.taxCents, refund?.taxCents]).toEqual([480, -183]);
    expect(await ada(business)).toMatchObject({ balanceCents: 8960, spendCents: 4000 });
  },
);

test('a negative amount is a refund whatever its kind, the tip apart', async () => {
  const business = await openBusiness();
  const { problems } = await imported(
    business,
    PAID,
    'P2,C1,,2025-07-01,10:30,Cash,64.80,,',
    'R1,C1,,2025-07-02,,Cash,($14.80),,',
    'R2,C1,Sale,2025-07-02,,Card,-10.00,-10.00,',
  );
  expect(problems.map(({ effect }) => effect)).toEqual(['note', 'note']);
  const refunds = await refundsOf(business);
  expect(
    refunds.map(({ money }) => money).sort((a, b) => (a?.tipCents ?? 0) - (b?.tipCents ?? 0)),
  ).toEqual([
    { method: 'card', amountCents: 0, tipCents: -1000 },
    { method: 'cash', amountCents: -1480, tipCents: 0 },
  ]);
});

test('more than was paid by then is a finding with its line, and nothing is posted', async () => {
  const business = await openBusiness();
  const { problems, counts } = await imported(
    business,
    'R1,C1,Refund,2025-06-01,,,5,,',
    'R2,C1,Refund,2025-06-03,,,64.81,,',
    'R3,C1,Refund,2025-06-03,,,5,,P9',
    'R4,C1,Refund,2025-06-03,,,5,20,',
    'R5,C2,Refund,2025-06-03,,,5,,P1',
    'R6,C1,Void,2025-06-03,,,5,,',
    'R7,C1,Refund,2025-06-03,,,-15,5,',
    PAID,
  );
  expect(problems.map(({ line, effect }) => `${String(line)} ${effect}`).sort()).toEqual([
    ...['2 payment', '3 payment', '4 payment', '5 payment', '6 payment', '7 payment', '8 payment'],
  ]);
  expect(counts).toMatchObject({
    partialRows: 7,
    refusedRows: 0,
    rows: 12,
    payments: { created: 1 },
  });
  expect(await refundsOf(business)).toEqual([]);
});

test('the same file again, another order of it, or a corrected refund posts nothing twice', async () => {
  const business = await openBusiness();
  const split = 'R2,C1,Refund,2025-07-03,,,80,,';
  const rows = [PAID, BACK, 'P2,C1,Sale,2025-07-01,10:30,Visa,64.80,,', split];
  const { counts } = await imported(business, ...rows);
  // 80.00 are more than either payment has left: both give.
  expect(counts.payments.created).toBe(5);
  const before = await entriesOf(business);
  const owner = await ada(business);
  business.wait(60_000);
  const again = await imported(business, ...rows);
  expect(again.counts.payments).toEqual({ created: 0, updated: 0, unchanged: 5 });
  expect(again.problems).toEqual([]);
  await imported(business, ...rows.toReversed());
  expect(await entriesOf(business)).toEqual(before);
  expect(await ada(business)).toEqual(owner);
  const corrected = await imported(business, ...rows.with(3, split.replace('80', '70')));
  expect(corrected.problems).toMatchObject([{ line: 5, effect: 'note' }]);
  expect(corrected.problems[0]?.reason).toContain('another amount');
  expect(await entriesOf(business)).toEqual(before);
});

test('a refund that comes in a later file takes from what was settled long ago', async () => {
  const business = await openBusiness();
  await imported(business, PAID);
  await imported(business, PAID, BACK);
  const ledger = foldLedger(await entriesOf(business));
  expect([...ledger.charges.values()].map(openOf)).toEqual([2480, 6480]);
  expect(creditOf(ledger)).toBe(0);
  expect(await ada(business)).toMatchObject({ balanceCents: 8960 });
});

test('a dry run tells the same of refunds and writes nothing', async () => {
  const business = await openBusiness();
  const rows = [BACK, 'R2,C1,Refund,2025-06-03,,,60,,', PAID];
  const dry = await business.import(files(...rows), { dryRun: true });
  expect(await entriesOf(business)).toEqual([]);
  const { counts, problems } = await business.import(files(...rows));
  expect({ counts, problems }).toEqual({ counts: dry.counts, problems: dry.problems });
  expect(problems.map(({ line, effect }) => `${String(line)} ${effect}`)).toEqual([
    '2 note',
    '3 payment',
  ]);
});

test('a payment taken while a file waits for its owners to be recomputed stands beside its refunds', async () => {
  const business = await openBusiness();
  await business.import(files(PAID, BACK));
  const { id: ownerId } = await ada(business);
  const taken = { method: 'cash' as const, amountCents: 5000, tipCents: 0 };
  await postToLedger(business.context, { tenantId: 'maple', ownerId }, (posting, ledger) =>
    pay(posting, ledger, taken),
  );
  await drain(business.context, workers);
  const entries = await entriesOf(business);
  const ledger = foldLedger(entries);
  expect((await ada(business)).balanceCents).toBe(12_960 - 6480 + 2480 - 5000);
  const open = [...ledger.charges.values()].reduce((sum, it) => sum + openOf(it), 0);
  expect(open - creditOf(ledger)).toBe(ledger.balanceCents);
  for (const { freeCents } of ledger.sources.values()) expect(freeCents).toBeGreaterThanOrEqual(0);
});

const money = fc.integer({ min: 1, max: 90 });
const row = fc.record({
  back: fc.boolean(),
  day: fc.integer({ min: 1, max: 28 }),
  cents: money,
  tip: fc.constantFrom(0, 0, 5),
  method: fc.constantFrom('cash', 'card', ''),
  of: fc.constantFrom('', '', '0', '1', '2'),
});

test('in any order of rows balance is the sum, nothing goes back that was not paid, and all is settled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 14 }), async (rows) => {
      const business = await openBusiness();
      const lines = rows.map(({ back, day, cents, tip, method, of }, at) => {
        const date = `2025-06-${String(day).padStart(2, '0')}`;
        const total = ((cents + tip) / 2).toFixed(2);
        const kind = back ? 'Refund' : 'Sale';
        return `${String(at)},C1,${kind},${date},,${method},${total},${(tip / 2).toFixed(2)},${of}`;
      });
      const { counts, problems } = await imported(business, ...lines);
      const entries = await entriesOf(business);
      const ledger = foldLedger(entries);
      const owner = await ada(business);
      expect(owner).toMatchObject({
        balanceCents: entries.reduce((sum, it) => sum + it.effectCents, 0),
        spendCents: ledger.spendCents,
      });
      const open = [...ledger.charges.values()].reduce((sum, it) => sum + openOf(it), 0);
      const sources = [...ledger.sources.values()];
      const free = sources.reduce((sum, it) => sum + it.freeCents, 0);
      expect(owner.balanceCents).toBe(open - free);
      for (const { entry, freeCents, refundedCents, refundedTipCents } of sources) {
        expect(freeCents).toBeGreaterThanOrEqual(0);
        expect(refundedCents).toBeLessThanOrEqual(entry.money?.amountCents ?? 0);
        expect(refundedTipCents).toBeLessThanOrEqual(entry.money?.tipCents ?? 0);
      }
      const tax = ledger.standing.reduce((sum, it) => sum + it.taxCents, 0);
      expect(entries.reduce((sum, it) => sum + it.taxCents, 0)).toBe(tax);
      expect(entries.some((it) => it.unsettled === true)).toBe(false);
      // Each refund is there with all it gave back, or told of and not there at all.
      const refused = new Set(
        problems.filter(({ effect }) => effect === 'payment').map(({ line }) => line - 2),
      );
      for (const [at, { back, cents, tip }] of rows.entries()) {
        const of = entries.filter(({ externalId }) => externalId === String(at));
        const moved = of.reduce((sum, it) => sum + (it.money?.amountCents ?? 0), 0);
        const tips = of.reduce((sum, it) => sum + (it.money?.tipCents ?? 0), 0);
        const sign = refused.has(at) ? 0 : back ? -1 : 1;
        expect([moved, tips]).toEqual([0 + sign * cents * 50, 0 + sign * tip * 50]);
      }
      const { rows: told, partialRows } = counts;
      expect([told, partialRows]).toEqual([rows.length + 4, refused.size]);
    }),
    { numRuns: 25 },
  );
});
