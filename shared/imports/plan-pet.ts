import { ownerType, petType, SPECIES, type Pet } from '../customers/model.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { vaccinationType } from '../vaccinations/model.ts';
import { importAliasType } from './model.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import type { PetFacts } from './row-facts.ts';
import { petKey, petKeyOfExternal } from './stable-keys.ts';

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
  const { drafts } = planning;
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
        ? petKey(ownerId, facts.nameKey, species)
        : petKeyOfExternal(facts.externalId),
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
  const { drafts } = planning;
  if (facts.externalId !== undefined) {
    const key = petKeyOfExternal(facts.externalId);
    const id = drafts.get(importAliasType, key)?.target ?? key;
    if (drafts.get(petType, id) !== undefined) return ok(id);
  }
  const { nameKey } = facts;
  if (ownerId === undefined || nameKey === undefined) return ok(undefined);
  const { species } = facts.fields;
  // A pet first seen without its species is kept as "other".
  const kinds = species === undefined ? SPECIES : ([species, 'other'] as const);
  const keys = [...new Set(kinds)].map((kind) => petKey(ownerId, nameKey, kind));
  const thisPet = (id: string): boolean => {
    const pet = drafts.get(petType, id);
    return pet?.nameKey === nameKey && pet.ownerId === ownerId && mayBe(pet, facts);
  };
  const byKey = keys.filter(thisPet);
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
  return drafts.storedPetsOf(ownerId);
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
  const { drafts, tenantId, now } = planning;
  const pet = drafts.get(petType, id);
  if (pet === undefined) return;
  const changes: Record<string, unknown> = { ...facts.fields };
  if (facts.nameKey !== undefined) changes['nameKey'] = facts.nameKey;
  if (facts.externalId !== undefined) changes['externalId'] = facts.externalId;
  if (pet.status === 'deceased') delete changes['status'];
  if (ownerId !== undefined) changes['ownerId'] = ownerId;
  drafts.change(id, changes, 'visible');
  if (ownerId !== undefined && ownerId !== pet.ownerId) {
    for (const { vaccinationId } of Object.values(pet.current)) {
      if (drafts.get(vaccinationType, vaccinationId) !== undefined) {
        drafts.change(vaccinationId, { ownerId }, 'inner');
      }
    }
  }
  const key = facts.externalId === undefined ? undefined : petKeyOfExternal(facts.externalId);
  if (key !== undefined && key !== id && drafts.get(importAliasType, key) === undefined) {
    const alias = { id: key, type: 'importAlias', tenantId, schemaVersion: 1 };
    drafts.create({ ...alias, target: id, createdAt: now });
  }
}
