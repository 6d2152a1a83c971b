import { DEMO_TENANT, generateDemo } from '../../../local/demo/generate-demo.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { filesOf } from '../imports/business.ts';
import { openSalon, type Salon } from '../tenants/salon.ts';

/** The morning of the demo in these tests. */
export const ANCHOR = '2026-03-02' as LocalDate;

/** The demo business with its imported customers, and nothing else yet. */
export async function openDemoBusiness(): Promise<Salon> {
  const salon = await openSalon();
  const { tenant, files } = generateDemo({ anchor: ANCHOR });
  await createTenant(salon.context, { ...tenant, rules: {} });
  const texts = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  await importCustomers(salon.context, {
    tenantId: DEMO_TENANT.id,
    files: filesOf(texts, 65_536),
  });
  return salon;
}
