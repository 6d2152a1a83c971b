import { isDeepStrictEqual } from 'node:util';
import { applyChanges } from '../customers/apply-changes.ts';
import { byNameAndStatus } from '../customers/find-owners.ts';
import { requirePhoneNumber } from '../customers/link-phone.ts';
import { nameKey } from '../customers/name-key.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { serviceType } from '../services/model.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { staffType, type Staff } from './model.ts';
import type { NewStaffInput, StaffChanges } from './staff-input.ts';

/** Adds somebody who takes visits. Services that do not exist are refused (422), and a number that is none. */
export async function createStaff(
  context: Context,
  input: { readonly tenantId: string; readonly staff: NewStaffInput },
): Promise<Staff> {
  const { tenantId } = input;
  const { name, serviceIds, color, shifts, phone: raw } = input.staff;
  const phone = raw === undefined ? undefined : await numberOf(context, tenantId, raw);
  await requireServices(context, tenantId, serviceIds);
  const now = context.clock.now();
  const staff: Staff = {
    id: context.ids.next('staff'),
    type: 'staff',
    tenantId,
    schemaVersion: 1,
    name,
    nameKey: nameKey(name),
    serviceIds,
    ...(color !== undefined && { color }),
    ...(phone !== undefined && { phone }),
    status: 'active',
    shiftPeriods: [{ shifts }],
    exceptions: [],
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  return commitWithRetry(context.records, liveOf(tenantId), async () => ({
    writes: [create(staff)],
    value: staff,
  }));
}

/** Edits a staff member. What is booked with them stands. Changes that change nothing leave the revision. */
export async function updateStaff(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly staffId: string;
    readonly changes: StaffChanges;
    readonly expected: ExpectedRevisions;
  },
): Promise<Staff> {
  const { serviceIds, phone: raw, ...rest } = input.changes;
  const phone = typeof raw === 'string' ? await numberOf(context, input.tenantId, raw) : raw;
  const plain = { ...rest, phone };
  if (serviceIds !== undefined) await requireServices(context, input.tenantId, serviceIds);
  return editStaff(context, input, (staff) => {
    const edited = serviceIds !== undefined && !isDeepStrictEqual(serviceIds, staff.serviceIds);
    const { changed, document } = applyChanges(staff, { ...plain, ...(edited && { serviceIds }) });
    return changed ? { ...document, nameKey: nameKey(document.name) } : undefined;
  });
}

/**
 * Commits an edit of a staff member with the next revision; `edit` answers undefined when nothing
 * changes. A booking at the same moment guards the staff member too: it is decided again.
 */
export async function editStaff(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly staffId: string;
    readonly expected: ExpectedRevisions;
  },
  edit: (staff: Staff) => Staff | undefined,
): Promise<Staff> {
  const { records } = context;
  const { tenantId, staffId, expected } = input;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await storedStaff(context, { tenantId, staffId });
    requireRevision(stored.value.revision, expected);
    const edited = edit(stored.value);
    if (edited === undefined) return { writes: [], value: stored.value };
    const staff: Staff = {
      ...edited,
      revision: stored.value.revision + 1,
      updatedAt: context.clock.now(),
    };
    return { writes: [{ op: 'replace', document: staff, etag: stored.etag }], value: staff };
  });
}

/** A staff member by id; throws not-found (404), also for another tenant's. */
export async function getStaff(
  context: Context,
  input: { readonly tenantId: string; readonly staffId: string },
): Promise<Staff> {
  return (await storedStaff(context, input)).value;
}

/** Staff by name; `name` finds those whose name starts with it. */
export async function listStaff(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly name?: string | undefined;
    readonly status?: Staff['status'] | undefined;
  },
): Promise<ListPage<Staff>> {
  const page = await context.records.query(staffType, liveOf(input.tenantId), {
    where: byNameAndStatus(input),
    orderBy: { field: 'nameKey' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}

async function storedStaff(
  context: Context,
  input: { readonly tenantId: string; readonly staffId: string },
): Promise<Stored<Staff>> {
  const stored = await context.records.get(staffType, liveOf(input.tenantId), input.staffId);
  if (stored === undefined) throw notFound('staff', input.staffId);
  return stored;
}

async function numberOf(context: Context, tenantId: string, raw: string): Promise<string> {
  return requirePhoneNumber(raw, (await loadTenant(context, tenantId)).country);
}

async function requireServices(
  { records }: Context,
  tenantId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const found = await records.getMany(serviceType, liveOf(tenantId), ids);
  const known = new Set(found.map(({ value }) => value.id));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown < 0) return;
  throw new ProblemError({
    kind: 'unknown-service',
    status: 422,
    detail: 'There is no such service.',
    field: `serviceIds[${String(unknown)}]`,
    value: ids[unknown],
    allowed: 'the id of a service',
  });
}
