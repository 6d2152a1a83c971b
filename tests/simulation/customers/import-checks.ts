import { orderFindings } from '../../../shared/imports/order/progress.ts';
import { importOrderType, type ImportOrder } from '../../../shared/imports/order/model.ts';
import { importType } from '../../../shared/imports/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { readAs } from '../engine/read-once.ts';
import type { Commit } from '../engine/truth.ts';
import type { World } from '../engine/world.ts';
import { isIn, type Bringing } from './bring-list.ts';

/** The invariants of imports: at every commit, and when all is over. */
export interface ImportChecks {
  commit(commit: Commit): void;
  end(context: Context, bringings: readonly Bringing[]): Promise<void>;
}

/** Checks of one world; what breaks goes to it. */
export function importChecks(world: World): ImportChecks {
  /** The id of what imports created, by what it is; a second creation is a row gone in twice. */
  const created = new Map<string, string>();
  const lastHands = new Map<string, string>();

  const create = (name: string, id: string): void => {
    const earlier = created.get(name);
    if (earlier !== undefined) world.broken(`${name} went in twice, as ${earlier} and as ${id}`);
    created.set(name, id);
  };

  const pageBy = (commit: Commit, document: Json): void => {
    const { id, run, cursor } = readAs(importType, document);
    if (cursor.row === 0) return;
    const hands = lastHands.get(`${id} ${String(run)}`);
    const now = commit.by?.name ?? 'nobody';
    if (hands !== undefined && hands !== now) world.tally('imports', 'gone on with by another');
    lastHands.set(`${id} ${String(run)}`, now);
    for (const { before, after } of commit.changes) {
      if (before === undefined && after !== undefined) createdBy(after, create);
    }
  };

  return {
    commit(commit) {
      for (const { after } of commit.changes) {
        if (after === undefined) continue;
        checkWhole(world, commit.tenantId, after);
        if (after['type'] === 'import') pageBy(commit, after);
      }
    },
    async end(context, bringings) {
      for (const bringing of bringings) {
        if (!isIn(world, bringing)) world.broken('a list never went in');
        checkRows(world, bringing, created);
        await checkReport(world, context, bringing);
      }
      countOrders(world);
    },
  };
}

function createdBy(document: Json, create: (name: string, id: string) => void): void {
  const { id, type, tenantId, externalId, ownerId, name, petId, vaccine, expiryDate } = document;
  const nameOf = (...parts: readonly unknown[]): string =>
    [tenantId, ...parts].map(String).join(' ');
  if (type === 'owner') create(nameOf('owner', externalId), id);
  if (type === 'pet') create(nameOf('pet', ownerId, name), id);
  if (type === 'vaccination') create(nameOf('vaccination', petId, vaccine, expiryDate), id);
}

/** Nothing half-written: whoever is named by a document is there with it. */
function checkWhole({ truth, broken }: World, tenantId: string, document: Json): void {
  const { id, type, ownerId, petId, phone } = document;
  const missing = (other: unknown): boolean =>
    truth.document(tenantId, String(other)) === undefined;
  if (type === 'pet' && missing(ownerId)) broken(`pet ${id} has no owner`);
  if (type === 'vaccination' && missing(petId)) broken(`record ${id} has no pet`);
  if (type === 'owner' && typeof phone === 'string') {
    const owners = truth
      .all('phone')
      .find((it) => it['tenantId'] === tenantId && it['number'] === phone)?.['ownerIds'];
    if (!Array.isArray(owners) || !owners.includes(id)) broken(`the number of ${id} is not theirs`);
  }
}

function checkRows(
  { truth, broken }: World,
  { list }: Bringing,
  created: Map<string, string>,
): void {
  const { tenantId } = list;
  const there = (name: string): string => {
    const id = created.get(`${tenantId} ${name}`) ?? '';
    if (truth.document(tenantId, id) === undefined) broken(`${name} of a list did not go in`);
    return id;
  };
  for (const { externalId, petName, vaccination } of list.rows) {
    const ownerId = there(`owner ${externalId}`);
    const petId = there(`pet ${ownerId} ${petName}`);
    if (vaccination === undefined) continue;
    there(`vaccination ${petId} ${vaccination.vaccine} ${vaccination.expiryDate}`);
  }
}

/** The report of the last run: every row counted, every finding told once, none made up. */
async function checkReport(world: World, context: Context, { list }: Bringing): Promise<void> {
  const { tenantId } = list;
  const [order] = ordersOf(world, tenantId)
    .filter(({ status }) => status === 'finished')
    .sort((a, b) => (b.work?.run ?? 0) - (a.work?.run ?? 0));
  if (order === undefined) return;
  const { items } = await orderFindings(context, { tenantId, orderId: order.id }, { limit: 1000 });
  const told = items.map(({ line, effect }) => `${String(line)} ${effect}`).join(', ');
  const meant = list.findings.map(({ line, effect }) => `${String(line)} ${effect}`).join(', ');
  if (told !== meant) world.broken(`import ${order.id} tells "${told}" instead of "${meant}"`);
  const { rows, refusedRows, problems } = order.counts ?? {};
  const refused = list.findings.filter(({ effect }) => effect === 'row').length;
  if (rows !== list.rowCount || refusedRows !== refused || problems !== list.findings.length) {
    world.broken(`import ${order.id} counts ${JSON.stringify(order.counts)}`);
  }
}

function countOrders(world: World): void {
  for (const { status, tenantId, id } of ordersOf(world)) {
    world.tally('imports', `order ${status}`);
    if (status !== 'finished' && status !== 'failed' && status !== 'cancelled') {
      world.broken(`order ${id} of ${tenantId} never ended`);
    }
  }
}

/** The orders of imports, of one business or of all. */
export function ordersOf({ truth }: World, tenantId?: string): ImportOrder[] {
  return truth
    .all('importOrder')
    .map((it) => readAs(importOrderType, it))
    .filter((it) => tenantId === undefined || it.tenantId === tenantId);
}
