import type { Records } from '../platform/store/records.ts';
import { PLATFORM_TENANT, tenantEntryType } from './model.ts';

/** All tenants of the deployment, by id. For operators; no HTTP route shows it. */
export async function listTenants(
  records: Records,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const found: { id: string; name: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.query(
      tenantEntryType,
      { tenantId: PLATFORM_TENANT },
      { limit: 1000, ...(cursor !== undefined && { cursor }) },
    );
    found.push(...page.items.map(({ value }) => ({ id: value.id, name: value.name })));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
