import type { Worker } from '../due-work/worker.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { dirtyDayType, type DayFacts, type DirtyDay } from './day-mark.ts';

/** What is known of a day's summary without its facts. */
export interface DaySummaryHead {
  readonly computedAt: Instant;
  /** How many documents it was made from. */
  readonly size: number;
}

/** One kind of facts: how a day's summary is made from its documents. */
export interface DaySource {
  /** The summary as it stands, if there is one. */
  head(context: Context, tenantId: string, date: LocalDate): Promise<DaySummaryHead | undefined>;
  /**
   * Makes the summary anew from the day's documents and returns the write that stores it, guarded
   * by the summary as it stood before the first document was read.
   */
  recompute(context: Context, tenantId: string, date: LocalDate): Promise<Write>;
}

/** The day sources, by their facts. */
export type DaySources = Readonly<Record<DayFacts, DaySource>>;

/** Reads at least 2,000 documents a second, so that a day of half a million is made in one claim. */
const LEASE_MS = 5 * 60_000;

/** A day of n documents is made anew once in a minute per 2,000 of them at most. */
const DOCUMENTS_PER_MINUTE = 2000;

/** How often a summary is made anew when somebody else stored one meanwhile. */
const MAX_ROUNDS = 3;

/**
 * Makes the summaries of marked days anew, whole, from their documents: twice gives what once
 * gives, and whatever a summary held before does not matter.
 *
 * What changes while a day is read puts the mark again. Then the summary is stored all the same, so
 * that a day which changes without end does not wait for its end, and the mark stays for the next
 * tick. Of two workers on one day the second to store begins again.
 */
export function dayWorker(sources: DaySources): Worker<DirtyDay> {
  return {
    kind: 'days',
    type: dirtyDayType,
    leaseMs: LEASE_MS,
    async decide(context, { value: mark, etag }, now) {
      const head = await sources[mark.facts].head(context, mark.tenantId, mark.date);
      const dueAt = head === undefined ? now : nextAllowed(head);
      if (dueAt <= now) return { kind: 'claim', changes: {} };
      return { kind: 'settle', writes: [{ op: 'replace', document: { ...mark, dueAt }, etag }] };
    },
    async run(context, claimed) {
      await makeAnew(context, sources[claimed.value.facts], claimed);
    },
    // The next change of the day puts the mark again, due and without attempts.
    fail: async () => ({ changes: {} }),
  };
}

function nextAllowed({ computedAt, size }: DaySummaryHead): Instant {
  const minutes = Math.max(1, Math.ceil(size / DOCUMENTS_PER_MINUTE));
  return addMs(computedAt, minutes * 60_000);
}

async function makeAnew(
  context: Context,
  source: DaySource,
  { value: mark, etag }: Stored<DirtyDay>,
): Promise<void> {
  const partition = liveOf(mark.tenantId);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const summary = await source.recompute(context, mark.tenantId, mark.date);
    const unmark: Write = { op: 'delete', id: mark.id, etag };
    const result = await context.records.commit(partition, [summary, unmark]);
    if (result.ok) return;
    if (result.broken.id === mark.id && (await context.records.commit(partition, [summary])).ok) {
      return;
    }
  }
  throw new Error('The summary of the day is being stored by others again and again.');
}
