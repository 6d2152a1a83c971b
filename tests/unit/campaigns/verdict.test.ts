import { describe, expect, it } from 'vitest';
import type { Campaign, Group } from '../../../shared/campaigns/model.ts';
import { verdictOf as verdictIn } from '../../../shared/campaigns/verdict.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';

const NOW = instantOf(Date.parse('2026-03-02T15:00:00Z'));

const verdictOf = (campaign: Campaign) => verdictIn(campaign, 'America/New_York');

function evaluated(groups: readonly Group[], changes: Partial<Campaign> = {}): Campaign {
  const byVariant = Object.fromEntries(groups.map(({ variant, owners }) => [variant, owners]));
  const entered = groups.reduce((sum, { owners }) => sum + owners, 0);
  return {
    ...{ id: 'cmp_1', type: 'campaign', tenantId: 'maple', schemaVersion: 1 },
    ...{ name: 'Spring', nameKey: 'spring', status: 'done', workflowId: 'wfl_1' },
    audience: { kind: 'everybody' },
    variants: groups.map(({ variant }) => ({ id: variant, name: `Say ${variant}`, weight: 1 })),
    holdoutPercent: 0,
    experiment: {
      ...{ metric: 'click', baseline: 0.1, effect: 0.05, power: 0.8, alpha: 0.05 },
      samplePerVariant: 500,
    },
    progress: {
      ...{ phase: 'over', looked: entered, entered, heldOut: 0, skipped: {}, byVariant },
      segments: entered,
    },
    result: { evaluatedAt: NOW, groups: [...groups] },
    ...{ revision: 1, createdAt: NOW, updatedAt: NOW, finishedAt: NOW },
    ...changes,
  };
}

const group = (variant: string, converted: number, owners: number): Group => ({
  ...{ variant, converted, owners },
});

describe('the verdict on an experiment', () => {
  it('names a winner at the planned sample, with the words for it', () => {
    const said = verdictOf(evaluated([group('a', 60, 500), group('b', 100, 500)]));
    expect(said).toMatchObject({ state: 'winner', winner: 'b' });
    expect(said.inWords).toBe('"Say b" did better than every other, with 20.0 of 100 owners.');
    expect(said.comparisons).toMatchObject([{ first: 'a', second: 'b', significant: true }]);
  });

  it('names none one owner short of the planned sample, whatever the difference', () => {
    const said = verdictOf(evaluated([group('a', 5, 499), group('b', 400, 500)]));
    expect(said.state).toBe('not-enough-data');
    expect(said.winner).toBeUndefined();
    expect(said.comparisons).toBeUndefined();
    expect(said.inWords).toContain('the smallest group has 499 owners');
  });

  it('names none where chance would make the difference as well', () => {
    const said = verdictOf(evaluated([group('a', 60, 500), group('b', 70, 500)]));
    expect(said).toMatchObject({ state: 'no-difference' });
    expect(said.winner).toBeUndefined();
  });

  it('concludes nothing from groups that chance did not make', () => {
    const said = verdictOf(evaluated([group('a', 60, 500), group('b', 300, 900)]));
    expect(said.state).toBe('uneven');
    expect(said.splitChance).toBeLessThan(0.0005);
  });

  it('counts the hold-out into the split', () => {
    const groups = [group('a', 60, 500), group('b', 100, 500)];
    const { progress } = evaluated(groups);
    if (progress === undefined) throw new Error('No progress');
    const even = { holdoutPercent: 50, progress: { ...progress, heldOut: 1010 } };
    expect(verdictOf(evaluated(groups, even)).state).toBe('winner');
    const uneven = { holdoutPercent: 50, progress: { ...progress, heldOut: 700 } };
    expect(verdictOf(evaluated(groups, uneven)).state).toBe('uneven');
  });

  it('holds three variants together to alpha: the best must beat both others', () => {
    const clear = [group('a', 60, 500), group('b', 110, 500), group('c', 62, 500)];
    expect(verdictOf(evaluated(clear))).toMatchObject({ state: 'winner', winner: 'b' });
    // b beats a, and is not to be told from c.
    const close = [group('a', 60, 500), group('b', 110, 500), group('c', 104, 500)];
    expect(verdictOf(evaluated(close)).state).toBe('no-difference');
    // p is 0.03 for each of two pairs: below 0.05, and above what three pairs leave of it.
    const weak = [group('a', 60, 500), group('b', 84, 500), group('c', 60, 500)];
    expect(verdictOf(evaluated(weak)).state).toBe('no-difference');
  });

  it.each([
    ['draft', 'not-begun', 'It has not begun'],
    ['running', 'entering', 'Not enough data yet'],
    [
      'paused',
      'waiting',
      'Not enough data yet: it is paused after all owners had entered. Their runs and texts wait',
    ],
    ['done', 'waiting', 'Not enough data yet: the last owners have until Mar 8, 11:00 AM.'],
    ['stopped', 'not-enough-data', 'Not enough data'],
  ] as const)('shows no results of one that is %s', (status, state, words) => {
    const campaign = evaluated([group('a', 60, 500), group('b', 100, 500)], { status });
    const { result: _result, ...unread } = campaign;
    const said = verdictOf(unread);
    expect(said.state).toBe(state);
    expect(said.inWords).toContain(words);
    expect(said.results).toBeUndefined();
    expect(said.winner).toBeUndefined();
  });

  it('says of one that is paused while owners enter that nobody does until it goes on', () => {
    const paused = evaluated([group('a', 60, 500), group('b', 100, 500)], { status: 'paused' });
    const { result: _result, finishedAt: _end, ...unread } = paused;
    const said = verdictOf(unread);
    expect(said.state).toBe('entering');
    expect(said.inWords).toMatch(
      /^Not enough data yet: it is paused, and nobody enters until it goes on; /,
    );
    const running = verdictOf({ ...unread, status: 'running' });
    expect(running.inWords).toMatch(/^Not enough data yet: owners still enter; /);
  });

  // In spring 2:00 to 3:00 is left out, in autumn 1:00 to 2:00 comes twice. The click has 5 days, a text 1 to wait.
  it.each([
    ['2026-03-02T06:59:00Z', 'America/New_York', 'Mar 8, 1:59 AM'],
    ['2026-03-02T07:00:00Z', 'America/New_York', 'Mar 8, 3:00 AM'],
    ['2026-03-02T07:00:00Z', 'America/Los_Angeles', 'Mar 7, 11:00 PM'],
    ['2026-10-26T05:30:00Z', 'America/New_York', 'Nov 1, 1:30 AM'],
    ['2026-10-26T06:30:00Z', 'America/New_York', 'Nov 1, 1:30 AM'],
    ['2026-10-26T07:00:00Z', 'America/New_York', 'Nov 1, 2:00 AM'],
  ])('tells of one that ended at %s until when it runs by the clocks of %s', (at, zone, until) => {
    const finishedAt = instantOf(Date.parse(at));
    const { result: _result, ...unread } = evaluated([group('a', 0, 500), group('b', 0, 500)]);
    const said = verdictIn({ ...unread, finishedAt }, zone);
    expect(said.inWords).toBe(`Not enough data yet: the last owners have until ${until}.`);
  });

  it('says that no winner can come of it as soon as too few are expected, or have entered', () => {
    const { result: _result, ...entered } = evaluated([group('a', 0, 500), group('b', 0, 499)]);
    expect(verdictOf(entered).inWords).toMatch(
      /No winner can come of it: the smallest group has 499\.$/,
    );
    const { finishedAt: _end, progress, ...rest } = entered;
    if (progress === undefined) throw new Error('No progress');
    const expecting = (b: number, whole: boolean) =>
      verdictOf({
        ...{ ...rest, status: 'running' },
        progress: { ...progress, foreseen: { byGroup: { a: 500, b }, whole } },
      }).inWords;
    expect(expecting(499, true)).toContain('the smallest group is expected to have 499.');
    expect(expecting(500, true)).not.toContain('No winner');
    // Not all owners were looked at: it may still come to enough.
    expect(expecting(499, false)).not.toContain('No winner');
  });

  it('says that there is none where there is none', () => {
    const { experiment: _none, ...plain } = evaluated([]);
    expect(verdictOf(plain)).toMatchObject({ state: 'none', groups: [] });
  });
});
