import { z } from 'zod';
import { SPECIES } from '../customers/model.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** Whether it is offered. An inactive service is not booked any more; what was booked stands. */
export const SERVICE_STATUSES = ['active', 'inactive'] as const;

/** What 100 % is in {@link Service.taxRatePpm}. */
export const FULL_RATE_PPM = 1_000_000;

/** Something the business does for one pet. */
export const serviceType = documentType('service', {
  name: z.string(),
  /** Normalised name for sorting and prefix search, see `name-key.ts`. */
  nameKey: z.string(),
  description: z.string().optional(),
  /** What it costs before tax, in cents of the tenant's currency. */
  priceCents: z.number(),
  /** How long it takes for one pet, in whole minutes. */
  durationMinutes: z.number(),
  /** Minutes kept free after a visit with it, to clean up. */
  bufferMinutes: z.number(),
  /** Tax on top of the price in millionths: 8.875 % is 88,750. */
  taxRatePpm: z.number(),
  /** Vaccines a pet of this species needs for it, beside those that the business always asks for. */
  requiredVaccines: z.array(z.object({ species: z.enum(SPECIES), vaccine: z.string() })),
  /** `#RRGGBB`, for calendars. */
  color: z.string().optional(),
  status: z.enum(SERVICE_STATUSES),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A service. */
export type Service = DocumentOf<typeof serviceType>;
