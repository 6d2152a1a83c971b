import { notFound } from '../kernel/problem.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, TENANT_DOCUMENT_ID, tenantType, type Tenant } from './model.ts';

/** A tenant's settings; throws not-found (404) when there is no such tenant. */
export async function loadTenant(records: Records, tenantId: string): Promise<Stored<Tenant>> {
  const stored = await records.get(tenantType, liveOf(tenantId), TENANT_DOCUMENT_ID);
  if (stored === undefined) throw notFound('tenant', tenantId);
  return stored;
}
