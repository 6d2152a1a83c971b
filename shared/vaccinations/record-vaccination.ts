import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { alreadyRecorded, requireSoundDates, requireVaccine } from './check-vaccination.ts';
import { vaccinationId, type Vaccination } from './model.ts';
import { orderUnder } from './order-records.ts';
import { readPetRecords, writesFor, type PetRecords } from './pet-records.ts';
import type { NewVaccinationInput } from './vaccination-input.ts';

/**
 * Adds a vaccination to a pet. The newest of its vaccine comes into force, the pet says so,
 * and alerts of the older ones end, all in one commit. The same vaccine with the same expiry
 * date again is refused (409, `already-recorded`).
 */
export async function recordVaccination(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly petId: string;
    readonly vaccination: NewVaccinationInput;
  },
): Promise<Vaccination> {
  const { tenantId, petId } = input;
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  const order = orderUnder(tenant, now);
  const vaccine = requireVaccine(input.vaccination.vaccine);
  requireSoundDates(input.vaccination, order.today);
  return commitWithRetry(context.records, liveOf(tenantId), async () => {
    const records = await readPetRecords(context.records, tenantId, petId);
    const { administeredDate, expiryDate, veterinarian } = input.vaccination;
    const fresh: Vaccination = {
      id: newRecordId(context, records, vaccine, expiryDate),
      type: 'vaccination',
      tenantId,
      schemaVersion: 1,
      petId,
      ownerId: records.pet.value.ownerId,
      vaccine,
      ...(administeredDate !== undefined && { administeredDate }),
      expiryDate,
      ...(veterinarian !== undefined && { veterinarian }),
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    return writesFor(records, fresh, order);
  });
}

/**
 * An import of the same certificate derives the same id, so that it meets this record instead
 * of adding another. An id whose record was corrected to another date since is left to it.
 */
function newRecordId(
  context: Context,
  { pet, vaccinations }: PetRecords,
  vaccine: string,
  expiryDate: string,
): string {
  const same = vaccinations.find(
    ({ value }) => value.vaccine === vaccine && value.expiryDate === expiryDate,
  );
  if (same !== undefined) throw alreadyRecorded(same.value);
  const derived = vaccinationId(pet.value.id, vaccine, expiryDate);
  const taken = vaccinations.some(({ value }) => value.id === derived);
  return taken ? context.ids.next('vaccination') : derived;
}
