import { dayAndTime } from '../kernel/in-words.ts';
import { evaluationAt } from './evaluate-page.ts';
import type { Campaign, Experiment } from './model.ts';
import { sampleOutlook } from './planned-sample.ts';

/** Where an experiment stands that was not read yet. */
interface UnderWay {
  readonly state: 'not-begun' | 'entering' | 'waiting' | 'not-enough-data';
  /** The same for a person. */
  readonly inWords: string;
}

/**
 * What is said of an experiment that was not read yet: nothing of who is ahead, and as soon as it is known
 * that too few owners enter, that no winner can come of it. Times are told in `timeZone`.
 */
export function underWay(
  campaign: Campaign,
  { samplePerVariant }: Experiment,
  timeZone: string,
): UnderWay {
  const planned = `${String(samplePerVariant)} owners in each group are planned`;
  switch (campaign.status) {
    case 'draft':
    case 'scheduled':
    case 'held':
      return {
        state: 'not-begun',
        inWords: `It has not begun; ${planned}.${tooFew(campaign)}`,
      };
    case 'paused':
      return campaign.finishedAt === undefined
        ? { state: 'entering', inWords: whilePaused(campaign, planned) }
        : { state: 'waiting', inWords: afterAllEntered(campaign) };
    case 'running':
      return {
        state: 'entering',
        inWords: `Not enough data yet: owners still enter; ${planned}.${tooFew(campaign)}`,
      };
    case 'stopped':
      return {
        state: 'not-enough-data',
        inWords: 'Not enough data: the campaign was stopped before its time was over.',
      };
    case 'done': {
      const at = evaluationAt(campaign);
      const until = at === undefined ? '' : ` until ${dayAndTime(at, timeZone)}`;
      return {
        state: 'waiting',
        inWords: `Not enough data yet: the last owners have${until}.${tooFew(campaign)}`,
      };
    }
  }
}

function whilePaused(campaign: Campaign, planned: string): string {
  return `Not enough data yet: it is paused, and nobody enters until it goes on; ${planned}.${tooFew(campaign)}`;
}

/** Runs wait at their step, and the experiment is read by the job of one that goes on. */
function afterAllEntered(campaign: Campaign): string {
  return (
    'Not enough data yet: it is paused after all owners had entered. Their runs and texts wait, and ' +
    `the experiment is read once it goes on.${tooFew(campaign)}`
  );
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
