import { appointmentType, type Appointment } from '../../appointments/model.ts';
import { ownerIdsOf } from '../../customers/merge-follow.ts';
import { ownerType, type Owner } from '../../customers/model.ts';
import { foldLedger } from '../../ledger/fold-ledger.ts';
import { ledgerEntryType, type LedgerEntry } from '../../ledger/model.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import {
  MAX_COMMIT_WRITES,
  MAX_PAGE_SIZE,
  type Stored,
  type Write,
} from '../../platform/store/document-store.ts';
import type { DocumentType } from '../../platform/store/document-type.ts';
import { replace } from '../../platform/store/records.ts';
import { scoreCache } from '../../reputation/cached-state.ts';
import type { ReputationEvent, ReputationKind } from '../../reputation/model.ts';
import { readEvents } from '../../reputation/read-events.ts';
import { foldEvents } from '../../reputation/score.ts';
import { liveOf, type Tenant } from '../../tenants/model.ts';
import { reputationRulesOf } from '../../tenants/reputation-rules.ts';
import { settledPayments } from './settle-ledger.ts';

/** A commit also writes the owner. */
const MOST_SETTLED = MAX_COMMIT_WRITES - 1;

/**
 * Recomputes what is cached on an owner from their records: counters, score, visits, balance; and
 * settles what their imported payments cover. The owner is replaced under their ETag, so that whatever
 * happens to their records meanwhile makes it decide again. May die at any moment and be repeated: the
 * mark `recomputeSince` goes with the last commit alone.
 */
export async function recomputeOwner(
  context: Context,
  tenant: Tenant,
  ownerId: string,
): Promise<void> {
  const { records } = context;
  const partition = liveOf(tenant.tenantId);
  let done = false;
  while (!done) {
    done = await commitWithRetry(records, partition, async () => {
      const owner = await records.get(ownerType, partition, ownerId);
      // Merged meanwhile: the survivor carries the mark.
      if (owner === undefined) return { writes: [], value: true };
      const entries = await recordsOf(context, ledgerEntryType, owner.value);
      const settled = settlement(entries);
      const complete = settled.length <= MOST_SETTLED;
      const sums = complete ? await sumsOf(context, tenant, owner.value, entries) : {};
      // An undefined field leaves the document.
      const writes = [replace(owner, sums), ...settled.slice(0, MOST_SETTLED)];
      return { writes, value: complete };
    });
  }
}

function settlement(entries: readonly Stored<LedgerEntry>[]): Write[] {
  const etags = new Map(entries.map(({ value, etag }) => [value.id, etag]));
  const ledger = foldLedger(entries.map(({ value }) => value));
  return settledPayments(ledger).map((document): Write => {
    return { op: 'replace', document, etag: etags.get(document.id) ?? '' };
  });
}

async function sumsOf(
  context: Context,
  tenant: Tenant,
  owner: Owner,
  entries: readonly Stored<LedgerEntry>[],
): Promise<Partial<Owner>> {
  const { balanceCents, spendCents } = foldLedger(entries.map(({ value }) => value));
  const events = await readEvents(context.records, owner);
  const visits = await recordsOf(context, appointmentType, owner);
  const state = foldEvents(events, reputationRulesOf(tenant));
  const hasScore = events.length > 0 || owner.reputationScore !== undefined;
  return {
    ...{ balanceCents, spendCents },
    ...(hasScore && scoreCache(state, tenant, context.clock.now())),
    noShowCount: countOf(events, 'no_show'),
    lateCancellationCount: countOf(events, 'late_cancellation'),
    completedAppointmentCount: countOf(events, 'completed'),
    ...visitSums(visits.map(({ value }) => value)),
    recomputeSince: undefined,
  };
}

function countOf(events: readonly ReputationEvent[], kind: ReputationKind): number {
  return events.filter((event) => event.kind === kind && event.voided === undefined).length;
}

function visitSums(visits: readonly Appointment[]): Pick<Owner, 'visitCount' | 'lastVisitOn'> {
  const days = visits.filter(({ status }) => status === 'completed').map((it) => it.localDate);
  const lastVisitOn = days.sort().at(-1);
  return { visitCount: days.length, ...(lastVisitOn !== undefined && { lastVisitOn }) };
}

async function recordsOf<T>(
  { records }: Context,
  type: DocumentType<T>,
  owner: Owner,
): Promise<Stored<T>[]> {
  const found: Stored<T>[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.query(type, liveOf(owner.tenantId), {
      where: { ownerId: { in: ownerIdsOf(owner) } },
      limit: MAX_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
