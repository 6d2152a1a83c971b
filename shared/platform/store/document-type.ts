import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import type { LocalDate } from '../../kernel/local-date.ts';
import type { LocalTime } from '../../kernel/time-zone.ts';

/**
 * A kind of document: its `type` field and the zod schema it is read with.
 * Schemas are loose: fields of a newer version pass through unharmed.
 */
export interface DocumentType<T> {
  readonly type: string;
  readonly schema: z.ZodType<T>;
}

/** The value type of a {@link DocumentType}. */
export type DocumentOf<D> = D extends DocumentType<infer T> ? T : never;

/** Fields every document carries. `schemaVersion` says which code wrote it. */
const envelope = {
  id: z.string(),
  tenantId: z.string(),
  schemaVersion: z.number(),
};

/** Fields of a document that can be due; absent `dueKind` and `dueAt`: nothing left to do. */
export const dueFields = {
  dueKind: z.string().optional(),
  dueAt: z.string().optional() as unknown as z.ZodOptional<z.ZodType<Instant>>,
  /** Failed or started attempts since the last success, counted by the due-work engine. */
  attempts: z.number(),
  lastError: z.string().optional(),
  /** Names the claim under way. */
  leaseId: z.string().optional(),
};

/** An instant read back from the store. */
export const instantField = z.string() as unknown as z.ZodType<Instant>;
/** A local date read back from the store. */
export const localDateField = z.string() as unknown as z.ZodType<LocalDate>;
/** A wall-clock time read back from the store. */
export const localTimeField = z.string() as unknown as z.ZodType<LocalTime>;

/** Declares a kind of document from the zod shape of its own fields. */
export function documentType<const N extends string, S extends z.ZodRawShape>(
  type: N,
  shape: S,
): DocumentType<z.output<z.ZodObject<typeof envelope & { type: z.ZodLiteral<N> } & S>>> {
  const schema = z.looseObject({ ...envelope, type: z.literal(type), ...shape });
  return { type, schema };
}
