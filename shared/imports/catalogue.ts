import type { DocumentType } from '../platform/store/document-type.ts';
import { eachOf } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { serviceType } from '../services/model.ts';
import { staffType } from '../staff/model.ts';
import { liveOf } from '../tenants/model.ts';

/** Services and staff of a business by their names, as `nameKey` writes them. */
export interface Catalogue {
  readonly services: ReadonlyMap<string, string>;
  readonly staff: ReadonlyMap<string, string>;
}

/** Reads which services and staff there are; of namesakes an active one counts. */
export async function readCatalogue(records: Records, tenantId: string): Promise<Catalogue> {
  return {
    services: await idsByName(records, tenantId, serviceType),
    staff: await idsByName(records, tenantId, staffType),
  };
}

async function idsByName<T extends { id: string; nameKey: string; status: string }>(
  records: Records,
  tenantId: string,
  type: DocumentType<T>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for await (const { value } of eachOf(records, type, liveOf(tenantId), {})) {
    if (value.status === 'active' || !ids.has(value.nameKey)) ids.set(value.nameKey, value.id);
  }
  return ids;
}
