import { applyChanges } from '../customers/apply-changes.ts';
import { notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { alreadyRecorded, requireSoundDates, requireVaccine } from './check-vaccination.ts';
import { vaccinationType, type Vaccination } from './model.ts';
import { orderUnder } from './order-records.ts';
import { readPetRecords, writesFor, type PetRecords } from './pet-records.ts';
import type { VaccinationChanges } from './vaccination-input.ts';

/**
 * Corrects a vaccination that was entered wrongly. Which record is in force is settled anew in
 * the same commit; another expiry date or vaccine starts its alerts from the beginning.
 */
export async function correctVaccination(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly vaccinationId: string;
    readonly changes: VaccinationChanges;
    readonly expected: ExpectedRevisions;
  },
): Promise<Vaccination> {
  const { records } = context;
  const { tenantId, vaccinationId } = input;
  const { vaccine, ...others } = input.changes;
  const changes = {
    ...others,
    ...(vaccine !== undefined && { vaccine: requireVaccine(vaccine) }),
  };
  const first = await records.get(vaccinationType, liveOf(tenantId), vaccinationId);
  if (first === undefined) throw notFound('vaccination', vaccinationId);
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  const order = orderUnder(tenant, now);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const all = await readPetRecords(records, tenantId, first.value.petId);
    const before = all.vaccinations.find(({ value }) => value.id === vaccinationId)?.value;
    if (before === undefined) throw notFound('vaccination', vaccinationId);
    requireRevision(before.revision, input.expected);
    const { changed, document } = applyChanges(before, changes);
    if (!changed) return { writes: [], value: before };
    requireSoundDates(document, order.today);
    refuseTwin(all, document);
    const edited = { ...document, revision: before.revision + 1, updatedAt: now };
    return writesFor(all, withAlertsFrom(before, edited), order);
  });
}

function withAlertsFrom(before: Vaccination, edited: Vaccination): Vaccination {
  if (before.expiryDate === edited.expiryDate && before.vaccine === edited.vaccine) return edited;
  const { lastThreshold: _dealtWith, ...anew } = edited;
  return anew;
}

function refuseTwin({ vaccinations }: PetRecords, edited: Vaccination): void {
  const twin = vaccinations.find(
    ({ value }) =>
      value.id !== edited.id &&
      value.vaccine === edited.vaccine &&
      value.expiryDate === edited.expiryDate,
  );
  if (twin !== undefined) throw alreadyRecorded(twin.value);
}
