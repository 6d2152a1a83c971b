import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { reputationRulesOf } from '../tenants/reputation-rules.ts';
import { cachedState, isCurrent, scoreCache, type ScoreCache } from './cached-state.ts';
import { reputationEventType, type ReputationEvent, type ReputationKind } from './model.ts';
import { readEvents } from './read-events.ts';
import { foldEvents, followsOn, inOrder, withEvent, type FoldState } from './score.ts';

/** What happens to an owner's reputation. */
export interface ReputationEdit {
  /** Entries to add, see `visit-marks.ts`; ids that exist already break the commit. */
  readonly add?: readonly ReputationEvent[];
  /** Ids of entries that count no more; those that do not exist or are void already are passed over. */
  readonly void?: readonly string[];
  /** Why they are void. */
  readonly reason?: string;
  /** The member who corrects; absent: the product itself or an operator. */
  readonly by?: string | undefined;
}

/** What a change of reputation comes to. */
export interface ReputationChange {
  readonly writes: readonly Write[];
  /** The caches of the owner; whoever commits merges them into their one replacement of the owner. */
  readonly owner: ScoreCache & OwnerCounts;
}

/** The counters of an owner that follow from what is noted of their visits. */
export type OwnerCounts = Pick<
  Owner,
  'noShowCount' | 'lateCancellationCount' | 'completedAppointmentCount'
>;

const COUNTER_OF: Partial<Record<ReputationKind, keyof OwnerCounts>> = {
  no_show: 'noShowCount',
  late_cancellation: 'lateCancellationCount',
  completed: 'completedAppointmentCount',
};

/**
 * Adds entries to an owner's reputation and voids others. Answers writes and the patch of the owner:
 * score, fold and counters. The caller commits both together with their replacement of the owner under
 * the ETag that `owner` was read with, so that of two changes at once the second is decided anew.
 *
 * Entries later than all before need no read. One that comes before others, a voided one, and rules
 * that changed since need the owner's entries: one query per 1,000 of them.
 */
export async function reputationChange(
  context: Pick<Context, 'records'>,
  tenant: Tenant,
  owner: Owner,
  edit: ReputationEdit,
  now: Instant,
): Promise<ReputationChange> {
  const added = inOrder(edit.add ?? []);
  const voided = await voidedBy(context, tenant, edit, now);
  const state = await foldAfter(context, tenant, owner, added, voided.events);
  return {
    writes: [...added.map((event) => create(event)), ...voided.writes],
    owner: { ...scoreCache(state, tenant, now), ...countsAfter(owner, added, voided.events) },
  };
}

async function voidedBy(
  { records }: Pick<Context, 'records'>,
  tenant: Tenant,
  { void: ids = [], reason = '', by }: ReputationEdit,
  at: Instant,
): Promise<{ readonly events: readonly ReputationEvent[]; readonly writes: readonly Write[] }> {
  if (ids.length === 0) return { events: [], writes: [] };
  const found = await records.getMany(reputationEventType, liveOf(tenant.tenantId), ids);
  const standing = found.filter(({ value }) => value.voided === undefined);
  const voided = { at, reason, ...(by !== undefined && { by }) };
  return {
    events: standing.map(({ value }) => ({ ...value, voided })),
    writes: standing.map((stored) => replace(stored, { voided, updatedAt: at })),
  };
}

async function foldAfter(
  context: Pick<Context, 'records'>,
  tenant: Tenant,
  owner: Owner,
  added: readonly ReputationEvent[],
  voided: readonly ReputationEvent[],
): Promise<FoldState> {
  const rules = reputationRulesOf(tenant);
  const state = cachedState(owner, rules);
  const [first] = added;
  const inLine = first === undefined || followsOn(state, first);
  if (inLine && voided.length === 0 && isCurrent(owner, rules)) {
    return added.reduce((reached, event) => withEvent(reached, event, rules), state);
  }
  const stored = await readEvents(context.records, owner);
  const changed = new Map([...stored, ...added, ...voided].map((event) => [event.id, event]));
  return foldEvents([...changed.values()], rules);
}

function countsAfter(
  owner: Owner,
  added: readonly ReputationEvent[],
  voided: readonly ReputationEvent[],
): OwnerCounts {
  const counts: Record<string, number> = {};
  const count = (events: readonly ReputationEvent[], by: number): void => {
    for (const { kind } of events) {
      const counter = COUNTER_OF[kind];
      if (counter !== undefined) counts[counter] = (counts[counter] ?? owner[counter] ?? 0) + by;
    }
  };
  count(added, 1);
  count(voided, -1);
  return counts;
}
