import type { Appointment } from '../appointments/model.ts';
import { chargeFor, visitChargeId } from '../ledger/charge.ts';
import { causedEntryId, ledgerEntryType, totalOf } from '../ledger/model.ts';
import { importedEntry } from './imported-entry.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';

type ServiceLine = Appointment['services'][number];

/**
 * Charges a completed visit for the service of a row, on the day of the visit; each service of a
 * visit once. Only where the import holds payments: a list of visits alone does not say what is owed.
 * What was charged before stays; a row that says otherwise is told.
 */
export function planVisitCharge(
  planning: PagePlanning,
  visit: Appointment,
  line: ServiceLine,
  taxCents = 0,
): { readonly posted: boolean; readonly note?: Refusal } {
  const { drafts, charges } = planning;
  const [first] = visit.services;
  const isFirst = first?.serviceId === line.serviceId && first.petId === line.petId;
  const cause = ['visit', visit.id, ...(isFirst ? [] : [line.serviceId, line.petId])];
  const id = isFirst ? visitChargeId(visit) : causedEntryId('charge', ...cause);
  if (!charges || line.priceCents + taxCents === 0) return { posted: false };
  const standing = drafts.get(ledgerEntryType, id);
  const owed = visit.status === 'completed' ? line.priceCents + taxCents : 0;
  if (standing !== undefined) {
    if (totalOf(standing) === owed) return { posted: false };
    const reason = 'The visit is charged with another amount in the ledger: mend that by hand.';
    return { posted: false, note: { effect: 'note', reason } };
  }
  if (owed === 0) return { posted: false };
  const { name: description, priceCents, serviceId, petId } = line;
  const paidLine = { kind: 'service' as const, description, priceCents, taxCents, serviceId };
  const entry = importedEntry(
    planning,
    { ownerId: visit.ownerId, at: visit.startsAt, id },
    (posting) =>
      chargeFor(posting, {
        lines: [{ ...paidLine, staffId: visit.staffId, ...(petId !== '' && { petId }) }],
        subject: { type: 'appointment', id: visit.id },
        serviceDate: visit.localDate,
        cause,
      }),
  );
  drafts.create(entry);
  return { posted: true };
}
