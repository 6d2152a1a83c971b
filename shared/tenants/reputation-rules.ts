import { z } from 'zod';

/** How a business weighs what owners do, and what a low score leads to. */
export const reputationFields = z.object({
  /** Points of a missed visit, 0 or less. */
  noShowPoints: z.number(),
  /** Points of a cancellation by the owner at short notice, 0 or less. */
  lateCancellationPoints: z.number(),
  /** Points of coming by the end of grace, 0 or more. */
  onTimePoints: z.number(),
  /** Points of a completed visit, 0 or more. */
  completedPoints: z.number(),
  /** No score is below it. */
  minScore: z.number(),
  /** No score is above it; everybody starts here. */
  maxScore: z.number(),
  /** So many local days without a bad mark bring `recoveryPoints` back. */
  recoveryDays: z.number(),
  /** 0: nothing recovers by time alone. */
  recoveryPoints: z.number(),
  /** Below it a deposit is asked for. */
  depositBelow: z.number(),
  /** Below it a booking online waits for a person. */
  approvalBelow: z.number(),
  /** Below it booking is refused; staff may set that aside with a reason. */
  refusedBelow: z.number(),
});
/** How a business weighs what owners do, and what a low score leads to. */
export type ReputationRules = z.output<typeof reputationFields>;

/** The rules of a business that changed nothing. */
export const REPUTATION_DEFAULTS: ReputationRules = {
  noShowPoints: -20,
  lateCancellationPoints: -10,
  onTimePoints: 5,
  completedPoints: 2,
  minScore: 0,
  maxScore: 100,
  recoveryDays: 7,
  recoveryPoints: 1,
  depositBelow: 70,
  approvalBelow: 50,
  refusedBelow: 30,
};

/** A business with the rules it set; absent ones are the defaults. */
export interface WithReputation {
  readonly reputation?:
    { readonly [K in keyof ReputationRules]?: ReputationRules[K] | undefined } | undefined;
}

/** The rules in force: what the business set, and the defaults for the rest. */
export function reputationRulesOf({ reputation = {} }: WithReputation): ReputationRules {
  const set = Object.entries(reputation).filter(([, value]) => value !== undefined);
  return { ...REPUTATION_DEFAULTS, ...(Object.fromEntries(set) as Partial<ReputationRules>) };
}
