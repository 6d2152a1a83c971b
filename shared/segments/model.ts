import { z } from 'zod';
import type { Condition } from '../kernel/condition.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

const conditionField = z.looseObject({}) as unknown as z.ZodType<Condition>;

/**
 * A customer segment: a name for everybody of whom its conditions hold. It holds no list: who is in it is
 * found out when it is asked, by what is known then.
 */
export const segmentType = documentType('segment', {
  name: z.string(),
  nameKey: z.string(),
  description: z.string().optional(),
  /** Over the fields of every owner, see `OWNER_GROUPS`. */
  conditions: conditionField,
  /** The ready-made segment it was copied from. */
  origin: z.string().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A customer segment. */
export type Segment = DocumentOf<typeof segmentType>;
