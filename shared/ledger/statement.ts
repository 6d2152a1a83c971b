import { getOwner } from '../customers/find-owners.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { InvalidCursorError } from '../platform/store/document-store.ts';
import { creditOf, openOf, type OwnerLedger } from './fold-ledger.ts';
import type { LedgerEntry } from './model.ts';
import { readLedger } from './read-ledger.ts';

/** One line of a statement. */
export interface StatementLine {
  readonly entry: LedgerEntry;
  /** What the owner owed after it; negative: credit. */
  readonly balanceCents: number;
  /** Charges: what is open. Payments and credits: what covers nothing yet. */
  readonly openCents?: number;
  readonly freeCents?: number;
  /** It was undone by a later entry. */
  readonly reversed: boolean;
}

/** Part of an owner's ledger with the balance that runs along, oldest first. */
export interface Statement {
  readonly ownerId: string;
  /** Before the first day asked for. */
  readonly openingCents: number;
  readonly items: readonly StatementLine[];
  /** At the end of the last day asked for. */
  readonly closingCents: number;
  /** Now: what is owed, and the credit in it that covers nothing yet. */
  readonly balanceCents: number;
  readonly creditCents: number;
  readonly next?: string;
}

/** Which days; both inclusive, each may be absent. */
export interface StatementDays {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

/**
 * An owner's statement, the days by which entries were posted. The id of a merged owner gives the
 * survivor's. Throws not-found (404) and `InvalidCursorError`.
 */
export async function ownerStatement(
  context: Context,
  input: PageRequest & StatementDays & { readonly tenantId: string; readonly ownerId: string },
): Promise<Statement> {
  const owner = await getOwner(context, input);
  const ledger = await readLedger(context.records, owner);
  return { ownerId: owner.id, ...statementOf(ledger, input) };
}

/** The part of a ledger that is asked for; see {@link Statement}. */
function statementOf(
  ledger: OwnerLedger,
  { from, to, limit, cursor }: StatementDays & PageRequest,
): Omit<Statement, 'ownerId'> {
  let balanceCents = 0;
  const lines = [...ledger.entries.values()].map((entry): StatementLine => {
    balanceCents += entry.effectCents;
    return { entry, balanceCents, ...leftOf(ledger, entry) };
  });
  const before = lines.filter(({ entry }) => from !== undefined && entry.localDate < from);
  const until = lines.filter(({ entry }) => to === undefined || entry.localDate <= to);
  const asked = until.filter(({ entry }) => from === undefined || entry.localDate >= from);
  const start = cursor === undefined ? 0 : after(asked, cursor);
  const items = asked.slice(start, start + limit);
  const last = items.at(-1)?.entry.id;
  const more = start + limit < asked.length && last !== undefined;
  return {
    openingCents: before.at(-1)?.balanceCents ?? 0,
    items,
    closingCents: until.at(-1)?.balanceCents ?? 0,
    balanceCents: ledger.balanceCents,
    creditCents: creditOf(ledger),
    ...(more && { next: last }),
  };
}

function leftOf({ charges, sources, reversed }: OwnerLedger, { id, kind }: LedgerEntry) {
  const charge = charges.get(id);
  const source = kind === 'waiver' ? undefined : sources.get(id);
  return {
    ...(charge !== undefined && { openCents: openOf(charge) }),
    ...(source !== undefined && { freeCents: source.freeCents }),
    reversed: reversed.has(id),
  };
}

function after(lines: readonly StatementLine[], cursor: string): number {
  const at = lines.findIndex(({ entry }) => entry.id === cursor);
  if (at < 0) throw new InvalidCursorError('The cursor is not one of this statement.');
  return at + 1;
}
