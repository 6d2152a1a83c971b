import { petType, type Pet } from '../customers/model.ts';
import { planNextAlert } from '../vaccinations/alert-plan.ts';
import { vaccinationType, type Vaccination } from '../vaccinations/model.ts';
import { definedFields } from './defined-fields.ts';
import type { PagePlanning } from './page-planner.ts';
import type { VaccinationFacts } from './row-facts.ts';

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
  const { drafts, keys } = planning;
  const pet = drafts.get(petType, petId);
  if (pet === undefined) return undefined;
  const { vaccine, expiryDate } = facts;
  const current = Object.hasOwn(pet.current, vaccine) ? pet.current[vaccine] : undefined;
  // A record entered by staff has an id of its own; the same date says that it is this one.
  const id =
    current?.expiryDate === expiryDate
      ? current.vaccinationId
      : keys.vaccination(petId, vaccine, expiryDate);
  if (drafts.get(vaccinationType, id) !== undefined) {
    const { administeredDate, veterinarian } = facts;
    drafts.change(id, definedFields({ administeredDate, veterinarian }), 'visible');
    return id;
  }
  // The pet guards all its records: an edit of another one must not cross this.
  drafts.guard(petId);
  const newerId =
    current !== undefined && current.expiryDate > expiryDate ? current.vaccinationId : undefined;
  drafts.create(newVaccination(planning, pet, id, facts, newerId));
  if (newerId === undefined) {
    if (current !== undefined) supersede(planning, current.vaccinationId, id);
    const inForce = { vaccinationId: id, expiryDate };
    drafts.change(petId, { current: { ...pet.current, [vaccine]: inForce } }, 'inner');
  }
  return id;
}

function supersede({ drafts }: PagePlanning, olderId: string, newerId: string): void {
  if (drafts.get(vaccinationType, olderId) === undefined) return;
  drafts.change(
    olderId,
    { supersededBy: newerId, nextAlertOn: undefined, planVersion: undefined },
    'inner',
  );
}

function newVaccination(
  { tenantId, rules, planVersion, today, now }: PagePlanning,
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
    ...(supersededBy === undefined && { planVersion }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
