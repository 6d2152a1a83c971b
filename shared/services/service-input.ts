import { z } from 'zod';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { SPECIES } from '../customers/model.ts';
import { FULL_RATE_PPM, SERVICE_STATUSES } from './model.ts';

/** A colour of a calendar, `#RRGGBB`. */
export const colorInput = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #3366CC')
  .transform((text) => text.toUpperCase());

const cents = z.number().int().min(0).max(100_000_000);
const requiredVaccines = z
  .array(z.strictObject({ species: z.enum(SPECIES), vaccine: oneLine(80) }))
  .max(50);

const fields = {
  name: oneLine(100),
  description: manyLines(2000),
  priceCents: cents,
  durationMinutes: z.number().int().min(5).max(720),
  bufferMinutes: z.number().int().min(0).max(240),
  taxRatePpm: z.number().int().min(0).max(FULL_RATE_PPM),
  requiredVaccines,
  color: colorInput,
};

/** A service as people enter it. Without a tax rate it is not taxed, without a buffer there is none. */
export const newServiceInput = z.strictObject({
  name: fields.name,
  description: fields.description.optional(),
  priceCents: fields.priceCents,
  durationMinutes: fields.durationMinutes,
  bufferMinutes: fields.bufferMinutes.default(0),
  taxRatePpm: fields.taxRatePpm.default(0),
  requiredVaccines: fields.requiredVaccines.default([]),
  color: fields.color.optional(),
});
/** A service as people enter it, checked. */
export type NewServiceInput = z.output<typeof newServiceInput>;

/** Changes of a service: absent leaves a field, null removes it. */
export const serviceChangesInput = z.strictObject({
  name: fields.name.optional(),
  description: fields.description.nullable().optional(),
  priceCents: fields.priceCents.optional(),
  durationMinutes: fields.durationMinutes.optional(),
  bufferMinutes: fields.bufferMinutes.optional(),
  taxRatePpm: fields.taxRatePpm.optional(),
  requiredVaccines: fields.requiredVaccines.optional(),
  color: fields.color.nullable().optional(),
  status: z.enum(SERVICE_STATUSES).optional(),
});
/** Changes of a service, checked. */
export type ServiceChanges = z.output<typeof serviceChangesInput>;
