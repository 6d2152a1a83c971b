import type { Instant } from '../kernel/instant.ts';
import { HOLDOUT, type Campaign, type Group, type Variant } from './model.ts';
import { chanceOfSplit, compareShares, type ShareTest } from './proportions.ts';
import { underWay } from './verdict-under-way.ts';

/** Two variants compared. */
export interface Comparison extends ShareTest {
  readonly first: string;
  readonly second: string;
  /** Whether the difference counts, all comparisons together held to `alpha` (Holm's way). */
  readonly significant: boolean;
}

/**
 * Where an experiment stands.
 * none: there is none. not-begun. entering: not all owners have entered, one that is paused lets nobody in until it
 * goes on. waiting: all have entered, and have their days yet; one that is paused is read once it goes on. not-enough-data: it is over and a variant has fewer owners than were planned.
 * uneven: owners did not fall into the groups as the weights say; nothing is to be concluded.
 * no-difference: none that chance would not make as well. winner: one variant beats every other.
 */
export type ExperimentState =
  | 'none'
  | 'not-begun'
  | 'entering'
  | 'waiting'
  | 'not-enough-data'
  | 'uneven'
  | 'no-difference'
  | 'winner';

/** What can be said of a campaign's experiment. */
export interface ExperimentVerdict {
  readonly state: ExperimentState;
  /** The same for a person. */
  readonly inWords: string;
  readonly winner?: string;
  /** Owners by group, the hold-out among them. */
  readonly groups: readonly { readonly variant: string; readonly owners: number }[];
  /** How often chance splits owners as unevenly; very small: it was not chance. */
  readonly splitChance: number;
  /** Once its time is over; before that nobody sees who is ahead. */
  readonly results?: readonly (Group & { readonly share: number | null })[];
  readonly comparisons?: readonly Comparison[];
  readonly evaluatedAt?: Instant;
}

/** A split that chance makes less often than once in 2,000 campaigns is taken for a fault. */
const UNEVEN = 0.0005;

/**
 * What can be said of an experiment as the campaign stands. A winner is named only when all had their days,
 * each variant has the owners that were planned before the start, they fell into the groups as the weights
 * say, and one variant differs from every other by more than chance would make. `timeZone` is the zone in
 * which the words tell times.
 */
export function verdictOf(campaign: Campaign, timeZone: string): ExperimentVerdict {
  const { experiment, result } = campaign;
  const groups = assigned(campaign);
  const splitChance = chanceOfSplit(weighed(campaign, groups));
  const said = { groups, splitChance };
  if (experiment === undefined)
    return { ...said, state: 'none', inWords: 'There is no experiment.' };
  if (result === undefined) return { ...said, ...underWay(campaign, experiment, timeZone) };
  const results = result.groups.map((it) => ({
    ...it,
    share: it.owners === 0 ? null : it.converted / it.owners,
  }));
  const shown = { ...said, results, evaluatedAt: result.evaluatedAt };
  const fewest = Math.min(...results.map(({ owners }) => owners));
  const { samplePerVariant: planned } = experiment;
  if (fewest < planned) {
    const inWords =
      `Not enough data: the smallest group has ${String(fewest)} owners, and ${String(planned)} in ` +
      'each were planned. Nothing can be said about which one is better.';
    return { ...shown, state: 'not-enough-data', inWords };
  }
  if (splitChance < UNEVEN) {
    const inWords =
      'The owners did not fall into the groups as the weights say. Something else than chance decided, so nothing can be concluded.';
    return { ...shown, state: 'uneven', inWords };
  }
  const comparisons = comparedByPairs(result.groups, experiment.alpha);
  return { ...shown, comparisons, ...concluded(campaign.variants, results, comparisons) };
}

function assigned({ variants, holdoutPercent, progress }: Campaign) {
  const groups = variants.map(({ id }) => ({
    variant: id,
    owners: progress?.byVariant[id] ?? 0,
  }));
  const left = { variant: HOLDOUT, owners: progress?.heldOut ?? 0 };
  return holdoutPercent > 0 ? [...groups, left] : groups;
}

function weighed(
  { variants, holdoutPercent }: Campaign,
  groups: readonly { readonly variant: string; readonly owners: number }[],
) {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  return groups.map(({ variant, owners }) => {
    const weight = variants.find(({ id }) => id === variant)?.weight ?? 0;
    const share = ((100 - holdoutPercent) * weight) / total;
    return { owners, weight: variant === HOLDOUT ? holdoutPercent : share };
  });
}

function comparedByPairs(groups: readonly Group[], alpha: number): Comparison[] {
  const pairs = groups.flatMap((first, n) =>
    groups.slice(n + 1).map((second) => ({
      first: first.variant,
      second: second.variant,
      ...compareShares(first, second),
    })),
  );
  let holds = true;
  return pairs
    .toSorted((a, b) => a.p - b.p)
    .map((pair, n) => {
      holds &&= pair.p <= alpha / (pairs.length - n);
      return { ...pair, significant: holds };
    });
}

function concluded(
  variants: readonly Variant[],
  results: readonly (Group & { readonly share: number | null })[],
  comparisons: readonly Comparison[],
) {
  const [best] = results.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const theirs = comparisons.filter(({ first, second }) =>
    [first, second].includes(best?.variant ?? ''),
  );
  if (best === undefined || !theirs.every(({ significant }) => significant)) {
    const inWords =
      'No difference that chance would not make as well. If there is one, it is smaller than what was looked for, or it hid this time.';
    return { state: 'no-difference', inWords } as const;
  }
  const name = variants.find(({ id }) => id === best.variant)?.name ?? best.variant;
  const share = (100 * (best.share ?? 0)).toFixed(1);
  const inWords = `"${name}" did better than every other, with ${share} of 100 owners.`;
  return { state: 'winner', winner: best.variant, inWords } as const;
}
