import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { createService } from '../../../shared/services/edit-services.ts';
import { newServiceInput } from '../../../shared/services/service-input.ts';
import { createStaff } from '../../../shared/staff/edit-staff.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { numberOf } from '../customers/population.ts';
import type { World } from '../engine/world.ts';
import type { ProviderModel } from '../services/provider-model.ts';
import type { VisitsPlan } from './seed-plan.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const SERVICES = [
  { name: 'Bath', priceCents: 4500, durationMinutes: 60, bufferMinutes: 15 },
  { name: 'Nails', priceCents: 1500, durationMinutes: 30, taxRatePpm: 80_000 },
];

/** What there is in a world of visits beside the engine's parts. */
export interface Visits {
  readonly world: World;
  readonly plan: VisitsPlan;
  readonly provider: ProviderModel;
  /** Who does what is done here, and at what; ids of what moved in. */
  readonly staffIds: string[];
  readonly serviceIds: string[];
}

/** One business: two people at work from 8 to 20, or through the night, two services, some owners. */
export async function openBusiness(visits: Visits, context: Context): Promise<void> {
  const { world, plan, staffIds, serviceIds } = visits;
  const { tenantId, timeZone, feeMode, waiveFirst } = plan;
  await createTenant(context, { id: tenantId, name: tenantId, timeZone });
  const changes = { noShows: { feeMode, waiveFirst } };
  await updateSettings(context, { tenantId, changes, expected: undefined });
  for (const service of SERVICES) {
    const input = { tenantId, service: newServiceInput.parse(service) };
    serviceIds.push((await createService(context, input)).id);
  }
  const hours = [
    { start: '08:00' as LocalTime, end: '20:00' },
    { start: '00:00' as LocalTime, end: '24:00' },
  ];
  for (const [n, shift] of hours.entries()) {
    const shifts = EVERY_DAY.map((weekday) => ({ weekday, ...shift }));
    const staff = { name: `Groomer${String(n)}`, serviceIds, shifts };
    staffIds.push((await createStaff(context, { tenantId, staff })).id);
  }
  for (let n = world.dice.int(3, 5); n > 0; n--) {
    const phone = world.dice.chance(10) ? undefined : numberOf(world.dice.chance(15) ? 0 : n);
    const owner = { firstName: `Owner${String(n)}`, ...(phone !== undefined && { phone }) };
    const { id: ownerId } = await createOwner(context, { tenantId, owner });
    const pet = { name: 'Rex', species: 'cat' as const };
    await createPet(context, { tenantId, ownerId, pet });
  }
}
