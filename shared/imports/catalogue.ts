import { MAX_PAGE_SIZE } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
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
  let cursor: string | undefined;
  do {
    const page = await records.query(type, liveOf(tenantId), {
      limit: MAX_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { value } of page.items) {
      if (value.status === 'active' || !ids.has(value.nameKey)) ids.set(value.nameKey, value.id);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}
