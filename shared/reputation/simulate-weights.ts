import type { Context } from '../platform/context.ts';
import { MAX_PAGE_SIZE } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { requireLadder } from '../tenants/reputation-input.ts';
import { reputationRulesOf, type ReputationRules } from '../tenants/reputation-rules.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { rungOf, RUNGS, type Rung } from './ladder.ts';
import { reputationEventType, type ReputationEvent } from './model.ts';
import { foldEvents, scoreOn } from './score.ts';
import { weightOf } from './visit-marks.ts';

/** How many entries one request reads at most; more are read by the next one. */
const MOST_EVENTS = 20_000;
/** How many owners whose rung changes are named. */
const NAMED = 200;

/** What other rules would have made of what happened. */
export interface Simulation {
  /** Owners of whom something is known; all others stand at the top under any rules. */
  readonly owners: number;
  readonly events: number;
  /** Owners by score, in tens: 0-9, 10-19, ... 90-99, 100. */
  readonly scores: { readonly now: readonly number[]; readonly then: readonly number[] };
  /** Owners by rung. */
  readonly rungs: {
    readonly now: Readonly<Record<Rung, number>>;
    readonly then: Readonly<Record<Rung, number>>;
  };
  /** How many owners would change rung; the first are named. */
  readonly changes: number;
  readonly changed: readonly {
    readonly ownerId: string;
    readonly before: { readonly score: number; readonly rung: Rung };
    readonly after: { readonly score: number; readonly rung: Rung };
  }[];
  /** There are more owners: ask again from here and add up. */
  readonly next?: string | undefined;
}

/**
 * What the scores of today would be had other weights, bounds, recovery or thresholds been in force all
 * along. A read: nothing is written. Entries keep their time; what visits caused is worth what `rules`
 * say, what people judged keeps its points. Reads up to 20,000 entries, whole owners only. Throws
 * `ladder-out-of-order` (422).
 */
export async function simulateWeights(
  context: Pick<Context, 'records' | 'clock'>,
  input: {
    readonly tenantId: string;
    readonly rules: { readonly [K in keyof ReputationRules]?: ReputationRules[K] | undefined };
    readonly after?: string | undefined;
  },
): Promise<Simulation> {
  const tenant = await loadTenant(context, input.tenantId);
  const now = reputationRulesOf(tenant);
  const then = reputationRulesOf({ reputation: { ...now, ...defined(input.rules) } });
  requireLadder(then);
  const { owners, next, read } = await eventsByOwner(context, tenant, input.after);
  const today = dateAt(tenant, context.clock.now());
  const standings = [...owners].map(([ownerId, events]) => ({
    ownerId,
    before: standing(events, now, today),
    after: standing(reweighed(events, then), then, today),
  }));
  const changed = standings.filter(({ before, after }) => before.rung !== after.rung);
  return {
    owners: standings.length,
    events: read,
    scores: {
      now: histogram(standings.map(({ before }) => before.score)),
      then: histogram(standings.map(({ after }) => after.score)),
    },
    rungs: {
      now: countRungs(standings.map(({ before }) => before.rung)),
      then: countRungs(standings.map(({ after }) => after.rung)),
    },
    changes: changed.length,
    changed: changed.slice(0, NAMED),
    ...(next !== undefined && { next }),
  };
}

async function eventsByOwner(
  { records }: Pick<Context, 'records'>,
  tenant: Tenant,
  after: string | undefined,
): Promise<{ owners: Map<string, ReputationEvent[]>; read: number; next?: string }> {
  const owners = new Map<string, ReputationEvent[]>();
  let cursor: string | undefined;
  let read = 0;
  let last: string | undefined;
  do {
    const page = await records.query(reputationEventType, liveOf(tenant.tenantId), {
      where: { ownerId: { after: after ?? '' } },
      orderBy: { field: 'ownerId' },
      limit: MAX_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { value } of page.items) {
      if (read >= MOST_EVENTS && value.ownerId !== last && last !== undefined) {
        return { owners, read, next: last };
      }
      const own = owners.get(value.ownerId) ?? [];
      own.push(value);
      owners.set(value.ownerId, own);
      last = value.ownerId;
      read += 1;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { owners, read };
}

function reweighed(events: readonly ReputationEvent[], rules: ReputationRules): ReputationEvent[] {
  return events.map((event) =>
    event.kind === 'manual' ? event : { ...event, points: weightOf(event.kind, rules) },
  );
}

function standing(
  events: readonly ReputationEvent[],
  rules: ReputationRules,
  today: ReturnType<typeof dateAt>,
): { readonly score: number; readonly rung: Rung } {
  const score = scoreOn(foldEvents(events, rules), today, rules);
  return { score, rung: rungOf(score, rules) };
}

function histogram(scores: readonly number[]): number[] {
  const counts = Array.from({ length: 11 }, () => 0);
  for (const score of scores) {
    const bin = Math.min(10, Math.floor(score / 10));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function countRungs(rungs: readonly Rung[]): Record<Rung, number> {
  const counts = Object.fromEntries(RUNGS.map((rung) => [rung, 0])) as Record<Rung, number>;
  for (const rung of rungs) counts[rung] += 1;
  return counts;
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
