import { isDeepStrictEqual } from 'node:util';
import { appointmentType, type Appointment } from '../appointments/model.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { notFound } from '../kernel/problem.ts';
import type { Instant } from '../kernel/instant.ts';
import { balanceFromEntries } from '../ledger/recompute-balance.ts';
import { withStrike, type Strike } from '../no-shows/fee-ladder.ts';
import { isMarked, noShowRecordType } from '../no-shows/model.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { queryAll } from '../platform/store/query-all.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { reputationRulesOf } from '../tenants/reputation-rules.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { scoreCache } from './cached-state.ts';
import { visitMarkId, type ReputationEvent, type VisitMarkKind } from './model.ts';
import { readEvents } from './read-events.ts';
import { foldEvents } from './score.ts';
import { isOnTime, visitMark } from './visit-marks.ts';

/** Entries created per commit; the owner is guarded by it as well. */
const CHUNK = 90;

/** What a rebuilt owner came to. */
export interface RecomputedOwner {
  readonly ownerId: string;
  readonly score: number;
  readonly noShowCount: number;
  readonly lateCancellationCount: number;
  readonly completedAppointmentCount: number;
  readonly balanceCents: number;
  /** Entries of reputation that visits had earned and that were not there, as after an import. */
  readonly added: number;
  /** Whether anything kept on the owner was wrong. */
  readonly changed: boolean;
}

/**
 * Rebuilds what is kept on an owner from their records: counters and the days of the last visit from the
 * visits, the score from the entries of reputation, strikes from the missed visits, the balance from the
 * ledger. Visits that ended without an entry, as imported history does, get theirs first. The id of a
 * merged owner leads to the survivor. May be repeated and interrupted at any time: entries have ids
 * derived from their visit, and the owner is written last, under the ETag that everything was read under.
 */
export async function recomputeOwner(
  context: Context,
  {
    tenantId,
    ownerId,
    settledUnder,
  }: {
    readonly tenantId: string;
    readonly ownerId: string;
    /**
     * The owner's ETag under which what imported payments cover was settled: if it still holds, the
     * mark of an import goes with this.
     */
    readonly settledUnder?: string;
  },
): Promise<RecomputedOwner> {
  const { records, clock } = context;
  let added = 0;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const owner = await currentOwner(records, tenantId, ownerId);
    if (owner === undefined) throw notFound('owner', ownerId);
    const tenant = await loadTenant(context, tenantId);
    const now = clock.now();
    const visits = await readAll(records, appointmentType, owner.value);
    const events = await readEvents(records, owner.value);
    const missing = missingEntries(tenant, owner.value.id, visits, events, now);
    for (let from = 0; from < missing.length; from += CHUNK) {
      const writes: Write[] = missing.slice(from, from + CHUNK).map((event) => create(event));
      // Somebody else wrote one of them meanwhile: all is read again.
      if (!(await records.commit(liveOf(tenantId), writes)).ok) return again();
      added += writes.length;
    }
    const state = foldEvents([...events, ...missing], reputationRulesOf(tenant));
    const patch: Partial<Owner> = {
      ...countsOf(visits),
      ...scoreCache(state, tenant, now),
      noShowStrikes: await strikesOf(records, owner.value),
      ...(await balanceFromEntries(records, owner.value)),
      ...(owner.etag === settledUnder && { recomputeSince: undefined }),
    };
    const changed = differs(owner.value, patch);
    return {
      writes: changed ? [replace(owner, { ...patch, updatedAt: now })] : [],
      value: { ownerId: owner.value.id, ...shown(patch), added, changed },
    };
  });
}

/** Makes `commitWithRetry` read everything again: a guard that cannot hold. */
function again(): { writes: Write[]; value: RecomputedOwner } {
  const value = { ownerId: '', ...shown({}), added: 0, changed: false };
  return { writes: [{ op: 'touch', id: 'none', etag: 'none' }], value };
}

/** What an ended visit earned its owner, by what it says of itself. */
function earned(visit: Appointment, graceMinutes: number): [VisitMarkKind, Instant][] {
  const { status, cancellation, completedAt = visit.endsAt, arrivedAt, startsAt } = visit;
  switch (status) {
    case 'completed': {
      const onTime = arrivedAt !== undefined && isOnTime(visit, arrivedAt, graceMinutes);
      const done: [VisitMarkKind, Instant] = ['completed', completedAt];
      return onTime ? [['on_time_arrival', arrivedAt], done] : [done];
    }
    case 'no_show':
      return [['no_show', startsAt]];
    case 'cancelled':
      return cancellation?.late === true ? [['late_cancellation', cancellation.at]] : [];
    default:
      return [];
  }
}

function missingEntries(
  tenant: Tenant,
  ownerId: string,
  visits: readonly Appointment[],
  events: readonly ReputationEvent[],
  now: Instant,
): ReputationEvent[] {
  const known = new Set(events.map(({ id }) => id));
  const { graceMinutes } = schedulingOf(tenant);
  return visits.flatMap((visit) =>
    earned(visit, graceMinutes)
      .filter(([kind]) => !known.has(visitMarkId(kind, visit)))
      .map(([kind, occurredAt]) =>
        visitMark(tenant, { ...visit, ownerId }, { kind, occurredAt, now }),
      ),
  );
}

function countsOf(visits: readonly Appointment[]): Partial<Owner> {
  const of = (status: Appointment['status']) => visits.filter((it) => it.status === status);
  const completed = of('completed');
  const lastVisitOn = completed
    .map(({ localDate }) => localDate)
    .toSorted()
    .at(-1);
  return {
    completedAppointmentCount: completed.length,
    visitCount: completed.length,
    lastVisitOn,
    noShowCount: of('no_show').length,
    lateCancellationCount: of('cancelled').filter(({ cancellation }) => cancellation?.late === true)
      .length,
  };
}

async function strikesOf(records: Records, owner: Owner): Promise<Strike[]> {
  const found = await readAll(records, noShowRecordType, owner);
  return found
    .filter(isMarked)
    .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .reduce<Strike[]>(
      (all, { id, localDate }) => withStrike(all, { recordId: id, on: localDate }),
      [],
    );
}

async function readAll<T>(records: Records, type: DocumentType<T>, owner: Owner): Promise<T[]> {
  const where = { ownerId: { in: ownerIdsOf(owner) } };
  return queryAll(records, type, liveOf(owner.tenantId), { where });
}

/** When it was last looked at tells nothing about whether it was right. */
function differs(owner: Owner, patch: Partial<Owner>): boolean {
  const { lastReputationUpdate: _at, ...facts } = patch;
  const stored = Object.fromEntries(
    Object.keys(facts).map((name) => [name, owner[name as keyof Owner]]),
  );
  return !isDeepStrictEqual(asStored(stored), asStored(facts));
}

/** As the store keeps it: a field that is undefined is not there. */
function asStored(fields: object): unknown {
  return JSON.parse(JSON.stringify(fields));
}

function shown(patch: Partial<Owner>) {
  return {
    score: patch.reputationScore ?? 0,
    noShowCount: patch.noShowCount ?? 0,
    lateCancellationCount: patch.lateCancellationCount ?? 0,
    completedAppointmentCount: patch.completedAppointmentCount ?? 0,
    balanceCents: patch.balanceCents ?? 0,
  };
}
