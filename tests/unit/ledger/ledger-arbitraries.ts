import fc from 'fast-check';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { idFrom } from '../../../shared/kernel/ids.ts';
import { ProblemError } from '../../../shared/kernel/problem.ts';
import type { Ids } from '../../../shared/platform/ids.ts';
import type { Tenant } from '../../../shared/tenants/model.ts';
import { chargeFor } from '../../../shared/ledger/charge.ts';
import { foldLedger, type OwnerLedger } from '../../../shared/ledger/fold-ledger.ts';
import { LINE_KINDS, PAYMENT_METHODS, type LedgerEntry } from '../../../shared/ledger/model.ts';
import { applyCredit, creditFor, pay } from '../../../shared/ledger/money-in.ts';
import type { LedgerChange, Posting } from '../../../shared/ledger/posting.ts';
import { refund } from '../../../shared/ledger/refund.ts';
import { reverse } from '../../../shared/ledger/reverse.ts';
import { waivable, waive } from '../../../shared/ledger/waive.ts';

/** The business that tests post for. */
const TENANT = {
  ...{ id: 'tenant', type: 'tenant', tenantId: 'maple', schemaVersion: 1, name: 'Maple' },
  ...{ timeZone: 'America/New_York', country: 'US', currency: 'USD' },
} as Tenant;

/** Ids in a row. */
export function countedIds(): Ids {
  let count = 0;
  return {
    next: (kind) => {
      const bytes = new Uint8Array(20);
      new DataView(bytes.buffer).setUint32(16, ++count);
      // Five bits of each byte count, so the number is spread over them.
      for (let at = 0; at < 8; at++) bytes[19 - at] = (count >> (5 * at)) & 31;
      return idFrom(kind, bytes);
    },
    code: (length) => String(++count).padStart(length, '0'),
  };
}

/** A ledger under test: the entries, and the sums cached on the owner. */
export interface TestLedger {
  readonly entries: readonly LedgerEntry[];
  readonly owner: { readonly balanceCents: number; readonly spendCents: number };
}

/** An operation on a ledger, by numbers that choose among what is there. */
export type Operation = (posting: Posting, ledger: OwnerLedger) => LedgerChange;

/** A place and an instant to post at. */
function postingOf({ owner }: TestLedger, ids: Ids, step: number): Posting {
  return {
    tenant: TENANT,
    owner: { id: 'own_a', tenantId: 'maple', ...owner },
    now: instantOf(Date.UTC(2026, 2, 2, 15, step)),
    ids,
    by: 'mem_a',
  };
}

/** The ledger after an operation; the same one when the operation was refused. */
export function after(ledger: TestLedger, operation: Operation, ids: Ids, step: number) {
  const posting = postingOf(ledger, ids, step);
  try {
    const change = operation(posting, foldLedger(ledger.entries));
    return { entries: [...ledger.entries, ...change.entries], owner: change.owner, change };
  } catch (error) {
    if (error instanceof ProblemError) return { ...ledger, change: undefined };
    throw error;
  }
}

// Small ones meet each other, large ones the bounds of exact numbers.
const cents = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 99_999_000, max: 100_000_000 }) },
);
const some = cents.map((amount) => Math.max(1, amount));
const line = fc.record({
  kind: fc.constantFrom(...LINE_KINDS),
  description: fc.constant('x'),
  priceCents: cents,
  taxCents: cents,
});

const charge: fc.Arbitrary<Operation> = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .map((lines) => (posting) => {
    return chargeFor(posting, { lines, serviceDate: '2026-03-02' as LocalDate });
  });
const payment: fc.Arbitrary<Operation> = fc
  .record({
    method: fc.constantFrom(...PAYMENT_METHODS),
    amountCents: some,
    tipCents: cents,
  })
  .map((it) => (posting, ledger) => pay(posting, ledger, it));
const credit: fc.Arbitrary<Operation> = some.map(
  (amountCents) => (posting) => creditFor(posting, { amountCents, reason: 'goodwill' }),
);
const use: fc.Arbitrary<Operation> = fc
  .option(some, { nil: undefined })
  .map((amountCents) => (posting, ledger) => applyCredit(posting, ledger, { amountCents }));
/** How much of what is there is taken; above 1 it is refused. */
const part = fc.constantFrom(0, 0.1, 0.34, 0.5, 0.99, 1, 1, 1, 1.5);

const waiver: fc.Arbitrary<Operation> = fc
  .tuple(fc.nat(), part)
  .map(([at, share]) => (posting, ledger) => {
    const chargeId = pick([...ledger.charges.keys()], at);
    const charge = ledger.charges.get(chargeId);
    const most = charge === undefined ? 0 : waivable(ledger, charge);
    const amountCents = Math.ceil(most * share);
    return waive(posting, ledger, { chargeId, amountCents, reason: 'kind' });
  });
const refunded: fc.Arbitrary<Operation> = fc
  .tuple(fc.nat(), part, part)
  .map(([at, share, tipShare]) => (posting, ledger) => {
    const payments = [...ledger.sources.values()].filter(({ entry }) => entry.kind === 'payment');
    const paymentId = pick(
      payments.map(({ entry }) => entry.id),
      at,
    );
    const { amountCents = 0, tipCents = 0 } = ledger.sources.get(paymentId)?.entry.money ?? {};
    return refund(posting, ledger, {
      paymentId,
      amountCents: Math.ceil(amountCents * share),
      tipCents: Math.ceil(tipCents * tipShare),
      reason: 'bad cut',
    });
  });
const reversal: fc.Arbitrary<Operation> = fc.nat().map((at) => (posting, ledger) => {
  const standing = [...ledger.entries.values()].filter(
    ({ id, kind }) => kind !== 'reversal' && !ledger.reversed.has(id),
  );
  const some = at % 5 === 0 ? [...ledger.entries.values()] : standing;
  const entryId = pick(
    some.map(({ id }) => id),
    at,
  );
  return reverse(posting, ledger, { entryId, reason: 'mistake' });
});

const operation = fc.oneof(
  ...[charge, charge, payment, payment, credit, use, waiver, refunded, reversal],
);

/** What happens to a ledger, in this order. */
export const stories = fc.array(operation, { maxLength: 25, size: 'max' });
/** One more thing that happens. */
export { operation };

function pick(ids: readonly string[], at: number): string {
  return ids[at % Math.max(1, ids.length)] ?? 'led_none';
}
