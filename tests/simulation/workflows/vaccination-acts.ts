import { createPet } from '../../../shared/customers/create-pet.ts';
import { updatePet } from '../../../shared/customers/update-pet.ts';
import { runJobNow } from '../../../shared/jobs/run-job.ts';
import { addDays } from '../../../shared/kernel/local-date.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { correctVaccination } from '../../../shared/vaccinations/correct-vaccination.ts';
import { vaccinationType } from '../../../shared/vaccinations/model.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { allOf } from '../engine/truth.ts';
import type { Act } from '../visits/visit-acts.ts';
import type { Salon } from './salon.ts';
import { actOfOwner } from './workflow-acts.ts';

/** What a text calls a vaccine, by its key. */
export const VACCINES: Readonly<Record<string, string>> = {
  rabies: 'rabies',
  leptospirosis: 'leptospirosis',
  lyme: 'Lyme',
};

/** Days of cover left at the start: around each threshold, most of them that of a week. */
const DAYS_LEFT = [31, 30, 15, 14, 9, 8, 8, 7, 7, 6, 2, 1, 0, -1, 300];

/** Gives pets their vaccinations, some owners a second pet, and the business an hour for its scan. */
export async function fillRecords(
  { world: { truth, dice }, plan }: Pick<Salon, 'world' | 'plan'>,
  context: Context,
): Promise<void> {
  const { tenantId, today } = plan;
  const scanAt = dice.pick(['08:30', '11:00', '15:00']) as LocalTime;
  const changes = { vaccination: { scanAt } };
  await updateSettings(context, { tenantId, changes, expected: undefined });
  for (const { ownerId } of truth.all('pet')) {
    if (!dice.chance(30)) continue;
    const pet = { name: 'Luna', species: 'dog' as const };
    await createPet(context, { tenantId, ownerId: String(ownerId), pet });
  }
  for (const { id: petId } of truth.all('pet')) {
    const count = dice.chance(30) ? 2 : 1;
    for (const vaccine of dice.shuffle(Object.keys(VACCINES)).slice(0, count)) {
      const vaccination = { vaccine, expiryDate: addDays(today, dice.pick(DAYS_LEFT)) };
      await recordVaccination(context, { tenantId, petId, vaccination });
    }
  }
}

/** What is done about an owner's pets and their vaccinations: renewed, corrected there and back, a pet dies. */
export function actOnRecord(salon: Salon, ownerId: string): Act {
  const { world, plan } = salon;
  const { dice, truth } = world;
  const { tenantId, today } = plan;
  const theirs = allOf(truth, vaccinationType).filter((it) => it.ownerId === ownerId);
  const [record] = dice.shuffle(theirs);
  if (record === undefined || dice.chance(10)) return actOfOwner(salon, ownerId);
  const { id: vaccinationId, petId, vaccine } = record;
  const renew = (days: number): Act => {
    const vaccination = { vaccine, expiryDate: addDays(today, days) };
    return {
      name: `renew ${vaccinationId} until ${vaccination.expiryDate}`,
      run: async (context) => recordVaccination(context, { tenantId, petId, vaccination }),
    };
  };
  const correct = (days: number): Act => {
    const changes = { expiryDate: addDays(today, days) };
    const edit = { tenantId, vaccinationId, changes, expected: undefined };
    return {
      name: `correct ${vaccinationId} to ${changes.expiryDate}`,
      run: async (context) => correctVaccination(context, edit),
    };
  };
  const pet = (status: 'active' | 'inactive' | 'deceased'): Act => ({
    name: `${petId} is ${status}`,
    run: async (context) =>
      updatePet(context, { tenantId, petId, changes: { status }, expected: undefined }),
  });
  const scan: Act = {
    name: 'scan now',
    run: async (context) => runJobNow(context, tenantId, VACCINATION_SCAN),
  };
  const isThere = truth.document(tenantId, petId)?.['status'] === 'active';
  return dice.pick<() => Act>([
    () => renew(365),
    () => renew(dice.int(0, 31)),
    () => correct(dice.pick(DAYS_LEFT)),
    () => correct(dice.pick(DAYS_LEFT)),
    () => pet(isThere ? dice.pick(['deceased', 'inactive'] as const) : 'active'),
    () => scan,
  ])();
}
