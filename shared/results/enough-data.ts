import type { ResultFacts } from './result-metrics.ts';

/**
 * From so many delivered texts on a rate says something: below, one owner more or less moves it by over 3 %.
 * @internal
 */
export const ENOUGH_DELIVERED = 30;

/** Whether numbers are enough to go by. */
export interface DataFinding {
  readonly data: 'enough' | 'not-enough';
  /** What that means, in plain words. */
  readonly dataSays: string;
}

/**
 * Says plainly whether the rates of some texts are enough to go by. The counts are right in any case;
 * a rate of fewer than 30 delivered texts is chance more than anything else.
 */
export function dataOf({ texts: { delivered } }: Pick<ResultFacts, 'texts'>): DataFinding {
  if (delivered >= ENOUGH_DELIVERED) {
    return { data: 'enough', dataSays: `Rates are of ${String(delivered)} delivered texts.` };
  }
  const texts = delivered === 1 ? 'text was' : 'texts were';
  return {
    data: 'not-enough',
    dataSays: `Not enough data: ${String(delivered)} ${texts} delivered, rates say something from ${String(ENOUGH_DELIVERED)} on.`,
  };
}
