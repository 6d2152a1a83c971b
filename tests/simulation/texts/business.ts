import type { ConsentInput } from '../../../shared/consent/consent-input.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { createService } from '../../../shared/services/edit-services.ts';
import { newServiceInput } from '../../../shared/services/service-input.ts';
import { createStaff } from '../../../shared/staff/edit-staff.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { installEntry } from '../../../shared/workflows/library/install-entry.ts';
import { activateWorkflow } from '../../../shared/workflows/set-status.ts';
import { numberOf } from '../customers/population.ts';
import { AUTO_REPLY, OWN_NUMBER, type Texting } from './texting.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** Texts about a visit that its end withdraws. */
const WORKFLOWS = ['booking_confirmation', 'moved_visit', 'reminder_2h'];
/** Where owners live who do not live where the business is: their states have laws of their own. */
const ADDRESSES = [{}, {}, { region: 'FL' }, { postalCode: '73301' }, { region: 'CA' }];
const CONSENT: ConsentInput = {
  channel: 'sms',
  purpose: 'marketing',
  word: 'given',
  source: 'form',
  wording: 'Yes, text me offers.',
};

/** A business that texts: reminders of its own, an automatic reply, advertising at all hours it may. */
export async function openBusiness(
  texting: Texting,
  context: Context,
  tenantId: string,
): Promise<void> {
  const { plan, desks, world } = texting;
  const { timeZone, country, ownSender } = plan;
  const owns = ownSender && tenantId === plan.tenants[0];
  await createTenant(context, { id: tenantId, name: tenantId, timeZone, country });
  const marketingHours = [
    { days: EVERY_DAY, start: '06:00' as LocalTime, end: '23:00' as LocalTime },
  ];
  const changes = {
    inbound: { autoReply: AUTO_REPLY },
    texting: { marketingHours, ...(world.dice.chance(50) && { homeState: 'FL' }) },
    noShows: { feeMode: 'none' as const },
    ...(owns && { sender: { from: OWN_NUMBER } }),
  };
  await updateSettings(context, { tenantId, changes, expected: undefined });
  const service = newServiceInput.parse({ name: 'Bath', priceCents: 4500, durationMinutes: 30 });
  const { id: serviceId } = await createService(context, { tenantId, service });
  const shifts = EVERY_DAY.map((weekday) => ({
    ...{ weekday, start: '00:00' as LocalTime, end: '24:00' },
  }));
  const staff = { name: 'Sam', serviceIds: [serviceId], shifts };
  const { id: staffId } = await createStaff(context, { tenantId, staff });
  desks.set(tenantId, { staffId, serviceId });
  for (const entry of WORKFLOWS) {
    const { id: workflowId } = await installEntry(context, { tenantId, key: entry });
    await activateWorkflow(context, { tenantId, workflowId, expected: undefined });
  }
  for (let n = world.dice.int(2, 4); n > 0; n--) await moveIn(texting, context, tenantId, n);
}

async function moveIn(
  { world }: Texting,
  context: Context,
  tenantId: string,
  n: number,
): Promise<void> {
  const { dice } = world;
  // Some share one number.
  const phone = numberOf(dice.chance(20) ? 1 : n);
  const owner = { firstName: `Owner${String(n)}`, phone, ...dice.pick(ADDRESSES) };
  const { id: ownerId } = await createOwner(context, { tenantId, owner });
  await createPet(context, { tenantId, ownerId, pet: { name: 'Rex', species: 'cat' } });
  if (dice.chance(75)) await recordConsent(context, { tenantId, ownerId, consent: CONSENT });
}
