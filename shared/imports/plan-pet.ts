import { ownerIdsOf } from '../customers/merge-follow.ts';
import { ownerType, petType, SPECIES, type Pet } from '../customers/model.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { vaccinationType } from '../vaccinations/model.ts';
import { definedFields } from './defined-fields.ts';
import { importAliasType } from './model.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { planAlias } from './plan-alias.ts';
import type { PetFacts } from './row-facts.ts';

/**
 * Finds or adds the pet of a row and brings its values in; answers its id. Without an owner
 * (`ownerId` undefined) only a pet that is known by its own id can be meant. Values the row does
 * not have stay, and a deceased pet stays deceased.
 */
export function planPet(
  planning: PagePlanning,
  facts: PetFacts,
  ownerId: string | undefined,
  mayCreate: boolean,
): Result<string, Refusal> {
  const { drafts, keys } = planning;
  const found = findPet(planning, facts, ownerId);
  if (!found.ok) return found;
  if (found.value !== undefined) {
    update(planning, found.value, facts, ownerId);
    return ok(found.value);
  }
  const { name, species = 'other' } = facts.fields;
  if (ownerId === undefined) return err({ effect: 'row', reason: 'There is no such pet.' });
  if (!mayCreate) {
    return err({ effect: 'pet', reason: 'The owner has no such pet.' });
  }
  if (name === undefined || facts.nameKey === undefined) {
    return err({ effect: 'pet', reason: 'A new pet needs a name.' });
  }
  const { tenantId, now } = planning;
  const pet: Pet = {
    id:
      facts.externalId === undefined
        ? keys.pet(ownerId, facts.nameKey, species)
        : keys.petOfExternal(facts.externalId),
    type: 'pet',
    tenantId,
    schemaVersion: 1,
    ownerId,
    status: 'active',
    ...facts.fields,
    name,
    nameKey: facts.nameKey,
    species,
    current: {},
    ...(facts.externalId !== undefined && { externalId: facts.externalId }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  drafts.create(pet);
  return ok(pet.id);
}

/** The id of the stored or drafted pet a row means; undefined when there is none. */
function findPet(
  planning: PagePlanning,
  facts: PetFacts,
  ownerId: string | undefined,
): Result<string | undefined, Refusal> {
  const { drafts, keys } = planning;
  if (facts.externalId !== undefined) {
    const key = keys.petOfExternal(facts.externalId);
    const id = drafts.get(importAliasType, key)?.target ?? key;
    if (drafts.get(petType, id) !== undefined) return ok(id);
  }
  const { nameKey } = facts;
  if (ownerId === undefined || nameKey === undefined) return ok(undefined);
  const { species } = facts.fields;
  // A pet first seen without its species is kept as "other".
  const kinds = species === undefined ? SPECIES : ([species, 'other'] as const);
  const owner = drafts.get(ownerType, ownerId);
  // A merge that is being carried out has not moved every pet yet.
  const ownerIds = owner === undefined ? [ownerId] : ownerIdsOf(owner);
  const ids = ownerIds.flatMap((id) =>
    [...new Set(kinds)].map((kind) => keys.pet(id, nameKey, kind)),
  );
  const thisPet = (id: string): boolean => {
    const pet = drafts.get(petType, id);
    return pet?.nameKey === nameKey && ownerIds.includes(pet.ownerId) && mayBe(pet, facts);
  };
  const byKey = ids.filter(thisPet);
  const meant = byKey.length > 0 ? byKey : petsEnteredOtherwise(planning, ownerId).filter(thisPet);
  if (meant.length < 2) return ok(meant[0]);
  const exact = meant.filter((id) => drafts.get(petType, id)?.species === species);
  if (exact.length === 1) return ok(exact[0]);
  const reason = `The owner has ${meant.length} pets of this name: say which by species or id.`;
  return err({ effect: 'pet', reason });
}

/** Pets of an owner whom this run did not create may stand under ids that no key derives. */
function petsEnteredOtherwise(
  { drafts, startedAt }: PagePlanning,
  ownerId: string,
): readonly string[] {
  const owner = drafts.get(ownerType, ownerId);
  if (owner === undefined || !drafts.isStored(ownerId) || owner.createdAt >= startedAt) return [];
  return ownerIdsOf(owner).flatMap((id) => drafts.storedPetsOf(id));
}

function mayBe(pet: Pet, { externalId, fields }: PetFacts): boolean {
  if (externalId !== undefined && pet.externalId !== undefined)
    return externalId === pet.externalId;
  return fields.species === undefined || pet.species === 'other' || pet.species === fields.species;
}

function update(
  planning: PagePlanning,
  id: string,
  facts: PetFacts,
  ownerId: string | undefined,
): void {
  const { drafts } = planning;
  const pet = drafts.get(petType, id);
  if (pet === undefined) return;
  const { externalId, nameKey, fields } = facts;
  const changes: Record<string, unknown> = {
    ...fields,
    ...definedFields({ externalId, nameKey, ownerId }),
  };
  if (pet.status === 'deceased') delete changes['status'];
  drafts.change(id, changes, 'visible');
  if (ownerId !== undefined && ownerId !== pet.ownerId) moveVaccinations(planning, pet, ownerId);
  if (externalId !== undefined) planAlias(planning, planning.keys.petOfExternal(externalId), id);
}

/** Alerts of a pet that changed hands go to the new owner. */
function moveVaccinations({ drafts }: PagePlanning, pet: Pet, ownerId: string): void {
  for (const { vaccinationId } of Object.values(pet.current)) {
    if (drafts.get(vaccinationType, vaccinationId) !== undefined) {
      drafts.change(vaccinationId, { ownerId }, 'inner');
    }
  }
}
