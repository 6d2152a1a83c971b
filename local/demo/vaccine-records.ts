import {
  addDays,
  daysBetween,
  localDateFrom,
  type LocalDate,
} from '../../shared/kernel/local-date.ts';
import { InvariantError } from '../../shared/kernel/result.ts';
import type { Dice } from './dice.ts';
import type { DemoSpecies, DemoVaccination } from './model.ts';

/** Vaccines that every pet of a species has unless the demo says otherwise. */
export const CORE_VACCINES: Readonly<Record<DemoSpecies, readonly string[]>> = {
  Dog: ['Rabies', 'DHPP', 'Bordetella'],
  Cat: ['Rabies', 'FVRCP'],
};

/** Vaccines that some pets have as well, and how many percent of them. */
export const OPTIONAL_VACCINES: Readonly<Record<DemoSpecies, readonly [string, number][]>> = {
  Dog: [
    ['Leptospirosis', 40],
    ['Lyme', 35],
    ['Canine Influenza', 25],
  ],
  Cat: [['FeLV', 30]],
};

/** No record but a deliberately old one reaches further back or forward than this: 18 months. */
export const HORIZON_DAYS = 548;

/** A vaccine of a pet and the cover it has. */
export interface Course {
  readonly vaccine: string;
  /** Days from the anchor to the last day of cover; negative: lapsed. */
  readonly inDays: number;
  readonly coverYears: 1 | 3;
  /** Whether the certificate before this one is on file too. */
  readonly previous: boolean;
}

/** The ways in which certificates write a vaccine, the frequent ones more than once. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  Rabies: ['Rabies', 'Rabies', 'Rabies', 'Rabies Vaccine'],
  Leptospirosis: ['Leptospirosis', 'Lepto'],
  DHPP: ['DHPP', 'DHPP', 'DHPP', 'DA2PP'],
  Bordetella: ['Bordetella', 'Bordetella', 'Bordetella', 'Kennel Cough'],
};

/** What {@link recordsOf} writes on each certificate. */
export type CertificateOf = Pick<
  DemoVaccination,
  'customerId' | 'petId' | 'petName' | 'veterinarian'
>;

/**
 * The certificates of one course, oldest first. The previous one lapsed within 30 days before
 * or 10 days after its renewal; one that lapsed before the horizon is not on file any more.
 */
export function recordsOf(
  certificate: CertificateOf,
  course: Course,
  anchor: LocalDate,
  dice: Dice,
): DemoVaccination[] {
  const expires = addDays(anchor, course.inDays);
  const given = yearsBefore(expires, course.coverYears);
  const lapsed = addDays(given, dice.int(-30, 10));
  const written = (from: LocalDate, to: LocalDate): DemoVaccination => ({
    ...certificate,
    vaccine: dice.pick(SPELLINGS[course.vaccine] ?? [course.vaccine]),
    given: from,
    expires: to,
  });
  const current = written(given, expires);
  const onFile = course.previous && daysBetween(lapsed, anchor) <= HORIZON_DAYS;
  return onFile ? [written(yearsBefore(lapsed, 1), lapsed), current] : [current];
}

/** The same day so many years earlier; 28 February stands for a leap day that year did not have. */
function yearsBefore(date: LocalDate, years: number): LocalDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const earlier =
    localDateFrom(year - years, month, day) ?? localDateFrom(year - years, month, day - 1);
  if (earlier === undefined) throw new InvariantError(`No date ${String(years)} before ${date}.`);
  return earlier;
}
