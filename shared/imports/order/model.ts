import { z } from 'zod';
import { notFound } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored } from '../../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../../platform/store/document-type.ts';
import { liveOf } from '../../tenants/model.ts';
import { importCounts } from '../model.ts';

/** How an ordered import can stand, see {@link importOrderType}. */
export const ORDER_STATUSES = [
  'waiting',
  'running',
  'cancelling',
  'finished',
  'failed',
  'cancelled',
] as const;

/**
 * An import that somebody ordered, to be done in the background: which files, with what meaning,
 * and what became of it. The records, the cursor and the counts are those of the import itself
 * (`import`), whose id is known once the files were looked through.
 */
export const importOrderType = documentType('importOrder', {
  /**
   * waiting: for its turn. running: rows go in. cancelling: it stops after the page under way.
   * failed: the files are unusable, or every attempt broke off; `problem` says why.
   */
  status: z.enum(ORDER_STATUSES),
  files: z.array(z.object({ id: z.string(), name: z.string() })),
  /** As given, see `mapping.ts`. */
  mapping: z.record(z.string(), z.unknown()).optional(),
  /** The import it came to; absent until the files were looked through. */
  work: z.object({ importId: z.string(), run: z.number(), totalRows: z.number() }).optional(),
  /** What was done, once it has ended. */
  counts: importCounts.optional(),
  /** How many documents hold its findings, once it has ended: what brings the same files again makes its own. */
  findingPages: z.number().optional(),
  problem: z
    .object({
      kind: z.string(),
      detail: z.string(),
      field: z.string().optional(),
      allowed: z.string().optional(),
    })
    .optional(),
  startedAt: instantField.optional(),
  finishedAt: instantField.optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An ordered import. */
export type ImportOrder = DocumentOf<typeof importOrderType>;

/** Whether nothing more happens to an order by itself. */
export function hasEnded({ status }: ImportOrder): boolean {
  return status === 'finished' || status === 'failed' || status === 'cancelled';
}

/** Names an order of a tenant. */
export interface OrderRef {
  readonly tenantId: string;
  readonly orderId: string;
}

/** An order by id; throws not-found (404), also for another tenant's. */
export async function findOrder(
  { records }: Context,
  { tenantId, orderId }: OrderRef,
): Promise<Stored<ImportOrder>> {
  const stored = await records.get(importOrderType, liveOf(tenantId), orderId);
  if (stored === undefined) throw notFound('import', orderId);
  return stored;
}
