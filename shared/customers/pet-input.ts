import { z } from 'zod';
import { dateInput, manyLines, oneLine } from './input-fields.ts';
import { PET_STATUSES, SPECIES } from './model.ts';

/** What is told of a new pet. */
export const newPetInput = z.strictObject({
  name: oneLine(80),
  species: z.enum(SPECIES),
  breed: oneLine(80).optional(),
  /** Not after today. */
  birthDate: dateInput.optional(),
  notes: manyLines(4000).optional(),
});
/** What is told of a new pet. */
export type NewPetInput = z.output<typeof newPetInput>;

/** Changes of a pet: absent leaves a field as it is, null empties it. */
export const petChangesInput = z.strictObject({
  name: oneLine(80).optional(),
  species: z.enum(SPECIES).optional(),
  breed: oneLine(80).nullable().optional(),
  birthDate: dateInput.nullable().optional(),
  notes: manyLines(4000).nullable().optional(),
  status: z.enum(PET_STATUSES).optional(),
});
/** Changes of a pet. */
export type PetChanges = z.output<typeof petChangesInput>;
