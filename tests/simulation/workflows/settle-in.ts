import { createOwner } from '../../../shared/customers/create-owner.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { updatePet } from '../../../shared/customers/update-pet.ts';
import { addDays } from '../../../shared/kernel/local-date.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { numberOf } from '../customers/population.ts';
import { isOfVaccinations } from './definitions.ts';
import type { Salon } from './salon.ts';
import { fillRecords } from './vaccination-acts.ts';

/** The numbers of those who are there for campaigns alone: people who change theirs pick lower ones. */
const FIRST_OF_MANY = 100;
/** Four years, one of them a leap year. */
const FOUR_YEARS_DAYS = 4 * 365 + 1;

/** What some workflows need of those who live here: addresses, birthdays, vaccinations, and many of them. */
export async function settleIn(
  { world, plan }: Pick<Salon, 'world' | 'plan'>,
  context: Context,
): Promise<void> {
  const { truth, dice } = world;
  const { tenantId, mails, kinds, many, today } = plan;
  for (let n = 0; n < many; n++) {
    const phone = numberOf(FIRST_OF_MANY + n);
    const owner = { firstName: `Many${String(n)}`, ...(!dice.chance(10) && { phone }) };
    await createOwner(context, { tenantId, owner });
  }
  if (kinds.includes('in_campaigns')) {
    // Many are let in slowly, page by page, so that something can happen in between.
    const changes = { bulkSegmentsPerMinute: many > 10 ? 1 : dice.pick([1, 4, 60]) };
    await updateSettings(context, { tenantId, changes, expected: undefined });
  }
  if (mails) {
    for (const [n, { id: ownerId }] of truth.all('owner').entries()) {
      const email = `${dice.chance(10) ? 'gone' : 'owner'}${String(n)}@x.test`;
      await updateOwner(context, { tenantId, ownerId, changes: { email }, expected: undefined });
    }
  }
  if (kinds.some(isOfVaccinations)) await fillRecords({ world, plan }, context);
  if (!kinds.includes('birthday')) return;
  for (const { id: petId } of truth.all('pet')) {
    const birthDate = addDays(today, dice.int(-1, 2) - FOUR_YEARS_DAYS);
    await updatePet(context, { tenantId, petId, changes: { birthDate }, expected: undefined });
  }
}
