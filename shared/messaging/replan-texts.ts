import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { messageType } from './model.ts';
import { moved } from './text-state.ts';

/**
 * The writes that wake the next texts, `limit` at most, that wait for hours or a cap of older
 * settings: they are due at once, and their worker decides when they may go out now. None: all
 * follow the settings. A text whose own time has not come yet carries no `planVersion`.
 */
export async function replanTexts(
  context: Context,
  tenant: Tenant,
  limit: number,
): Promise<Write[]> {
  const page = await context.records.query(messageType, liveOf(tenant.tenantId), {
    where: { planVersion: { before: tenant.planVersion } },
    orderBy: { field: 'planVersion' },
    limit,
  });
  const now = context.clock.now();
  return page.items.map((stored) => {
    if (stored.value.status === 'planned') {
      return moved(stored, { dueAt: now, planVersion: undefined }, now);
    }
    const document = { ...stored.value, planVersion: undefined };
    return { op: 'replace', document, etag: stored.etag };
  });
}
