import { z } from 'zod';
import { dateInput, oneLine } from '../customers/input-fields.ts';

/** What is told of a vaccination, as its certificate states it. */
export const newVaccinationInput = z.strictObject({
  /** A vaccine's name or key; synonyms are understood. */
  vaccine: oneLine(80),
  administeredDate: dateInput.optional(),
  /** Last day of cover. */
  expiryDate: dateInput,
  veterinarian: oneLine(120).optional(),
});
/** What is told of a vaccination. */
export type NewVaccinationInput = z.output<typeof newVaccinationInput>;

/** Corrections of a vaccination: absent leaves a field as it is, null empties it. */
export const vaccinationChangesInput = z.strictObject({
  vaccine: oneLine(80).optional(),
  administeredDate: dateInput.nullable().optional(),
  expiryDate: dateInput.optional(),
  veterinarian: oneLine(120).nullable().optional(),
});
/** Corrections of a vaccination. */
export type VaccinationChanges = z.output<typeof vaccinationChangesInput>;
