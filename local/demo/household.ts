import { addDays, type LocalDate } from '../../shared/kernel/local-date.ts';
import type { Dice } from './dice.ts';
import type { DemoHousehold, DemoOwner, DemoPet } from './model.ts';
import { recordsOf, type Course } from './vaccine-records.ts';

/** A pet before it has an id and a birthday, and the cover it has. */
export type PetPlan = Omit<DemoPet, 'petId' | 'customerId' | 'birthday'> & {
  readonly courses: readonly Course[];
};

/** What the households of one demo have in common. */
export interface DemoWorld {
  /** The demo's first day. */
  readonly anchor: LocalDate;
  readonly dice: Dice;
  /** `P-2001`, `P-2002` and so on, each once. */
  readonly nextPetId: () => string;
}

/** Puts a household together: ids, certificates, and birthdays that fit the first certificate. */
export function householdOf(
  owner: DemoOwner,
  plans: readonly PetPlan[],
  veterinarian: string,
  world: DemoWorld,
): DemoHousehold {
  const { customerId } = owner;
  const parts = plans.map(({ courses, ...plan }) => {
    const petId = world.nextPetId();
    const certificate = { customerId, petId, petName: plan.name, veterinarian };
    const vaccinations = courses.flatMap((course) =>
      recordsOf(certificate, course, world.anchor, world.dice),
    );
    const birthday = birthdayBefore(
      vaccinations.map(({ given }) => given),
      world,
    );
    return { pet: { petId, customerId, birthday, ...plan }, vaccinations };
  });
  return {
    owner,
    pets: parts.map(({ pet }) => pet),
    vaccinations: parts.flatMap(({ vaccinations }) => vaccinations),
  };
}

/** E-mail providers of the demo: domains that are reserved and reach nobody. */
const MAIL_DOMAINS = ['example.com', 'example.org'] as const;

/** `jose.munoz@example.com`: the name without accents and punctuation. */
export function emailOf(firstName: string, lastName: string, dice: Dice): string {
  const plain = (name: string): string =>
    name
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase();
  return `${plain(firstName)}.${plain(lastName)}@${dice.pick(MAIL_DOMAINS)}`;
}

function birthdayBefore(givenDates: readonly LocalDate[], { anchor, dice }: DemoWorld): LocalDate {
  const first = [...givenDates].sort()[0];
  // Puppies get their first shots at about twelve weeks; one without any is younger than that.
  return first === undefined
    ? addDays(anchor, -dice.int(56, 80))
    : addDays(first, -dice.int(84, 3600));
}
