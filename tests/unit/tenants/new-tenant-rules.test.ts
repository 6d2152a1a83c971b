import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newTenantRules } from '../../../shared/tenants/new-tenant-rules.ts';
import { noShowRulesOf } from '../../../shared/tenants/no-show-rules.ts';
import { requireLadder } from '../../../shared/tenants/reputation-input.ts';
import { reputationRulesOf } from '../../../shared/tenants/reputation-rules.ts';

const STANDARD = {
  NO_SHOW_GRACE_PERIOD_MINUTES: 15,
  NO_SHOW_FEE_AMOUNT: 2500,
  NO_SHOW_FEE_ESCALATION: true,
  REPUTATION_MIN_SCORE: 0,
  REPUTATION_MAX_SCORE: 100,
  REPUTATION_BOOKING_THRESHOLD: 30,
};

describe('the rules of a new tenant', () => {
  it('hold nothing but what differs, so that a later default reaches those who changed nothing', () => {
    expect(newTenantRules(STANDARD)).toEqual({
      scheduling: { graceMinutes: 15 },
      reputation: {},
      noShows: {},
    });
  });

  it('are those of the configuration', () => {
    const rules = newTenantRules({
      ...STANDARD,
      NO_SHOW_GRACE_PERIOD_MINUTES: 20,
      NO_SHOW_FEE_AMOUNT: 20_000,
      NO_SHOW_FEE_ESCALATION: false,
      REPUTATION_BOOKING_THRESHOLD: 60,
    });
    expect(rules.scheduling).toEqual({ graceMinutes: 20 });
    expect(noShowRulesOf(rules)).toMatchObject({
      feeCents: 20_000,
      feeCapCents: 20_000,
      escalation: false,
    });
    expect(reputationRulesOf(rules)).toMatchObject({
      refusedBelow: 60,
      approvalBelow: 60,
      depositBelow: 70,
    });
  });

  it('always make a ladder, whatever the configuration allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 98 }), fc.nat(99), fc.nat(100), (min, above, share) => {
        const max = Math.min(100, min + 1 + above);
        const threshold = Math.floor((max * share) / 100);
        const rules = newTenantRules({
          ...STANDARD,
          REPUTATION_MIN_SCORE: min,
          REPUTATION_MAX_SCORE: max,
          REPUTATION_BOOKING_THRESHOLD: threshold,
        });
        expect(() => {
          requireLadder(reputationRulesOf(rules));
        }).not.toThrow();
      }),
    );
  });

  it.each([
    [{ refusedBelow: 60 }, 'reputation.refusedBelow'],
    [{ approvalBelow: 71 }, 'reputation.approvalBelow'],
    [{ maxScore: 60 }, 'reputation.depositBelow'],
    [{ minScore: 100 }, 'reputation.minScore'],
  ])('are refused where they make none: %j', (changes, field) => {
    const rules = reputationRulesOf({ reputation: changes });
    expect(() => {
      requireLadder(rules);
    }).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({ kind: 'ladder-out-of-order', field }) as unknown,
      }),
    );
  });
});
