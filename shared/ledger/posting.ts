import type { Owner } from '../customers/model.ts';
import { raiseEvent } from '../events/raise-event.ts';
import type { EventName } from '../events/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Ids } from '../platform/ids.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import type { OwnerLedger } from './fold-ledger.ts';
import type { LedgerEntry, LedgerKind, Move } from './model.ts';

/** Under what circumstances an entry is posted. */
export interface Posting {
  readonly tenant: Tenant;
  /** As read for this commit: the commit must replace it under its ETag. */
  readonly owner: Pick<Owner, 'id' | 'tenantId' | 'balanceCents' | 'spendCents'>;
  readonly now: Instant;
  readonly ids: Ids;
  /** The member who posts; absent: the product itself, an operator or an import. */
  readonly by?: string | undefined;
}

/** The cached sums on the owner, after a change. */
export interface OwnerSums {
  readonly balanceCents: number;
  readonly spendCents: number;
}

/**
 * What a posting adds. Whoever commits writes `writes` and, in the same commit, merges `owner` into
 * their one replacement of the owner document: its ETag makes rival postings collide. A second
 * change in the same commit is built on the owner with these sums.
 */
export interface LedgerChange {
  readonly writes: readonly Write[];
  readonly owner: OwnerSums;
  /** What was posted, the entry that was asked for first. */
  readonly entries: readonly [LedgerEntry, ...LedgerEntry[]];
  /** For `enqueueNow` after the commit. */
  readonly pointers: readonly Pointer[];
}

/** The fields of an entry that its kind decides. */
export type EntryFacts = Pick<LedgerEntry, 'kind' | 'effectCents' | 'moves'> &
  Partial<
    Pick<
      LedgerEntry,
      | 'lines'
      | 'subject'
      | 'serviceDate'
      | 'creditNoteFor'
      | 'money'
      | 'entryId'
      | 'reason'
      | 'reference'
    >
  >;

/** An entry as it is posted now, on the business's day. */
export function entryOf(
  { tenant, owner, now, by }: Posting,
  id: string,
  facts: EntryFacts,
  taxCents: number,
): LedgerEntry {
  const { kind, effectCents, moves, ...others } = facts;
  return {
    id,
    type: 'ledgerEntry',
    tenantId: owner.tenantId,
    schemaVersion: 1,
    ownerId: owner.id,
    kind,
    effectCents,
    currency: tenant.currency,
    at: now,
    localDate: dateAt(tenant, now),
    timeZone: zoneAt(tenant, now),
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)),
    taxCents,
    moves,
    ...(by !== undefined && { by }),
    createdAt: now,
    updatedAt: now,
  };
}

/** The change that posts these entries, each with the event that tells of it. */
export function changeOf({ owner, now }: Posting, entries: readonly LedgerEntry[]): LedgerChange {
  const [first, ...others] = entries;
  if (first === undefined) throw new InvariantError('A change of a ledger without an entry');
  const events = entries.flatMap((entry) => eventOf(entry, now));
  return {
    writes: [...entries.map((entry) => create(entry)), ...events.map(({ write }) => write)],
    owner: sumsAfter(owner, entries),
    entries: [first, ...others],
    pointers: events.map(({ pointer }) => pointer),
  };
}

/** How much of the money collected these moves find to be tax. */
export function taxCollected({ sources }: OwnerLedger, moves: readonly Move[]): number {
  return moves
    .filter(({ sourceId }) => sources.get(sourceId)?.entry.kind === 'payment')
    .reduce((sum, { taxCents }) => sum + taxCents, 0);
}

function sumsAfter(owner: Posting['owner'], entries: readonly LedgerEntry[]): OwnerSums {
  let { balanceCents = 0, spendCents = 0 } = owner;
  for (const { effectCents, money } of entries) {
    balanceCents += effectCents;
    spendCents += money?.amountCents ?? 0;
  }
  return { balanceCents, spendCents };
}

const EVENT_OF: Partial<Record<LedgerKind, EventName>> = {
  charge: 'charge_posted',
  payment: 'payment_received',
  refund: 'refund_posted',
  waiver: 'waiver_posted',
  credit_use: 'credit_used',
  reversal: 'entry_reversed',
};

function eventOf(entry: LedgerEntry, now: Instant) {
  const { tenantId, id, kind, ownerId, effectCents } = entry;
  const name = EVENT_OF[kind];
  if (name === undefined) return [];
  const facts = { ownerId, cents: Math.abs(effectCents) };
  const subject = { type: 'ledgerEntry', id };
  return [raiseEvent({ tenantId, name, subject, sequence: 1, facts }, now)];
}
