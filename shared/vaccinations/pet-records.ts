import { petType, type Pet } from '../customers/model.ts';
import { notFound } from '../kernel/problem.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { queryAllStored } from '../platform/store/query-all.ts';
import { create, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { vaccinationType, type Vaccination } from './model.ts';
import { orderRecords, type RecordOrder } from './order-records.ts';

/** A pet with all its vaccinations, as read. */
export interface PetRecords {
  readonly pet: Stored<Pet>;
  readonly vaccinations: readonly Stored<Vaccination>[];
}

/**
 * Reads a pet and all its vaccinations. The pet is read first and guards the commit, so a
 * vaccination added in between breaks the guard and is seen in the next round.
 */
export async function readPetRecords(
  records: Records,
  tenantId: string,
  petId: string,
): Promise<PetRecords> {
  const partition = liveOf(tenantId);
  const pet = await records.get(petType, partition, petId);
  if (pet === undefined) throw notFound('pet', petId);
  const vaccinations = await queryAllStored(records, vaccinationType, partition, {
    where: { petId },
  });
  return { pet, vaccinations };
}

/**
 * The writes after which `edited` stands among the pet's records: the record itself, those it
 * supersedes or sets free, and the pet, which is written (or touched) in any case so that two
 * edits of one pet's records cannot cross. Also gives the edited record as it will be stored.
 */
export function writesFor(
  { pet, vaccinations }: PetRecords,
  edited: Vaccination,
  order: RecordOrder,
): { readonly writes: readonly Write[]; readonly value: Vaccination } {
  const stored = new Map(vaccinations.map((it) => [it.value.id, it]));
  const others = vaccinations.map((it) => it.value).filter((it) => it.id !== edited.id);
  const ordered = orderRecords([...others, edited], new Set([edited.id]), order);
  const writes = ordered.records.flatMap((document): Write[] => {
    const before = stored.get(document.id);
    if (before === undefined) return [create(document)];
    return document === before.value ? [] : [{ op: 'replace', document, etag: before.etag }];
  });
  const value = ordered.records.find((it) => it.id === edited.id) ?? edited;
  return { writes: [petWrite(pet, ordered.current), ...writes], value };
}

function petWrite(pet: Stored<Pet>, current: Pet['current']): Write {
  const same =
    Object.keys(current).length === Object.keys(pet.value.current).length &&
    Object.entries(current).every(([vaccine, now]) => {
      const before = pet.value.current[vaccine];
      return before?.vaccinationId === now.vaccinationId && before.expiryDate === now.expiryDate;
    });
  // Not an edit of the pet: its revision stays, or an open form would be refused.
  return same
    ? { op: 'touch', id: pet.value.id, etag: pet.etag }
    : { op: 'replace', document: { ...pet.value, current }, etag: pet.etag };
}
