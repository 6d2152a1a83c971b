import { currentOwner } from '../customers/merge-follow.ts';
import { notFound } from '../kernel/problem.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { reputationRulesOf } from '../tenants/reputation-rules.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { canBook, type BookingAnswer } from './can-book.ts';
import type { ReputationEvent } from './model.ts';
import { readEvents } from './read-events.ts';
import { foldKey, inOrder, recoveredBy, startState, withEvent, type FoldRules } from './score.ts';
import { wordsOf } from './words.ts';

/** One change of a score, told in words. */
export interface ScoreStep {
  /** Absent: it recovered by time alone. */
  readonly event?: ReputationEvent | undefined;
  readonly localDate: LocalDate;
  readonly before: number;
  readonly after: number;
  /** Why, in plain words. */
  readonly words: string;
}

/** What a business knows of an owner's reliability. */
export interface Reputation {
  readonly ownerId: string;
  readonly score: number;
  readonly noShowCount: number;
  readonly lateCancellationCount: number;
  readonly completedAppointmentCount: number;
  readonly lastReputationUpdate?: string | undefined;
  /** Whether they may book online and through staff. */
  readonly booking: { readonly online: BookingAnswer; readonly staff: BookingAnswer };
  /** The latest changes first. */
  readonly history: readonly ScoreStep[];
}

/** How many changes are told; older ones count all the same. */
const TOLD = 100;

/**
 * The score of an owner, whether they may book, and how it came about: every change with its reason,
 * what recovered by itself included. The id of a merged owner leads to the survivor. Costs a query per
 * 1,000 entries. Throws not-found (404).
 */
export async function reputationOf(
  context: Pick<Context, 'records' | 'clock'>,
  { tenantId, ownerId }: { readonly tenantId: string; readonly ownerId: string },
): Promise<Reputation> {
  const { records, clock } = context;
  const stored = await currentOwner(records, tenantId, ownerId);
  if (stored === undefined) throw notFound('owner', ownerId);
  const { value: owner } = stored;
  const tenant = await loadTenant(context, tenantId);
  const now = clock.now();
  const rules = reputationRulesOf(tenant);
  const events = await readEvents(records, owner);
  const steps = scoreSteps(events, rules, dateAt(tenant, now));
  // The answer of this moment, whether the weekly run has been or not.
  const state = inOrder(events).reduce(
    (it, event) => withEvent(it, event, rules),
    startState(rules),
  );
  const folded = { reputationFold: { ...state, key: foldKey(rules) } };
  const online = canBook(tenant, folded, { source: 'online', now });
  return {
    ownerId: owner.id,
    score: online.score,
    noShowCount: owner.noShowCount ?? 0,
    lateCancellationCount: owner.lateCancellationCount ?? 0,
    completedAppointmentCount: owner.completedAppointmentCount ?? 0,
    lastReputationUpdate: owner.lastReputationUpdate,
    booking: { online, staff: canBook(tenant, folded, { source: 'staff', now }) },
    history: steps.toReversed().slice(0, TOLD),
  };
}

/**
 * Every step of the fold up to a day, oldest first: the entries, void ones as changing nothing, and
 * between them what recovered. The last `after` is the score of that day.
 */
function scoreSteps(
  events: readonly ReputationEvent[],
  rules: FoldRules,
  today: LocalDate,
): ScoreStep[] {
  const steps: ScoreStep[] = [];
  let state = startState(rules);
  const recover = (date: LocalDate): void => {
    const rested = recoveredBy(state, date, rules);
    if (rested.score !== state.score) {
      const localDate = rested.recoversFrom ?? date;
      const words = `Recovered by time: ${String(rules.recoveryDays)} days without a bad mark bring ${points(rules.recoveryPoints)}.`;
      steps.push({ localDate, before: state.score, after: rested.score, words });
    }
    state = rested;
  };
  for (const event of inOrder(events)) {
    const { localDate } = event;
    if (event.voided === undefined) recover(localDate);
    const before = state.score;
    state = withEvent(state, event, rules);
    steps.push({ event, localDate, before, after: state.score, words: wordsOf(event) });
  }
  recover(today);
  return steps;
}

function points(count: number): string {
  return count === 1 ? '1 point' : `${String(count)} points`;
}
