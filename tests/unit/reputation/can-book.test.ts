import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppointmentSource } from '../../../shared/appointments/model.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { canBook } from '../../../shared/reputation/can-book.ts';
import { RUNGS, rungOf } from '../../../shared/reputation/ladder.ts';
import { foldKey } from '../../../shared/reputation/score.ts';
import { REPUTATION_DEFAULTS as RULES } from '../../../shared/tenants/reputation-rules.ts';
import { businessWith } from '../../fixtures/business.ts';

const NOW = instantOf(Date.parse('2026-03-10T15:00:00Z'));
const ownerAt = (score: number, recoversFrom = '2026-03-10') => ({
  reputationFold: { score, recoversFrom: recoversFrom as LocalDate, key: foldKey(RULES) },
});
const ask = (score: number, source: AppointmentSource = 'online') =>
  canBook(businessWith(), ownerAt(score), { source, now: NOW });

describe('who may book', () => {
  it.each<[number, AppointmentSource, string]>([
    [100, 'online', 'allowed'],
    [70, 'online', 'allowed'],
    [69, 'online', 'deposit'],
    [50, 'online', 'deposit'],
    [49, 'online', 'approval'],
    [30, 'online', 'approval'],
    [29, 'online', 'refused'],
    [0, 'online', 'refused'],
    [69, 'phone', 'deposit'],
    [49, 'phone', 'deposit'],
    [49, 'staff', 'deposit'],
    [29, 'staff', 'refused'],
    [29, 'phone', 'refused'],
    [49, 'walk_in', 'allowed'],
    [29, 'walk_in', 'refused'],
    [0, 'import', 'allowed'],
  ])('a score of %i, %s: %s', (score, source, outcome) => {
    expect(ask(score, source).outcome).toBe(outcome);
  });

  it('may be booked by staff with a reason below 30, never online', () => {
    expect(ask(29, 'staff').overridable).toBe(true);
    expect(ask(29, 'online').overridable).toBe(false);
    expect(ask(100, 'staff').overridable).toBe(false);
  });

  it('is everybody of whom nothing is known', () => {
    expect(canBook(businessWith(), {}, { source: 'online', now: NOW })).toEqual({
      outcome: 'allowed',
      rung: 'normal',
      score: 100,
      overridable: false,
      why: 'The reliability score is 100: nothing stands in the way.',
      help: [],
    });
  });

  it('is told why, and what would help, in plain words', () => {
    const { why, help } = ask(25);
    expect(why).toBe(
      'The reliability score is 25, below 30: bookings are not taken after visits that were missed or cancelled late.',
    );
    expect(help).toEqual([
      'One visit kept on time would bring the score to 30 or more.',
      'Without another missed visit time alone does it by 2026-04-14.',
      'Staff can book with a stated reason.',
    ]);
    expect(ask(36).help[0]).toBe('2 visits kept on time would bring the score to 50 or more.');
  });

  it('counts what recovered since the score was last written', () => {
    const tenant = businessWith();
    const owner = ownerAt(29, '2026-03-03');
    const on = (now: string) =>
      canBook(tenant, owner, { source: 'online', now: instantOf(Date.parse(now)) });
    expect(on('2026-03-10T03:59:59Z')).toMatchObject({ outcome: 'refused', score: 29 });
    expect(on('2026-03-10T04:00:00Z')).toMatchObject({ outcome: 'approval', score: 30 });
  });

  it('goes by the thresholds that the business set', () => {
    const tenant = businessWith({ reputation: { refusedBelow: 0, approvalBelow: 0 } });
    const answer = canBook(tenant, ownerAt(0), { source: 'online', now: NOW });
    expect(answer).toMatchObject({ outcome: 'deposit', rung: 'deposit' });
  });

  it('never stands lower with a higher score', () => {
    const scores = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(scores, scores, fc.array(scores, { minLength: 3, maxLength: 3 }), (a, b, set) => {
        const [refusedBelow = 0, approvalBelow = 0, depositBelow = 0] = set.toSorted(
          (x, y) => x - y,
        );
        const rules = { refusedBelow, approvalBelow, depositBelow };
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((it) =>
          RUNGS.indexOf(rungOf(it, rules)),
        );
        expect(high).toBeLessThanOrEqual(low ?? -1);
      }),
    );
  });

  it('is promised nothing that does not hold: the day named brings the next rung', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 69 }), (score) => {
        const answer = ask(score);
        const day = answer.help.map((it) => /by (\d{4}-\d\d-\d\d)\./.exec(it)?.[1]).find(Boolean);
        const then = instantOf(Date.parse(`${day ?? ''}T16:00:00Z`));
        const later = canBook(businessWith(), ownerAt(score), { source: 'online', now: then });
        expect(RUNGS.indexOf(later.rung)).toBe(RUNGS.indexOf(answer.rung) - 1);
      }),
    );
  });
});
