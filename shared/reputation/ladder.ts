import type { ReputationRules } from '../tenants/reputation-rules.ts';

/** What a score leads to, from the best to the worst. */
export const RUNGS = ['normal', 'deposit', 'approval', 'refused'] as const;
/** One of {@link RUNGS}. */
export type Rung = (typeof RUNGS)[number];

/** The scores below which each rung begins. */
export type LadderRules = Pick<ReputationRules, 'depositBelow' | 'approvalBelow' | 'refusedBelow'>;

/** The rung of a score. A score equal to a threshold is not below it. */
export function rungOf(score: number, rules: LadderRules): Rung {
  if (score < rules.refusedBelow) return 'refused';
  if (score < rules.approvalBelow) return 'approval';
  return score < rules.depositBelow ? 'deposit' : 'normal';
}

/** The lowest score of the next better rung; undefined on the best one. */
export function nextBetter(rung: Rung, rules: LadderRules): number | undefined {
  switch (rung) {
    case 'refused':
      return rules.refusedBelow;
    case 'approval':
      return rules.approvalBelow;
    case 'deposit':
      return rules.depositBelow;
    case 'normal':
      return undefined;
  }
}
