import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { vaccinationAlertType, type VaccinationAlert } from './model.ts';

/** What became of vaccination alerts, newest first; `status` leaves only those that stand so. */
export async function listAlerts(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: VaccinationAlert['status'] | undefined;
  },
): Promise<ListPage<VaccinationAlert>> {
  const page = await context.records.query(vaccinationAlertType, liveOf(input.tenantId), {
    where: input.status === undefined ? {} : { status: input.status },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
