import type { LocalDate } from '../kernel/local-date.ts';
import { isAmount, taxOn } from '../kernel/money.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Appointment } from '../appointments/model.ts';
import { causedEntryId, totalOf, type ChargeLine } from './model.ts';
import { changeOf, entryOf, type LedgerChange, type Posting } from './posting.ts';

/** What is charged. */
export interface NewCharge {
  /** At least one. */
  readonly lines: readonly ChargeLine[];
  /** What caused it. */
  readonly subject?: { readonly type: string; readonly id: string } | undefined;
  /** The day of the visit, or of the sale. */
  readonly serviceDate: LocalDate;
  readonly reference?: string | undefined;
  /** What it must not be posted twice for; absent: every call is another charge. */
  readonly cause?: readonly string[] | undefined;
}

/**
 * Charges an owner. With a `cause` the id derives from it, so that posting it again makes the commit
 * fail instead of charging twice. Credit of the owner is not used up by this, see `post-payment.ts`.
 * Amounts must be right already: an `InvariantError` says they are not whole cents in range.
 */
export function chargeFor(posting: Posting, charge: NewCharge): LedgerChange {
  const { cause, lines, subject, serviceDate, reference } = charge;
  const amounts = lines.flatMap(({ priceCents, taxCents }) => [priceCents, taxCents]);
  if (amounts.length === 0 || !amounts.every(isAmount)) {
    throw new InvariantError('A charge has amounts that are not whole cents in range.');
  }
  const id =
    cause === undefined ? posting.ids.next('ledgerEntry') : causedEntryId('charge', ...cause);
  const effectCents = totalOf({ lines: [...lines] });
  const facts = { effectCents, lines: [...lines], subject, serviceDate, reference, moves: [] };
  return changeOf(posting, [entryOf(posting, id, { kind: 'charge', ...facts }, 0)]);
}

/** The charge of a visit: one line per pet and service at the price agreed; once per visit. */
export function visitCharge(posting: Posting, visit: Appointment): LedgerChange {
  return chargeFor(posting, {
    lines: visit.services.map(({ name, priceCents, taxRatePpm, serviceId, petId }) => ({
      kind: 'service',
      description: name,
      priceCents,
      taxCents: taxOn(priceCents, taxRatePpm),
      serviceId,
      petId,
      staffId: visit.staffId,
    })),
    subject: { type: 'appointment', id: visit.id },
    serviceDate: visit.localDate,
    cause: visitCause(visit),
  });
}

/** What tells the charge of a visit from the one before it that was taken back. */
export type ChargedVisit = Pick<Appointment, 'id' | 'chargeSeq'>;

/** The id of the charge of a visit, whether there is one or not. */
export function visitChargeId(visit: ChargedVisit): string {
  return causedEntryId('charge', ...visitCause(visit));
}

function visitCause({ id, chargeSeq = 0 }: ChargedVisit): readonly string[] {
  return ['visit', id, ...(chargeSeq === 0 ? [] : [String(chargeSeq)])];
}
