import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { noShowRulesOf } from '../tenants/no-show-rules.ts';
import { laterFees, type LaterFee } from './later-fees.ts';
import { noShowRecordType, type NoShowRecord, type NoShowStatus } from './model.ts';

/** Which records are asked for. */
export interface NoShowFilter extends PageRequest {
  readonly tenantId: string;
  readonly status?: NoShowStatus | undefined;
  readonly ownerId?: string | undefined;
}

/** Missed visits, the latest found first. The review queue are those `held`, and those in `review`. */
export async function listNoShows(
  { records }: Pick<Context, 'records'>,
  { tenantId, status, ownerId, limit, cursor }: NoShowFilter,
): Promise<ListPage<NoShowRecord>> {
  const owner = ownerId === undefined ? undefined : await currentOwner(records, tenantId, ownerId);
  if (ownerId !== undefined && owner === undefined) throw notFound('owner', ownerId);
  const page = await records.query(noShowRecordType, liveOf(tenantId), {
    where: {
      ...(status !== undefined && { status }),
      ...(owner !== undefined && { ownerId: { in: ownerIdsOf(owner.value) } }),
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** A record, and the owner's fees that the ladder would ask less for by now. */
export interface NoShowDetail {
  readonly record: NoShowRecord;
  readonly laterFees: readonly LaterFee[];
}

/** One missed visit. Throws not-found (404). */
export async function getNoShow(
  context: Pick<Context, 'records' | 'clock'>,
  { tenantId, recordId }: { readonly tenantId: string; readonly recordId: string },
): Promise<NoShowDetail> {
  const { records } = context;
  const stored = await records.get(noShowRecordType, liveOf(tenantId), recordId);
  if (stored === undefined) throw notFound('no-show', recordId);
  const tenant = await loadTenant(context, tenantId);
  const owner = await currentOwner(records, tenantId, stored.value.ownerId);
  const fees =
    owner === undefined ? [] : await laterFees(records, owner.value, noShowRulesOf(tenant));
  return { record: stored.value, laterFees: fees };
}
