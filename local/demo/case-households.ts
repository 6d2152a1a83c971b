import { DEMO_CASES, type DemoCase, type DemoCaseName } from './awkward-cases.ts';
import { CASE_PETS, type CasePet } from './case-pets.ts';
import { emailOf, householdOf, type DemoWorld, type PetPlan } from './household.ts';
import type { DemoHousehold } from './model.ts';
import { VETERINARIANS } from './names.ts';
import { typedNumber } from './phone-numbers.ts';
import { CORE_VACCINES, type Course } from './vaccine-records.ts';

/** The households of the awkward cases, in the order of {@link DEMO_CASES}. */
export function caseHouseholds(world: DemoWorld): DemoHousehold[] {
  return Object.entries(DEMO_CASES).map(([name, demoCase]) =>
    caseHousehold(demoCase, CASE_PETS[name as DemoCaseName], world),
  );
}

function caseHousehold(
  { customerId, firstName, lastName, mobile, smsOptIn }: DemoCase,
  pets: readonly CasePet[],
  world: DemoWorld,
): DemoHousehold {
  const owner = {
    customerId,
    firstName,
    lastName,
    mobile: mobile.startsWith('+') ? typedNumber(mobile, world.dice) : mobile,
    email: emailOf(firstName, lastName, world.dice),
    smsOptIn,
    notes: '',
  };
  const plans = pets.map((pet) => petPlan(pet, world));
  return householdOf(owner, plans, world.dice.pick(VETERINARIANS), world);
}

function petPlan({ expiring, without, ...pet }: CasePet, { dice }: DemoWorld): PetPlan {
  const mentioned = expiring.map(([vaccine]) => vaccine);
  const safe = CORE_VACCINES[pet.species].filter((v) => v !== without && !mentioned.includes(v));
  const course = (vaccine: string, inDays: number): Course => ({
    vaccine,
    inDays,
    coverYears: 1,
    previous: false,
  });
  return {
    ...pet,
    courses: [
      ...expiring.map(([vaccine, inDays]) => course(vaccine, inDays)),
      ...safe.map((vaccine) => course(vaccine, dice.int(120, 330))),
    ],
  };
}
