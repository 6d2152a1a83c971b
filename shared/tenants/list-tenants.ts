import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { PLATFORM_TENANT, tenantEntryType } from './model.ts';

/** All tenants of the deployment, by id. For operators; no HTTP route shows it. */
export async function listTenants(
  records: Records,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const found = await queryAll(records, tenantEntryType, { tenantId: PLATFORM_TENANT }, {});
  return found.map(({ id, name }) => ({ id, name }));
}
