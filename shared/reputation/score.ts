import type { Instant } from '../kernel/instant.ts';
import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';
import type { ReputationRules } from '../tenants/reputation-rules.ts';
import type { ReputationEvent } from './model.ts';

/** What the fold needs of an entry. */
export type ScoredEvent = Pick<
  ReputationEvent,
  'id' | 'points' | 'occurredAt' | 'localDate' | 'voided'
>;

/** The rules that decide what a score comes to from given points. */
export type FoldRules = Pick<
  ReputationRules,
  'minScore' | 'maxScore' | 'recoveryDays' | 'recoveryPoints'
>;

/** Where the fold stands after some entries; later ones can be added to it without the earlier ones. */
export interface FoldState {
  /** Not counting what recovered after the last entry. */
  readonly score: number;
  /** The day of the last bad mark, or of the last recovery after it; absent: no bad mark yet. */
  readonly recoversFrom?: LocalDate | undefined;
  /** The last entry folded. */
  readonly lastAt?: Instant | undefined;
  readonly lastId?: string | undefined;
}

/** The fold over nothing: everybody starts at the top. */
export function startState({ maxScore }: FoldRules): FoldState {
  return { score: maxScore };
}

/**
 * The score after what recovered up to the start of a local day: `recoveryPoints` for each
 * `recoveryDays` whole days since the last bad mark or the last recovery. The seventh day after a bad
 * mark of the 1st is the 8th: from its first moment on the point is back. Never above `maxScore`;
 * before a first bad mark, and on a day before the last recovery, nothing recovers.
 */
export function recoveredBy(state: FoldState, date: LocalDate, rules: FoldRules): FoldState {
  const { recoversFrom, score } = state;
  if (recoversFrom === undefined) return state;
  const times = Math.floor(daysBetween(recoversFrom, date) / rules.recoveryDays);
  if (times <= 0) return state;
  return {
    ...state,
    score: Math.min(rules.maxScore, score + times * rules.recoveryPoints),
    recoversFrom: addDays(recoversFrom, times * rules.recoveryDays),
  };
}

/**
 * One step: what recovered before the entry's day, then its points, held between `minScore` and
 * `maxScore`. A bad mark (points below 0) starts the wait for recovery anew. A void entry changes
 * nothing.
 */
export function withEvent(state: FoldState, event: ScoredEvent, rules: FoldRules): FoldState {
  if (event.voided !== undefined) return state;
  const rested = recoveredBy(state, event.localDate, rules);
  const score = Math.min(rules.maxScore, Math.max(rules.minScore, rested.score + event.points));
  return {
    score,
    recoversFrom: event.points < 0 ? event.localDate : rested.recoversFrom,
    lastAt: event.occurredAt,
    lastId: event.id,
  };
}

/** The fold over entries in any order: by `occurredAt`, then by id. */
export function foldEvents(events: readonly ScoredEvent[], rules: FoldRules): FoldState {
  return inOrder(events).reduce((state, it) => withEvent(state, it, rules), startState(rules));
}

/** Entries as the fold takes them: by `occurredAt`, then by id. */
export function inOrder<E extends ScoredEvent>(events: readonly E[]): E[] {
  return events.toSorted(
    (a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id),
  );
}

/** Whether an entry comes after all that were folded, so that it can be added as it is. */
export function followsOn({ lastAt, lastId }: FoldState, event: ScoredEvent): boolean {
  if (lastAt === undefined || lastId === undefined) return true;
  return (compareText(event.occurredAt, lastAt) || compareText(event.id, lastId)) > 0;
}

/** The score on a local day: the fold, and what recovered since. */
export function scoreOn(state: FoldState, date: LocalDate, rules: FoldRules): number {
  return recoveredBy(state, date, rules).score;
}

/**
 * Names the rules a state was folded under. One folded under others cannot be gone on from: the
 * entries must be folded again.
 */
export function foldKey(rules: FoldRules): string {
  const { minScore, maxScore, recoveryDays, recoveryPoints } = rules;
  return [minScore, maxScore, recoveryDays, recoveryPoints].join('/');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
