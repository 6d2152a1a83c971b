import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Tenant } from '../tenants/model.ts';
import { liveOf } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { planNextAlert } from './alert-plan.ts';
import { vaccinationType, type Vaccination } from './model.ts';

/**
 * The writes that plan anew the next vaccinations, `limit` at most, whose alerts were planned
 * under older settings of the tenant; none: all follow the settings. What was dealt with stays
 * dealt with; a threshold that is crossed under the new settings is due at the next scan.
 */
export async function replanVaccinations(
  context: Context,
  tenant: Tenant,
  limit: number,
): Promise<Write[]> {
  const page = await context.records.query(vaccinationType, liveOf(tenant.tenantId), {
    where: { planVersion: { before: tenant.planVersion } },
    orderBy: { field: 'planVersion' },
    limit,
  });
  const now = context.clock.now();
  const today = dateAt(tenant, now);
  return page.items.map(({ value, etag }): Write => {
    const nextAlertOn = planNextAlert(value, tenant.vaccination, today);
    const { planVersion } = tenant;
    const document: Vaccination = { ...value, nextAlertOn, planVersion, updatedAt: now };
    return { op: 'replace', document, etag };
  });
}
