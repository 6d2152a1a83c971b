import { CAT_BREEDS, DOG_BREEDS } from './breeds.ts';
import { emailOf, householdOf, type DemoWorld, type PetPlan } from './household.ts';
import type { DemoHousehold, DemoOwner, DemoPet } from './model.ts';
import {
  CAT_NAMES,
  DOG_NAMES,
  FIRST_NAMES,
  LAST_NAMES,
  OWNER_NOTES,
  PET_NOTES,
  VETERINARIANS,
} from './names.ts';
import { fictionalNumbers, typedNumber } from './phone-numbers.ts';
import { CORE_VACCINES, HORIZON_DAYS, OPTIONAL_VACCINES, type Course } from './vaccine-records.ts';

/** How the vaccinations of an ordinary household stand. */
type Habit =
  /**
   * One visit to the veterinarian each year; the next is due in so many days. A steady household
   * can be texted and is due on that day first, so that something happens each day.
   */
  | { readonly kind: 'yearly'; readonly inDays: number; readonly steady: boolean }
  /** They stopped going. */
  | { readonly kind: 'lapsed'; readonly inDays: number }
  /** A puppy or kitten that has had no shot yet. */
  | { readonly kind: 'unvaccinated' };

/** Nobody ordinary is due before the day after the anchor: a 30-day text goes out 31 days ahead. */
const FIRST_DUE = 31;
/** Cover of one year given at the latest ten days before the anchor. */
const LAST_DUE = 355;
/** For so many days from the anchor somebody new is due each day. */
const STEADY_DAYS = 60;
const LAPSED = 13;
const UNVACCINATED = 4;

/** How many households keep one, two and three pets. */
const PET_COUNTS = [...times(140, 1), ...times(44, 2), ...times(12, 3)];

/** Every household that is not an awkward case; customer ids continue after `firstSerial - 1`. */
export function ordinaryHouseholds(world: DemoWorld, firstSerial: number): DemoHousehold[] {
  const { dice } = world;
  const counts = dice.shuffle(PET_COUNTS);
  const numbers = fictionalNumbers(dice);
  const names = distinctNames(counts.length, world);
  return counts.map((count, index) => {
    const habit = habitOf(index, world);
    const name = names[index] ?? ['', ''];
    const customerId = `C-${String(1000 + firstSerial + index)}`;
    const owner = ownerOf(customerId, name, numbers[index] ?? '', habit, world);
    const plans = petPlans(count, habit, world);
    return householdOf(owner, plans, dice.pick(VETERINARIANS), world);
  });
}

function habitOf(index: number, { dice }: DemoWorld): Habit {
  if (index < STEADY_DAYS) return { kind: 'yearly', inDays: FIRST_DUE + index, steady: true };
  if (index < STEADY_DAYS + LAPSED) return { kind: 'lapsed', inDays: -dice.int(16, HORIZON_DAYS) };
  if (index < STEADY_DAYS + LAPSED + UNVACCINATED) return { kind: 'unvaccinated' };
  return { kind: 'yearly', inDays: dice.int(FIRST_DUE, LAST_DUE), steady: false };
}

function ownerOf(
  customerId: string,
  [firstName, lastName]: readonly [string, string],
  number: string,
  habit: Habit,
  { dice }: DemoWorld,
): DemoOwner {
  const steady = habit.kind === 'yearly' && habit.steady;
  const email = dice.chance(88) ? emailOf(firstName, lastName, dice) : '';
  return {
    customerId,
    firstName,
    lastName,
    mobile: steady || dice.chance(97) ? typedNumber(number, dice) : '',
    email,
    smsOptIn: steady || dice.chance(94) ? dice.pick(['Yes', 'Yes', 'Yes', '']) : 'No',
    notes: dice.chance(15) ? dice.pick(OWNER_NOTES) : '',
  };
}

function petPlans(count: number, habit: Habit, world: DemoWorld): PetPlan[] {
  const { dice } = world;
  const dogs = dice.shuffle(DOG_NAMES);
  const cats = dice.shuffle(CAT_NAMES.filter((name) => !DOG_NAMES.includes(name)));
  const young = habit.kind === 'unvaccinated';
  return times(count, 0).map((_, index) => {
    const species = dice.chance(84) ? 'Dog' : 'Cat';
    const breed = dice.pick(species === 'Dog' ? DOG_BREEDS : CAT_BREEDS);
    return {
      name: (species === 'Dog' ? dogs : cats)[index] ?? '',
      species,
      breed: breed.name,
      weightLb: young ? Math.ceil(breed.fromLb / 3) : dice.int(breed.fromLb, breed.toLb),
      status:
        index > 0 && !young && dice.chance(12) ? dice.pick(['Inactive', 'Deceased']) : 'Active',
      notes: dice.chance(25) ? dice.pick(PET_NOTES) : '',
      courses: coursesOf(species, habit, world),
    };
  });
}

function coursesOf(species: DemoPet['species'], habit: Habit, world: DemoWorld): Course[] {
  if (habit.kind === 'unvaccinated') return [];
  const extra = OPTIONAL_VACCINES[species].filter(([, percent]) => world.dice.chance(percent));
  const vaccines = [...CORE_VACCINES[species], ...extra.map(([vaccine]) => vaccine)];
  return vaccines.map((vaccine) => {
    const previous = world.dice.chance(75);
    if (habit.kind === 'yearly') return yearlyCourse(vaccine, habit, previous, world);
    return { vaccine, inDays: habit.inDays, coverYears: 1, previous };
  });
}

function yearlyCourse(
  vaccine: string,
  habit: Extract<Habit, { kind: 'yearly' }>,
  previous: boolean,
  { dice }: DemoWorld,
): Course {
  if (vaccine === 'Bordetella' && !habit.steady && dice.chance(30)) {
    // Boarding kennels ask for this one at their own time of the year.
    return { vaccine, inDays: dice.int(FIRST_DUE, LAST_DUE), coverYears: 1, previous };
  }
  const combined = vaccine === 'DHPP' || vaccine === 'FVRCP';
  const coverYears = (combined || vaccine === 'Rabies') && dice.chance(65) ? 3 : 1;
  const oneLater = habit.inDays + 365;
  // Rabies always falls on the yearly visit, so that no household drops out of its day.
  const later = combined && coverYears === 3 && oneLater <= HORIZON_DAYS && dice.chance(50);
  return { vaccine, inDays: later ? oneLater : habit.inDays, coverYears, previous };
}

function distinctNames(count: number, { dice }: DemoWorld): [string, string][] {
  const taken = new Map<string, [string, string]>();
  while (taken.size < count) {
    const name: [string, string] = [dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)];
    taken.set(name.join(' '), name);
  }
  return [...taken.values()];
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
