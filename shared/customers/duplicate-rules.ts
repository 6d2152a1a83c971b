import { distance } from 'fastest-levenshtein';
import { numbersOf } from './merge-fields.ts';
import type { Owner } from './model.ts';
import { nameKey } from './name-key.ts';

/** What two owners have in common, as stable words. */
export const DUPLICATE_REASONS = [
  'same-name',
  'similar-name',
  'same-phone',
  'same-email',
  'same-pet',
] as const;
/** One of {@link DUPLICATE_REASONS}. */
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number];

/** How sure a suggestion is, most first. */
export const LIKELIHOODS = ['very-likely', 'likely', 'possible'] as const;
/** One of {@link LIKELIHOODS}. */
export type Likelihood = (typeof LIKELIHOODS)[number];

/** Why two owners may be one person. */
export interface DuplicateVerdict {
  readonly likelihood: Likelihood;
  readonly reasons: readonly DuplicateReason[];
}

/** An owner with the name keys of their pets. */
export interface OwnerWithPets {
  readonly owner: Owner;
  readonly petNames: ReadonlySet<string>;
}

/** First names of fewer letters must be equal: one letter makes another name of `Ann`. */
const LEAST_FOR_A_SLIP = 5;

/**
 * Whether two owners may be one person; undefined: nothing speaks for it. Families share numbers
 * and last names, so that a number counts only together with alike first names. Couples share
 * addresses, so that an address alone makes it possible. Namesakes are common, so that a name
 * counts only with a number, an address or a pet of one name.
 */
export function judgeDuplicate(a: OwnerWithPets, b: OwnerWithPets): DuplicateVerdict | undefined {
  const reasons = reasonsFor(a, b);
  const likelihood = likelihoodOf(new Set(reasons));
  return likelihood && { likelihood, reasons };
}

function likelihoodOf(reasons: ReadonlySet<DuplicateReason>): Likelihood | undefined {
  const alike = reasons.has('same-name') || reasons.has('similar-name');
  if (alike && (reasons.has('same-phone') || reasons.has('same-email'))) return 'very-likely';
  if (reasons.has('same-name') && reasons.has('same-pet')) return 'likely';
  return reasons.has('same-email') ? 'possible' : undefined;
}

function reasonsFor(a: OwnerWithPets, b: OwnerWithPets): DuplicateReason[] {
  const numbers = new Set(numbersOf(a.owner));
  const holds: Readonly<Record<DuplicateReason, boolean>> = {
    'same-name': a.owner.nameKey === b.owner.nameKey,
    'similar-name': a.owner.nameKey !== b.owner.nameKey && alikeNames(a.owner, b.owner),
    'same-phone': numbersOf(b.owner).some((number) => numbers.has(number)),
    'same-email': a.owner.emailKey !== undefined && a.owner.emailKey === b.owner.emailKey,
    'same-pet': [...a.petNames].some((name) => b.petNames.has(name)),
  };
  return DUPLICATE_REASONS.filter((reason) => holds[reason]);
}

/** First names that are equal, that shorten each other (`Jon`, `Jonathan`) or differ by a slip. */
function alikeNames(a: Owner, b: Owner): boolean {
  const [one, other] = [nameKey(a.firstName), nameKey(b.firstName)];
  if (one === '' || other === '') return false;
  if (one.startsWith(other) || other.startsWith(one)) return true;
  return Math.min(one.length, other.length) >= LEAST_FOR_A_SLIP && distance(one, other) <= 1;
}
