import { z } from 'zod';
import { ProblemError } from '../kernel/problem.ts';
import type { ReputationRules } from './reputation-rules.ts';

const score = z.number().int().min(0).max(100);
const badPoints = z.number().int().min(-100).max(0);
const goodPoints = z.number().int().min(0).max(100);

/** Changes of the weights and thresholds of reputation; each is checked on its own. */
export const reputationInput = z.strictObject({
  noShowPoints: badPoints.optional(),
  lateCancellationPoints: badPoints.optional(),
  onTimePoints: goodPoints.optional(),
  completedPoints: goodPoints.optional(),
  minScore: score.optional(),
  maxScore: score.optional(),
  recoveryDays: z.number().int().min(1).max(365).optional(),
  recoveryPoints: goodPoints.optional(),
  depositBelow: score.optional(),
  approvalBelow: score.optional(),
  refusedBelow: score.optional(),
});

/**
 * Refuses (422, `ladder-out-of-order`) rules under which a lower score would lead to less, and bounds
 * that leave no score between them.
 */
export function requireLadder(rules: ReputationRules): void {
  const { minScore, maxScore, refusedBelow, approvalBelow, depositBelow } = rules;
  const ordered: readonly (readonly [
    keyof ReputationRules,
    number,
    keyof ReputationRules,
    number,
  ])[] = [
    ['refusedBelow', refusedBelow, 'approvalBelow', approvalBelow],
    ['approvalBelow', approvalBelow, 'depositBelow', depositBelow],
    ['depositBelow', depositBelow, 'maxScore', maxScore],
    ['minScore', minScore + 1, 'maxScore', maxScore],
  ];
  const broken = ordered.find(([, low, , high]) => low > high);
  if (broken === undefined) return;
  const [field, , above, most] = broken;
  throw new ProblemError({
    kind: 'ladder-out-of-order',
    status: 422,
    detail: `reputation.${field} must not be above reputation.${above}.`,
    field: `reputation.${field}`,
    value: rules[field],
    allowed: `at most ${String(field === 'minScore' ? most - 1 : most)}; refusedBelow <= approvalBelow <= depositBelow <= maxScore`,
  });
}
