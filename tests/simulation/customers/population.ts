import type { Dice } from '../../../local/demo/dice.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import { updatePet } from '../../../shared/customers/update-pet.ts';
import { ProblemError } from '../../../shared/kernel/problem.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import type { Extent } from './seed-plan.ts';

const NAMES = 'Rex Luna Milo Bella Coco Max Ruby Oscar Daisy Bruno Zoe Leo'.split(' ');
const VACCINES = ['rabies', 'dhpp', 'bordetella', 'leptospirosis'] as const;
/** Days of cover left at the start: around each threshold, and around the limits. */
const DAYS_LEFT = [33, 31, 30, 29, 16, 15, 14, 9, 8, 7, 2, 1, 0, -1, -13, -14, -15, 300];

interface Family {
  readonly firstName: string;
  readonly phone: string | undefined;
  readonly refusesTexts: boolean;
  readonly pets: readonly {
    readonly name: string;
    readonly status: 'active' | 'inactive' | 'deceased';
    readonly records: readonly { readonly vaccine: string; readonly expiryDate: LocalDate }[];
  }[];
}

/** A number of the range that nobody has, the n-th. */
export function numberOf(n: number): string {
  return `+1415555${String(100 + n).padStart(4, '0')}`;
}

/** One business with some families whose vaccinations come due within days. */
export async function populate(
  context: Context,
  dice: Dice,
  business: {
    readonly tenantId: string;
    readonly timeZone: string;
    readonly scanAt: string;
    readonly today: LocalDate;
    readonly extent: Pick<Extent, 'families'>;
  },
): Promise<void> {
  const { tenantId, timeZone, scanAt, today, extent } = business;
  // The name is in every text: no two businesses' texts are alike.
  await createTenant(context, { id: tenantId, name: tenantId, timeZone, scanAt });
  let family: Family | undefined;
  for (let i = dice.int(...extent.families); i > 0; i--) {
    // Two entries of one household that are alike in everything: the same text to the same number.
    const isTwin = family !== undefined && dice.chance(20);
    if (!isTwin || family === undefined) family = someFamily(dice, i, today);
    await moveIn(context, tenantId, family);
  }
}

function someFamily(dice: Dice, n: number, today: LocalDate): Family {
  // More than one text may name, now and then.
  const pets = dice.chance(2) ? 12 : dice.int(1, 2);
  return {
    firstName: `Owner${String(n)}`,
    phone: dice.chance(5) ? undefined : numberOf(dice.chance(25) ? 0 : n),
    refusesTexts: dice.chance(10),
    pets: NAMES.slice(0, pets).map((name) => ({
      name,
      status: dice.chance(94) ? 'active' : dice.pick(['deceased', 'inactive'] as const),
      records: (pets > 2 ? VACCINES : dice.shuffle(VACCINES).slice(0, dice.int(1, 2))).flatMap(
        (vaccine) =>
          Array.from({ length: dice.chance(15) ? 2 : 1 }, () => ({
            vaccine,
            expiryDate: addDays(today, dice.pick(DAYS_LEFT)),
          })),
      ),
    })),
  };
}

async function moveIn(context: Context, tenantId: string, family: Family): Promise<void> {
  const { firstName, phone, refusesTexts } = family;
  const owner = await createOwner(context, {
    tenantId,
    owner: {
      firstName,
      ...(phone !== undefined && { phone }),
      ...(refusesTexts && { smsOptedIn: false }),
    },
  });
  for (const { name, status, records } of family.pets) {
    const pet = { name, species: 'dog' as const };
    const { id: petId } = await createPet(context, { tenantId, ownerId: owner.id, pet });
    for (const vaccination of records) {
      try {
        await recordVaccination(context, { tenantId, petId, vaccination });
      } catch (error) {
        // The dice may say the same record twice, which is refused.
        if (!(error instanceof ProblemError)) throw error;
      }
    }
    if (status === 'active') continue;
    await updatePet(context, { tenantId, petId, changes: { status }, expected: undefined });
  }
}
