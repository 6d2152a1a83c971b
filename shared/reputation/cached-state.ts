import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Tenant } from '../tenants/model.ts';
import { reputationRulesOf } from '../tenants/reputation-rules.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { foldKey, scoreOn, startState, type FoldRules, type FoldState } from './score.ts';

/** The fields of an owner that cache the fold over their reputation. */
export type ScoreCache = Pick<Owner, 'reputationScore' | 'reputationFold' | 'lastReputationUpdate'>;

/**
 * The fold as the owner carries it. One folded under other rules is taken as it stands until the
 * weekly run folds it anew: a score is never missing.
 */
export function cachedState(
  { reputationFold: fold }: Pick<Owner, 'reputationFold'>,
  rules: FoldRules,
): FoldState {
  if (fold === undefined) return startState(rules);
  const { score, recoversFrom, lastAt, lastId } = fold;
  return { score, recoversFrom, lastAt, lastId };
}

/** Whether the owner's fold was made under these rules, or nothing was folded yet. */
export function isCurrent(
  { reputationFold: fold }: Pick<Owner, 'reputationFold'>,
  rules: FoldRules,
): boolean {
  return fold === undefined || fold.key === foldKey(rules);
}

/** The fields of an owner that cache this fold at this moment; `reputationScore` is that of today. */
export function scoreCache(state: FoldState, tenant: Tenant, now: Instant): ScoreCache {
  const rules = reputationRulesOf(tenant);
  return {
    reputationScore: scoreOn(state, dateAt(tenant, now), rules),
    reputationFold: { ...state, key: foldKey(rules) },
    lastReputationUpdate: now,
  };
}
