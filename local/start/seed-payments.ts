import { appointmentType } from '../../shared/appointments/model.ts';
import { addMs, type Instant } from '../../shared/kernel/instant.ts';
import { addDays, weekday, type LocalDate } from '../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../shared/kernel/time-zone.ts';
import { closeDay, dayTakings } from '../../shared/ledger/cash-up.ts';
import { visitChargeId } from '../../shared/ledger/charge.ts';
import { pay } from '../../shared/ledger/money-in.ts';
import { postOnEntry, postToLedger } from '../../shared/ledger/post-to-ledger.ts';
import { refund } from '../../shared/ledger/refund.ts';
import { waive } from '../../shared/ledger/waive.ts';
import type { Context } from '../../shared/platform/context.ts';
import { liveOf } from '../../shared/tenants/model.ts';
import { DEMO_TENANT } from '../demo/generate-demo.ts';
import type { DemoPayment } from '../demo/payment-plan.ts';
import { contextAt, demoId } from './seed-context.ts';

const TENANT = DEMO_TENANT.id;
const LIVE = liveOf(TENANT);
const DAY_MS = 24 * 60 * 60_000;

/** What goes back of the one visit that went wrong, and is not asked for. */
const REFUND_CENTS = 2000;
const REFUND_REASON = 'The cut was uneven; told the owner that we are sorry.';

/** In the drawer each morning. */
const FLOAT_CENTS = 15_000;

/**
 * Takes the payment of a visit of the demo, by the ledger's own use case at the time at which it was
 * made; one that is there already is passed over, so that a start that died midway is completed by the
 * next. Nobody pays who owes nothing by then.
 */
export async function seedPayment(context: Context, payment: DemoPayment): Promise<void> {
  const { visit: key, method, share, tipPercent, paidAt } = payment;
  const id = demoId('ledgerEntry', `payment ${key}`);
  const visit = await context.records.get(appointmentType, LIVE, demoId('appointment', key));
  // Nobody came about by it: the booking was refused.
  if (visit === undefined) return;
  const { ownerId } = visit.value;
  if ((await context.records.store.get(LIVE, id)) === undefined) {
    const at = contextAt(context, paidAt, { kind: 'ledgerEntry', id });
    const { balanceCents = 0 } = await ownerOf(context, ownerId);
    if (balanceCents <= 0) return;
    const amountCents = share === 'all' ? balanceCents : Math.ceil(balanceCents / 2);
    // Tips are given in half dollars.
    const tipCents = Math.round((amountCents * tipPercent) / 100 / 50) * 50;
    await postToLedger(at, { tenantId: TENANT, ownerId }, (posting, ledger) =>
      pay(posting, ledger, { method, amountCents, tipCents }),
    );
  }
  if (payment.refund)
    await giveBack(context, id, visitChargeId(visit.value), addMs(paidAt, DAY_MS));
}

async function ownerOf(
  { records }: Context,
  ownerId: string,
): Promise<{ readonly balanceCents?: number }> {
  const stored = await records.store.get(LIVE, ownerId);
  return (stored?.value ?? {}) as { readonly balanceCents?: number };
}

/** A part of what a visit cost is waived, and so paid too much; that much of the payment goes back. */
async function giveBack(
  context: Context,
  paymentId: string,
  chargeId: string,
  at: Instant,
): Promise<void> {
  const reason = REFUND_REASON;
  const { store } = context.records;
  const waiverId = demoId('ledgerEntry', `waiver ${paymentId}`);
  const asked = { tenantId: TENANT, entryId: paymentId, what: 'payment' };
  if ((await store.get(LIVE, waiverId)) === undefined) {
    const then = contextAt(context, at, { kind: 'ledgerEntry', id: waiverId });
    await postOnEntry(then, asked, (posting, ledger) =>
      waive(posting, ledger, { chargeId, amountCents: REFUND_CENTS, reason }),
    );
  }
  const refundId = demoId('ledgerEntry', `refund ${paymentId}`);
  if ((await store.get(LIVE, refundId)) !== undefined) return;
  const then = contextAt(context, addMs(at, 60_000), { kind: 'ledgerEntry', id: refundId });
  await postOnEntry(then, asked, (posting, ledger) =>
    refund(posting, ledger, { paymentId, amountCents: REFUND_CENTS, tipCents: 0, reason }),
  );
}

/**
 * Counts the days of the two weeks before the demo's morning, each that evening: cash and card as
 * they were posted, save one evening on which five dollars were missing. A day that was counted is passed over.
 */
export async function seedCashUps(context: Context, anchor: LocalDate): Promise<void> {
  for (let days = -14; days < 0; days++) {
    const localDate = addDays(anchor, days);
    if (weekday(localDate) === 0 || weekday(localDate) === 6) continue;
    const { collected, counts } = await dayTakings(context, { tenantId: TENANT, localDate });
    if (counts.length > 0) continue;
    const { cash, card } = collected.byMethod;
    const missing = days === -7 ? 500 : 0;
    const count = {
      localDate,
      floatCents: FLOAT_CENTS,
      countedCents: {
        cash: Math.max(0, cash.netCents + FLOAT_CENTS - missing),
        card: Math.max(0, card.netCents),
      },
      note: missing === 0 ? undefined : 'Counted twice: a five is missing. Change given wrong?',
    };
    const evening = instantAt(localDate, '18:30' as LocalTime, DEMO_TENANT.timeZone);
    await closeDay(contextAt(context, evening), { tenantId: TENANT, count });
  }
}
