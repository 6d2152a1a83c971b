import type { Context } from '../../platform/context.ts';
import { liveOf } from '../../tenants/model.ts';
import { listPage, type ListPage, type PageRequest } from '../../kernel/list-page.ts';
import { readFindings, type FindingsPage } from '../findings.ts';
import { importType, noCounts, type Import, type ImportCounts } from '../model.ts';
import { readLine } from './line.ts';
import { findOrder, hasEnded, importOrderType, type ImportOrder, type OrderRef } from './model.ts';

/** An order with how far it is. */
export interface OrderProgress {
  readonly order: ImportOrder;
  /** Of all rows that went in so far: exact, as each page's commit carries them. */
  readonly counts: ImportCounts;
  /** Rows in all; absent until the files were looked through. */
  readonly totalRows?: number;
  /** How many orders are before it; absent for one that has ended. */
  readonly before?: number;
}

/** An order and how far it is. Throws not-found (404). */
export async function orderProgress(context: Context, ref: OrderRef): Promise<OrderProgress> {
  const { value: order } = await findOrder(context, ref);
  return progressOf(context, order);
}

/** How far an order is. */
export async function progressOf(context: Context, order: ImportOrder): Promise<OrderProgress> {
  const totalRows = order.work?.totalRows;
  const shared = { order, ...(totalRows !== undefined && { totalRows }) };
  if (hasEnded(order)) return { ...shared, counts: order.counts ?? noCounts() };
  const { orders } = await readLine(context.records, order.tenantId);
  const done = await importOf(context, order);
  const before = Math.max(0, orders.indexOf(order.id));
  return { ...shared, counts: done?.counts ?? noCounts(), before };
}

/** Orders of a tenant, newest first. */
export async function listOrders(
  { records }: Context,
  { tenantId, limit, cursor }: PageRequest & { readonly tenantId: string },
): Promise<ListPage<ImportOrder>> {
  const page = await records.query(importOrderType, liveOf(tenantId), {
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/**
 * Findings about the rows of an order so far, in their order; of one that has ended for as long as they
 * are kept, whoever brings the same files again. Throws not-found (404).
 */
export async function orderFindings(
  context: Context,
  ref: OrderRef,
  request: PageRequest,
): Promise<FindingsPage> {
  const { value: order } = await findOrder(context, ref);
  const kept = hasEnded(order) ? order.findingPages : undefined;
  const pages = kept ?? (await importOf(context, order))?.findingPages ?? 0;
  const { importId = '', run = 0 } = order.work ?? {};
  const of = { tenantId: ref.tenantId, importId, run, pages };
  return readFindings(context.records, of, request);
}

/** The import that an order came to, if it is still that run of it. */
export async function importOf(
  { records }: Context,
  { tenantId, work }: ImportOrder,
): Promise<Import | undefined> {
  if (work === undefined) return undefined;
  const stored = await records.get(importType, liveOf(tenantId), work.importId);
  return stored?.value.run === work.run ? stored.value : undefined;
}
