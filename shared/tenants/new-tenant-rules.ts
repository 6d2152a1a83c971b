import type { Config } from '../platform/config.ts';
import { NO_SHOW_DEFAULTS, type NoShowRules } from './no-show-rules.ts';
import { REPUTATION_DEFAULTS, type ReputationRules } from './reputation-rules.ts';
import type { Scheduling } from './scheduling.ts';

/** Rules that a new business starts with, as far as they differ from the defaults. */
export interface TenantRules {
  readonly scheduling?: Partial<Scheduling>;
  readonly reputation?: Partial<ReputationRules>;
  readonly noShows?: Partial<NoShowRules>;
}

/**
 * The rules of the deployment's configuration, for a new tenant; afterwards its own settings rule. The
 * milder rungs and the fee's cap give way so that a high threshold or fee is possible.
 */
export function newTenantRules(configured: Config['newTenants']): TenantRules {
  const refusedBelow = configured.REPUTATION_BOOKING_THRESHOLD;
  const maxScore = configured.REPUTATION_MAX_SCORE;
  const milder = (standard: number) => Math.min(maxScore, Math.max(standard, refusedBelow));
  const feeCents = configured.NO_SHOW_FEE_AMOUNT;
  const reputation: ReputationRules = {
    ...REPUTATION_DEFAULTS,
    minScore: configured.REPUTATION_MIN_SCORE,
    maxScore,
    refusedBelow,
    approvalBelow: milder(REPUTATION_DEFAULTS.approvalBelow),
    depositBelow: milder(REPUTATION_DEFAULTS.depositBelow),
  };
  const noShows: NoShowRules = {
    ...NO_SHOW_DEFAULTS,
    feeCents,
    feeCapCents: Math.max(NO_SHOW_DEFAULTS.feeCapCents, feeCents),
    escalation: configured.NO_SHOW_FEE_ESCALATION,
  };
  return {
    scheduling: { graceMinutes: configured.NO_SHOW_GRACE_PERIOD_MINUTES },
    reputation: differing(reputation, REPUTATION_DEFAULTS),
    noShows: differing(noShows, NO_SHOW_DEFAULTS),
  };
}

function differing<T extends object>(rules: T, defaults: T): Partial<T> {
  const changed = Object.entries(rules).filter(
    ([name, value]) => defaults[name as keyof T] !== value,
  );
  return Object.fromEntries(changed) as Partial<T>;
}
