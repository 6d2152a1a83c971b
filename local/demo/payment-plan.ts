import { addMs, type Instant } from '../../shared/kernel/instant.ts';
import type { PaymentMethod } from '../../shared/ledger/model.ts';
import { diceOf, type Dice } from './dice.ts';
import { DEMO_SEED } from './generate-demo.ts';
import type { DemoVisit } from './visit-plan.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What an owner of the demo salon paid after a visit. */
export interface DemoPayment {
  /** The key of the visit. */
  readonly visit: string;
  readonly method: PaymentMethod;
  /** How much of what they owe then: all of it, or the half that they had with them. */
  readonly share: 'all' | 'half';
  /** Of what they pay, in per cent. */
  readonly tipPercent: number;
  readonly paidAt: Instant;
  /** A part goes back the next morning. */
  readonly refund: boolean;
}

/** Of a hundred payments so many are made so; the rest is not paid yet. */
const METHODS: readonly [number, PaymentMethod][] = [
  [63, 'card'],
  [84, 'cash'],
  [88, 'check'],
  [92, 'transfer'],
];

/** Of those who pay at the desk nearly half give no tip. */
const TIPS = [0, 0, 0, 0, 10, 15, 15, 18, 20, 20];

/**
 * What was paid for the visits that were done by `now`: mostly at once at the desk and in full, some
 * by transfer days later, some only in part, some not at all. One payment by card, of a full groom some
 * days ago, is given back in part. Pure: the same visits give the same payments. In the order of the visits.
 */
export function demoPayments(visits: readonly DemoVisit[], now: Instant): DemoPayment[] {
  const dice = diceOf(DEMO_SEED + 2);
  const done = visits.filter(({ course }) => course === 'done' || course === 'done-unseen');
  const payments = done.flatMap((visit) => paymentOf(dice, visit));
  const paid = payments.filter(({ paidAt }) => paidAt < now);
  const grooms = new Set(done.filter((it) => it.service === 'groom').map(({ key }) => key));
  const refunded = paid.findLastIndex(
    ({ visit, method, share, paidAt }) =>
      grooms.has(visit) && method === 'card' && share === 'all' && paidAt < addMs(now, -2 * DAY_MS),
  );
  return paid.map((payment, at) => ({ ...payment, refund: at === refunded }));
}

function paymentOf(dice: Dice, { key: visit, completedAt }: DemoVisit): DemoPayment[] {
  const chance = dice.int(1, 100);
  const minutes = dice.int(1, 6);
  const tip = dice.pick(TIPS);
  const method = METHODS.find(([upTo]) => chance <= upTo)?.[1];
  if (method === undefined) return [];
  const byTransfer = method === 'transfer';
  const share = !byTransfer && dice.chance(4) ? 'half' : 'all';
  const paidAt = addMs(completedAt, byTransfer ? dice.int(1, 4) * DAY_MS : minutes * MINUTE_MS);
  const tipPercent = byTransfer || share === 'half' ? 0 : tip;
  return [{ visit, method, share, tipPercent, paidAt, refund: false }];
}
