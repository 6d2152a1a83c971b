import { describe, expect, it } from 'vitest';
import { compared, groupOf, LIFT_NEEDS } from '../../../shared/results/lift.ts';

describe('texted against left alone', () => {
  it('gives difference, its interval of 95 % and what it comes to in bookings, as computed by hand', () => {
    // 75 of 500 against 50 of 500: 0.15 - 0.10, Wald's error sqrt(0.1275/500 + 0.09/500) = 0.020857,
    // pooled error sqrt(0.125 x 0.875 x 2/500) = 0.020917, z = 2.3905.
    const lift = compared(groupOf(500, 75), groupOf(500, 50));
    expect(lift.verdict).toBe('more-bookings');
    expect(lift.difference).toBeCloseTo(0.05, 12);
    expect(lift.interval?.[0]).toBeCloseTo(0.0091216, 6);
    expect(lift.interval?.[1]).toBeCloseTo(0.0908784, 6);
    expect(lift.p).toBeCloseTo(0.016827, 5);
    expect(lift.addedBookings).toBe(25);
    expect(lift.inWords).toBe(
      'Texts brought more bookings: between 0.9 and 9.1 of 100 owners, 95 times of 100.',
    );
  });

  it('says so when texts did harm', () => {
    const lift = compared(groupOf(500, 50), groupOf(500, 75));
    expect(lift.verdict).toBe('fewer-bookings');
    expect(lift.difference).toBeCloseTo(-0.05, 12);
  });

  it('claims nothing when the interval holds none', () => {
    const lift = compared(groupOf(500, 55), groupOf(500, 50));
    expect(lift.verdict).toBe('no-difference-shown');
    expect(lift.inWords).toContain('which may be none');
  });

  it.each([
    ['who booked among the texted', groupOf(500, LIFT_NEEDS - 1), groupOf(500, 50)],
    ['who booked among the others', groupOf(500, 50), groupOf(500, LIFT_NEEDS - 1)],
    ['who did not book', groupOf(50, 50 - LIFT_NEEDS + 1), groupOf(500, 50)],
    ['at all', groupOf(0, 0), groupOf(0, 0)],
  ])('says that data is not enough with too few owners %s', (_which, texted, heldOut) => {
    const lift = compared(texted, heldOut);
    expect(lift.verdict).toBe('not-enough-data');
    expect(lift.inWords).toContain('Not enough data');
    expect(lift).not.toHaveProperty('difference');
  });

  it('compares as soon as each group has what it needs, and not one owner before', () => {
    const enough = groupOf(100, LIFT_NEEDS);
    expect(compared(enough, enough).verdict).toBe('no-difference-shown');
  });

  it('has no share of nobody', () => {
    expect(groupOf(0, 0).share).toBeNull();
  });
});
