import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, TENANT_DOCUMENT_ID, TENANT_ID_SHAPE, tenantType, type Tenant } from './model.ts';
import { zoneAt } from './zone-periods.ts';

/**
 * A tenant's settings as they are in force now: `timeZone` is the zone of this instant. Throws
 * the problem `unknown-tenant` (404) when there is no such tenant.
 */
export async function loadTenant(
  context: Pick<Context, 'records' | 'clock'>,
  tenantId: string,
): Promise<Tenant> {
  const { value } = await loadStoredTenant(context.records, tenantId);
  return { ...value, timeZone: zoneAt(value, context.clock.now()) };
}

/** A tenant's settings with their ETag, as stored, to be changed. Fails as {@link loadTenant}. */
export async function loadStoredTenant(
  records: Records,
  tenantId: string,
): Promise<Stored<Tenant>> {
  const stored = TENANT_ID_SHAPE.test(tenantId)
    ? await records.get(tenantType, liveOf(tenantId), TENANT_DOCUMENT_ID)
    : undefined;
  if (stored !== undefined) return stored;
  throw new ProblemError({
    kind: 'unknown-tenant',
    status: 404,
    detail: `There is no tenant ${JSON.stringify(tenantId)}.`,
    field: 'tenant',
    value: tenantId,
    allowed: 'an id from the list of tenants',
  });
}
