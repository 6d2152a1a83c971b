import { HOLDOUT, type Campaign, type Experiment, type Progress } from './model.ts';
import { effectFor } from './proportions.ts';

/** Owners that are expected in each group before they enter. */
export type Foreseen = NonNullable<Progress['foreseen']>;

/** Whether a campaign has the owners its experiment needs. */
export interface SampleOutlook {
  /** open: not all owners were looked at, and those that were do not suffice. */
  readonly state: 'enough' | 'too-few' | 'open';
  /** The same for a person. */
  readonly inWords: string;
  /** Owners that each variant needs before one can be named better. */
  readonly neededPerVariant: number;
  /** The variants, then the hold-out if there is one, which needs no number. */
  readonly groups: readonly {
    readonly variant: string;
    readonly needed?: number;
    readonly expected: number;
  }[];
}

/** What has to be known of a campaign to judge its sample. */
type Planned = Pick<Campaign, 'experiment' | 'variants' | 'holdoutPercent'>;

/**
 * Compares the owners expected in each variant with what the experiment needs; undefined: there is none.
 * The smallest variant decides, and exactly the planned number suffices, as in the verdict.
 */
export function sampleOutlook(campaign: Planned, foreseen: Foreseen): SampleOutlook | undefined {
  const { experiment, variants, holdoutPercent } = campaign;
  if (experiment === undefined) return undefined;
  const { samplePerVariant: needed } = experiment;
  const { byGroup, whole } = foreseen;
  const expected = variants.map(({ id, name }) => ({ id, name, owners: byGroup[id] ?? 0 }));
  const smallest = expected.toSorted((a, b) => a.owners - b.owners)[0];
  const [name, owners] = [smallest?.name ?? '', smallest?.owners ?? 0];
  const state = owners >= needed ? 'enough' : whole ? 'too-few' : 'open';
  const groups = expected.map(({ id, owners: theirs }) => {
    return { variant: id, needed, expected: theirs };
  });
  const leftAlone = { variant: HOLDOUT, expected: byGroup[HOLDOUT] ?? 0 };
  return {
    state,
    inWords:
      WORDS[state](String(needed), name, String(owners)) +
      findable(experiment, owners, expected.length, state),
    neededPerVariant: needed,
    groups: holdoutPercent > 0 ? [...groups, leftAlone] : groups,
  };
}

/** What the owners there are would do for, in words, where they are too few. */
function findable(
  experiment: Experiment,
  owners: number,
  variants: number,
  state: SampleOutlook['state'],
): string {
  if (state !== 'too-few') return '';
  const effect = effectFor({ ...experiment, variants }, owners);
  if (effect === undefined) return ' A larger audience would help.';
  const percent = String(Math.ceil(effect * 1000) / 10);
  return ` A larger audience would help; this one does for a difference of ${percent} in 100 owners or more.`;
}

const WORDS: Readonly<
  Record<SampleOutlook['state'], (needed: string, name: string, owners: string) => string>
> = {
  enough: (needed) => `Enough owners: each variant needs ${needed} and has them.`,
  'too-few': (needed, name, owners) =>
    `Too few owners to find a winner: each variant needs ${needed}, and "${name}" would have ${owners}. ` +
    'It can be started all the same.',
  open: (needed, name, owners) =>
    `Not known yet whether there are enough owners: each variant needs ${needed}, and "${name}" has ` +
    `${owners} among those looked at so far.`,
};

/** Whether each variant has the owners that the experiment needs; true where there is none. */
export function isSampleMet(campaign: Planned, byGroup: Foreseen['byGroup']): boolean {
  const outlook = sampleOutlook(campaign, { byGroup, whole: true });
  return outlook?.state !== 'too-few';
}

/** The counts with one owner more for each of these groups. */
export function addOwners(
  byGroup: Foreseen['byGroup'],
  groups: readonly string[],
): Foreseen['byGroup'] {
  const counts = { ...byGroup };
  for (const group of groups) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
}
