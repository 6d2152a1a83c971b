import { dayAndTime } from '../kernel/in-words.ts';
import { evaluationAt } from './evaluate-page.ts';
import type { Campaign, Experiment } from './model.ts';
import { sampleOutlook } from './planned-sample.ts';

/**
 * What is said of an experiment that was not read yet: nothing of who is ahead, and as soon as it is known
 * that too few owners enter, that no winner can come of it. Times are told in `timeZone`.
 */
export function underWay(campaign: Campaign, { samplePerVariant }: Experiment, timeZone: string) {
  const planned = `${String(samplePerVariant)} owners in each group are planned`;
  switch (campaign.status) {
    case 'draft':
    case 'scheduled':
    case 'held':
      return {
        state: 'not-begun',
        inWords: `It has not begun; ${planned}.${tooFew(campaign)}`,
      } as const;
    case 'running':
    case 'paused':
      return {
        state: 'entering',
        inWords: `Not enough data yet: owners still enter; ${planned}.${tooFew(campaign)}`,
      } as const;
    case 'stopped':
      return {
        state: 'not-enough-data',
        inWords: 'Not enough data: the campaign was stopped before its time was over.',
      } as const;
    case 'done': {
      const at = evaluationAt(campaign);
      const until = at === undefined ? '' : ` until ${dayAndTime(at, timeZone)}`;
      return {
        state: 'waiting',
        inWords: `Not enough data yet: the last owners have${until}.${tooFew(campaign)}`,
      } as const;
    }
  }
}

/** What is said as soon as it is known that no winner can be named; empty while one can. */
function tooFew(campaign: Campaign): string {
  const { progress, finishedAt } = campaign;
  const entered = progress && { byGroup: progress.byVariant, whole: true };
  const known = finishedAt === undefined ? progress?.foreseen : entered;
  const outlook = known && sampleOutlook(campaign, known);
  if (outlook?.state !== 'too-few') return '';
  const smallest = Math.min(...outlook.groups.flatMap((it) => (it.needed ? [it.expected] : [])));
  const there = finishedAt === undefined ? 'is expected to have' : 'has';
  return ` No winner can come of it: the smallest group ${there} ${String(smallest)}.`;
}
