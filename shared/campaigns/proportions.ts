import jStat from 'jstat';

/** So many of so many. */
export interface Share {
  readonly converted: number;
  readonly owners: number;
}

/** How two shares differ. */
export interface ShareTest {
  /** Of the second share over the first, in standard errors; above 0: the second is larger. */
  readonly z: number;
  /** How often chance alone makes a difference as large or larger, either way. */
  readonly p: number;
  /** The second share less the first. */
  readonly difference: number;
  /** Where the true difference lies, 95 times of 100. */
  readonly interval: readonly [number, number];
}

/** Half the width of a 95 % interval, in standard errors. */
const WIDTH_95 = 1.959963984540054;

/**
 * The two-proportion z test: two-sided, with the pooled variance that holds when both are alike. The
 * interval is Wald's, with the variance of each. Without any difference that chance could make (nobody
 * or everybody in both) z is 0 and p is 1. Both groups have at least one owner; a RangeError otherwise.
 */
export function compareShares(first: Share, second: Share): ShareTest {
  if (first.owners < 1 || second.owners < 1) {
    throw new RangeError('A share of nobody cannot be compared.');
  }
  const [a, b] = [first.converted / first.owners, second.converted / second.owners];
  const pooled = (first.converted + second.converted) / (first.owners + second.owners);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / first.owners + 1 / second.owners));
  const z = error === 0 ? 0 : (b - a) / error;
  const spread = WIDTH_95 * Math.sqrt(variance(a, first.owners) + variance(b, second.owners));
  const difference = b - a;
  return {
    z,
    p: error === 0 ? 1 : 2 * jStat.normal.cdf(-Math.abs(z), 0, 1),
    difference,
    interval: [difference - spread, difference + spread],
  };
}

function variance(share: number, owners: number): number {
  return (share * (1 - share)) / owners;
}

const THOUSAND = 1000;

/** What an experiment is planned by; shares between 0 and 1. */
export interface SamplePlan {
  readonly baseline: number;
  /** The difference to be found; `baseline + effect` is below 1. */
  readonly effect: number;
  /** How often a true difference of `effect` is to be found. */
  readonly power: number;
  /** How often chance alone may look like a difference. */
  readonly alpha: number;
  readonly variants: number;
}

/**
 * Owners that each variant needs before its share may be compared with another's: the usual formula for
 * two proportions of equal groups, two-sided, rounded up. With more than two variants every pair is
 * compared, and `alpha` is divided among the pairs.
 */
export function sampleFor({ baseline, effect, power, alpha, variants }: SamplePlan): number {
  const pairs = (variants * (variants - 1)) / 2;
  const target = baseline + effect;
  const middle = (baseline + target) / 2;
  const atChance = jStat.normal.inv(1 - alpha / pairs / 2, 0, 1);
  const atEffect = jStat.normal.inv(power, 0, 1);
  const numerator =
    atChance * Math.sqrt(2 * middle * (1 - middle)) +
    atEffect * Math.sqrt(baseline * (1 - baseline) + target * (1 - target));
  return Math.ceil((numerator / effect) ** 2);
}

/**
 * The smallest difference that so many owners in each variant suffice to find, to the thousandth and not
 * below it; undefined: not even the largest that there can be above the baseline.
 */
export function effectFor(
  plan: Omit<SamplePlan, 'effect'>,
  ownersPerVariant: number,
): number | undefined {
  const most = Math.ceil((1 - plan.baseline) * THOUSAND) - 1;
  const suffices = (effect: number): boolean =>
    sampleFor({ ...plan, effect: effect / THOUSAND }) <= ownersPerVariant;
  if (most < 1 || !suffices(most)) return undefined;
  // The larger the difference, the fewer owners it takes.
  let [less, enough] = [0, most];
  while (enough - less > 1) {
    const middle = Math.floor((less + enough) / 2);
    if (suffices(middle)) enough = middle;
    else less = middle;
  }
  return enough / THOUSAND;
}

/**
 * How often chance alone splits owners as unevenly as this: the chi-square test of groups against their
 * weights. A very small value means that something else than chance decided who is in which group, so
 * that they must not be compared. 1 while there is nobody.
 */
export function chanceOfSplit(
  groups: readonly { readonly owners: number; readonly weight: number }[],
): number {
  const owners = groups.reduce((sum, it) => sum + it.owners, 0);
  const weights = groups.reduce((sum, it) => sum + it.weight, 0);
  if (owners === 0 || groups.length < 2) return 1;
  const statistic = groups.reduce((sum, it) => {
    const expected = (owners * it.weight) / weights;
    return sum + (it.owners - expected) ** 2 / expected;
  }, 0);
  return 1 - jStat.chisquare.cdf(statistic, groups.length - 1);
}
