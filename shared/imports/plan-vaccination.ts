import { petType, type Pet } from '../customers/model.ts';
import { planNextAlert } from '../vaccinations/alert-plan.ts';
import { vaccinationType, type Vaccination } from '../vaccinations/model.ts';
import type { PagePlanning } from './page-planner.ts';
import type { VaccinationFacts } from './row-facts.ts';
import { vaccinationKey } from './stable-keys.ts';

/**
 * Adds a vaccination to a pet, or completes the record there is; answers its id. Whichever of a
 * vaccine's records covers longest is in force, in whatever order the rows come: it alone has a
 * next alert, the others say which record superseded them.
 */
export function planVaccination(
  planning: PagePlanning,
  petId: string,
  facts: VaccinationFacts,
): string | undefined {
  const { drafts } = planning;
  const pet = drafts.get(petType, petId);
  if (pet === undefined) return undefined;
  const current = Object.hasOwn(pet.current, facts.vaccine)
    ? pet.current[facts.vaccine]
    : undefined;
  // A record entered by staff has an id of its own; the same date says that it is this one.
  const id =
    current?.expiryDate === facts.expiryDate
      ? current.vaccinationId
      : vaccinationKey(petId, facts.vaccine, facts.expiryDate);
  if (drafts.get(vaccinationType, id) !== undefined) {
    const { administeredDate, veterinarian } = facts;
    const changes = {
      ...(administeredDate !== undefined && { administeredDate }),
      ...(veterinarian !== undefined && { veterinarian }),
    };
    drafts.change(id, changes, 'visible');
    return id;
  }
  const newer = current !== undefined && current.expiryDate > facts.expiryDate;
  drafts.create(
    newVaccination(planning, pet, id, facts, newer ? current.vaccinationId : undefined),
  );
  drafts.guard(petId);
  if (newer) return id;
  if (current !== undefined && drafts.get(vaccinationType, current.vaccinationId) !== undefined) {
    const ended = { supersededBy: id, nextAlertOn: undefined };
    drafts.change(current.vaccinationId, ended, 'inner');
  }
  const inForce = { vaccinationId: id, expiryDate: facts.expiryDate };
  drafts.change(petId, { current: { ...pet.current, [facts.vaccine]: inForce } }, 'inner');
  return id;
}

function newVaccination(
  { tenantId, rules, today, now }: PagePlanning,
  pet: Pet,
  id: string,
  facts: VaccinationFacts,
  supersededBy: string | undefined,
): Vaccination {
  const nextAlertOn = supersededBy === undefined ? planNextAlert(facts, rules, today) : undefined;
  return {
    id,
    type: 'vaccination',
    tenantId,
    schemaVersion: 1,
    petId: pet.id,
    ownerId: pet.ownerId,
    ...facts,
    ...(supersededBy !== undefined && { supersededBy }),
    ...(nextAlertOn !== undefined && { nextAlertOn }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
