import { isDeepStrictEqual } from 'node:util';
import { applyChanges } from '../customers/apply-changes.ts';
import { byNameAndStatus } from '../customers/find-owners.ts';
import { nameKey } from '../customers/name-key.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { readRequired } from '../vaccinations/required-vaccines.ts';
import { serviceType, type Service } from './model.ts';
import type { NewServiceInput, ServiceChanges } from './service-input.ts';

/** Adds a service. A vaccine that is named twice for a species is refused (422). */
export async function createService(
  context: Context,
  input: { readonly tenantId: string; readonly service: NewServiceInput },
): Promise<Service> {
  const { tenantId } = input;
  const { name, description, color, requiredVaccines, ...numbers } = input.service;
  const now = context.clock.now();
  const service: Service = {
    id: context.ids.next('service'),
    type: 'service',
    tenantId,
    schemaVersion: 1,
    name,
    nameKey: nameKey(name),
    ...(description !== undefined && { description }),
    ...numbers,
    requiredVaccines: readVaccines(requiredVaccines),
    ...(color !== undefined && { color }),
    status: 'active',
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  return commitWithRetry(context.records, liveOf(tenantId), async () => ({
    writes: [create(service)],
    value: service,
  }));
}

/**
 * Edits a service. Visits that are booked keep the price and length they were booked with. Changes
 * that change nothing leave the revision as it is.
 */
export async function updateService(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly serviceId: string;
    readonly changes: ServiceChanges;
    readonly expected: ExpectedRevisions;
  },
): Promise<Service> {
  const { records } = context;
  const { tenantId, serviceId } = input;
  const { requiredVaccines, ...plain } = input.changes;
  const named = requiredVaccines && readVaccines(requiredVaccines);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(serviceType, liveOf(tenantId), serviceId);
    if (stored === undefined) throw notFound('service', serviceId);
    requireRevision(stored.value.revision, input.expected);
    const edited = named !== undefined && !isDeepStrictEqual(named, stored.value.requiredVaccines);
    const { changed, document } = applyChanges(stored.value, {
      ...plain,
      ...(edited && { requiredVaccines: named }),
    });
    if (!changed) return { writes: [], value: stored.value };
    const service: Service = {
      ...document,
      nameKey: nameKey(document.name),
      revision: stored.value.revision + 1,
      updatedAt: context.clock.now(),
    };
    return { writes: [{ op: 'replace', document: service, etag: stored.etag }], value: service };
  });
}

/** A service by id; throws not-found (404), also for another tenant's. */
export async function getService(
  context: Context,
  input: { readonly tenantId: string; readonly serviceId: string },
): Promise<Service> {
  const stored = await context.records.get(serviceType, liveOf(input.tenantId), input.serviceId);
  if (stored === undefined) throw notFound('service', input.serviceId);
  return stored.value;
}

/** Services by name; `name` finds those whose name starts with it. */
export async function listServices(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly name?: string | undefined;
    readonly status?: Service['status'] | undefined;
  },
): Promise<ListPage<Service>> {
  const page = await context.records.query(serviceType, liveOf(input.tenantId), {
    where: byNameAndStatus(input),
    orderBy: { field: 'nameKey' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}

function readVaccines(named: NewServiceInput['requiredVaccines']): Service['requiredVaccines'] {
  // The species are those of the input: only the names of vaccines are read anew.
  return readRequired(named, 'requiredVaccines').map(({ vaccine }, index) => ({
    species: named[index]?.species ?? 'other',
    vaccine,
  }));
}
