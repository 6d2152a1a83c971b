import type { LedgerEntry, Move } from './model.ts';

/** What is left of a line of a charge. */
export interface OpenLine {
  /** Not covered yet, tax included. */
  readonly openCents: number;
  /** How much of `openCents` is tax. */
  readonly openTaxCents: number;
}

/** A charge and what is left of it. */
export interface ChargeState {
  readonly entry: LedgerEntry;
  readonly lines: readonly OpenLine[];
  readonly reversed: boolean;
}

/** A payment, credit or waiver and what became of it. */
export interface SourceState {
  readonly entry: LedgerEntry;
  /** Covers nothing yet: credit of the owner. */
  readonly freeCents: number;
  readonly refundedCents: number;
  readonly refundedTipCents: number;
  readonly reversed: boolean;
}

/** An owner's ledger as its entries leave it. Oldest first where there is an order. */
export interface OwnerLedger {
  /** The sum of all effects: what the owner owes; negative: credit. */
  readonly balanceCents: number;
  /** What was paid, without tips, less what was refunded. */
  readonly spendCents: number;
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  readonly charges: ReadonlyMap<string, ChargeState>;
  readonly sources: ReadonlyMap<string, SourceState>;
  /** What covers what at present: one move per source, charge and line, in the order it came about. */
  readonly standing: readonly Move[];
  /** Entries undone, by their id. */
  readonly reversed: ReadonlySet<string>;
}

/** The order in which things are paid: by when they were posted, then by id. */
function byTime(a: LedgerEntry, b: LedgerEntry): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/**
 * Adds up an owner's entries. Everything is a sum, so the order in which they were posted does not
 * matter, and the law holds: balance = all that is open on charges - all that is free of payments
 * and credits.
 */
export function foldLedger(unordered: readonly LedgerEntry[]): OwnerLedger {
  const entries = unordered.toSorted(byTime);
  const reversed = new Set(entries.flatMap((it) => reversedBy(it)));
  const standing = standingMoves(entries);
  return {
    balanceCents: sum(entries, ({ effectCents }) => effectCents),
    spendCents: sum(entries, ({ money }) => money?.amountCents ?? 0),
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    charges: chargeStates(entries, standing, reversed),
    sources: sourceStates(entries, standing, reversed),
    standing,
    reversed,
  };
}

/** The ledger after one more entry. */
export function withEntry(ledger: OwnerLedger, entry: LedgerEntry): OwnerLedger {
  return foldLedger([...ledger.entries.values(), entry]);
}

/** What is left of a charge in all. */
export function openOf({ lines }: Pick<ChargeState, 'lines'>): number {
  return sum(lines, ({ openCents }) => openCents);
}

/** What the owner has paid or been granted that covers nothing yet. */
export function creditOf({ sources }: OwnerLedger): number {
  return sum([...sources.values()], ({ freeCents }) => freeCents);
}

function reversedBy({ kind, entryId }: LedgerEntry): string[] {
  return kind === 'reversal' && entryId !== undefined ? [entryId] : [];
}

function standingMoves(entries: readonly LedgerEntry[]): Move[] {
  const byKey = new Map<string, Move>();
  for (const move of entries.flatMap(({ moves }) => moves)) {
    const key = `${move.sourceId}|${move.chargeId}|${String(move.line)}`;
    const { cents = 0, taxCents = 0 } = byKey.get(key) ?? {};
    byKey.set(key, { ...move, cents: cents + move.cents, taxCents: taxCents + move.taxCents });
  }
  return [...byKey.values()].filter(({ cents }) => cents !== 0);
}

function chargeStates(
  entries: readonly LedgerEntry[],
  standing: readonly Move[],
  reversed: ReadonlySet<string>,
): Map<string, ChargeState> {
  const covered = groupBy(standing, ({ chargeId }) => chargeId);
  const charges = entries.filter(({ kind }) => kind === 'charge');
  return new Map(
    charges.map((entry) => {
      const gone = reversed.has(entry.id);
      const moves = covered.get(entry.id) ?? [];
      const lines = (entry.lines ?? []).map(({ priceCents, taxCents }, line): OpenLine => {
        const of = moves.filter((it) => it.line === line);
        return {
          openCents: (gone ? 0 : priceCents + taxCents) - sum(of, ({ cents }) => cents),
          openTaxCents: (gone ? 0 : taxCents) - sum(of, (it) => it.taxCents),
        };
      });
      return [entry.id, { entry, lines, reversed: gone }];
    }),
  );
}

function sourceStates(
  entries: readonly LedgerEntry[],
  standing: readonly Move[],
  reversed: ReadonlySet<string>,
): Map<string, SourceState> {
  const used = groupBy(standing, ({ sourceId }) => sourceId);
  const refundsOf = groupBy(
    entries.filter(({ kind, id }) => kind === 'refund' && !reversed.has(id)),
    ({ entryId = '' }) => entryId,
  );
  const sources = entries.filter(({ kind }) => SOURCES.has(kind));
  return new Map(
    sources.map((entry) => {
      const gone = reversed.has(entry.id);
      const refunds = refundsOf.get(entry.id) ?? [];
      const refundedCents = -sum(refunds, ({ money }) => money?.amountCents ?? 0);
      const refundedTipCents = -sum(refunds, ({ money }) => money?.tipCents ?? 0);
      const moved = sum(used.get(entry.id) ?? [], ({ cents }) => cents);
      const freeCents = (gone ? 0 : -entry.effectCents) - moved - refundedCents;
      return [entry.id, { entry, freeCents, refundedCents, refundedTipCents, reversed: gone }];
    }),
  );
}

const SOURCES: ReadonlySet<string> = new Set(['payment', 'credit', 'waiver']);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, keyOf);
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
