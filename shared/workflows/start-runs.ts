import { later, type Instant } from '../kernel/instant.ts';
import { bulkTimes } from '../messaging/bulk-plan.ts';
import type { Records } from '../platform/store/records.ts';
import type { Tenant } from '../tenants/model.ts';
import { startRun, type RunStart, type StartedRun } from './start-run.ts';

/** Somebody who is to enter a workflow among many. */
export interface Entering extends Omit<RunStart, 'dueAt'> {
  /** Segments that their first text takes; 0: nothing is sent that needs the sender's time. */
  readonly segments: number;
}

/** The runs as they begin, in the order asked, and until when the sender is busy with them. */
export interface StartedRuns {
  readonly begun: readonly StartedRun[];
  readonly busyUntil: Instant;
}

/**
 * Lets many owners enter workflows at the pace of the business's sender: each run is due when the sender
 * is through with the texts before it, `busyUntil` at the earliest. Nothing is written: the writes, two
 * per run at most, are for the commit of a page.
 */
export async function startRuns(
  records: Records,
  tenant: Tenant,
  entering: readonly Entering[],
  { now, busyUntil = now }: { readonly now: Instant; readonly busyUntil?: Instant | undefined },
): Promise<StartedRuns> {
  const texting = entering.filter(({ segments }) => segments > 0);
  const sizes = texting.map(({ segments }) => segments);
  const pace = bulkTimes(tenant, sizes, now, later(now, busyUntil));
  const dueAt = new Map(texting.map((it, n) => [it, pace.at[n] ?? now]));
  const begun = await Promise.all(
    entering.map(async ({ segments: _segments, ...start }, n) => {
      const at = entering[n] && dueAt.get(entering[n]);
      return startRun(records, { ...start, dueAt: at ?? now }, now);
    }),
  );
  return { begun, busyUntil: pace.until };
}
