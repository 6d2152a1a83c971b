import { z } from 'zod';
import { dateInput, manyLines } from '../customers/input-fields.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { MAX_CENTS } from '../kernel/money.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { MAX_PAGE_SIZE } from '../platform/store/document-store.ts';
import { queryAll } from '../platform/store/query-all.ts';
import { create, type Records } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { cashUpId, cashUpType, type CashUp } from './cash-up-model.ts';
import { collectedOn, soldOn, type Collected, type Sold } from './day-totals.ts';
import { ledgerEntryType, PAYMENT_METHODS, type LedgerEntry, type PaymentMethod } from './model.ts';

/** A day's takings: what the ledger says, and the counts, the latest first. */
export interface DayTakings {
  readonly localDate: LocalDate;
  readonly collected: Collected;
  readonly counts: readonly CashUp[];
  /** Money was posted on the day since the latest count: it no longer holds. */
  readonly changedSinceCount: boolean;
}

/** A day's takings by payment date; `localDate` absent: today. */
export async function dayTakings(
  context: Context,
  input: { readonly tenantId: string; readonly localDate?: LocalDate | undefined },
): Promise<DayTakings> {
  const { tenantId } = input;
  const { records } = context;
  const { localDate = await todayOf(context, tenantId) } = input;
  const collected = collectedOn(await entriesBy(records, tenantId, 'localDate', localDate));
  const counts = await countsOf(records, tenantId, localDate);
  const [latest] = counts;
  const changedSinceCount = latest !== undefined && !agrees(latest, collected);
  return { localDate, collected, counts, changedSinceCount };
}

/** A day's sales by the date of the visit; `localDate` absent: today. */
export async function daySales(
  context: Context,
  input: { readonly tenantId: string; readonly localDate?: LocalDate | undefined },
): Promise<Sold & { readonly localDate: LocalDate }> {
  const { tenantId } = input;
  const { localDate = await todayOf(context, tenantId) } = input;
  const entries = await entriesBy(context.records, tenantId, 'serviceDate', localDate);
  return { localDate, ...soldOn(entries) };
}

const amounts = z.int().min(0).max(MAX_CENTS);

/** What was counted at the end of a day. */
export const newCashUpInput = z.strictObject({
  localDate: dateInput,
  /** In the drawer before the day's first payment. */
  floatCents: amounts.default(0),
  /** Methods that are not named were not counted. */
  countedCents: z
    .strictObject({
      cash: amounts.optional(),
      card: amounts.optional(),
      check: amounts.optional(),
      transfer: amounts.optional(),
      other: amounts.optional(),
    } satisfies Record<PaymentMethod, unknown>)
    .refine((counted) => Object.keys(counted).length > 0, { error: 'must name a method' }),
  note: manyLines(1000).optional(),
});

/**
 * Closes a day with what was counted. Counting again, because money was found or posted since, adds
 * another count; the earlier ones stay. A difference needs a note (422, `note-required`), and a day
 * to come cannot be closed (422, `date-in-future`).
 */
export async function closeDay(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly count: z.output<typeof newCashUpInput>;
    readonly by?: string | undefined;
  },
): Promise<CashUp> {
  const { tenantId, count, by } = input;
  const { records, clock } = context;
  const today = await todayOf(context, tenantId);
  if (count.localDate > today) throw notYet(count.localDate, today);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const { collected, counts } = await dayTakings(context, { tenantId, ...count });
    const number = (counts[0]?.number ?? 0) + 1;
    const expectedCents = expectedOf(count, collected);
    const differenceCents = sum(count.countedCents) - sum(expectedCents);
    if (differenceCents !== 0 && count.note === undefined) throw noteRequired(differenceCents);
    const now = clock.now();
    const document: CashUp = {
      id: cashUpId(count.localDate, number),
      type: 'cashUp',
      tenantId,
      schemaVersion: 1,
      localDate: count.localDate,
      number,
      floatCents: count.floatCents,
      expectedCents,
      countedCents: counted(count.countedCents),
      differenceCents,
      ...(count.note !== undefined && { note: count.note }),
      ...(by !== undefined && { by }),
      createdAt: now,
      updatedAt: now,
    };
    return { writes: [create(document)], value: document };
  });
}

/** A count by id; throws not-found (404). */
export async function getCashUp(
  { records }: Context,
  { tenantId, cashUpId: id }: { readonly tenantId: string; readonly cashUpId: string },
): Promise<CashUp> {
  const stored = await records.get(cashUpType, liveOf(tenantId), id);
  if (stored === undefined) throw notFound('cashUp', id);
  return stored.value;
}

/** Counts of all days, the latest day first. */
export async function listCashUps(
  { records }: Context,
  { tenantId, limit, cursor }: PageRequest & { readonly tenantId: string },
): Promise<ListPage<CashUp>> {
  const page = await records.query(cashUpType, liveOf(tenantId), {
    orderBy: { field: 'localDate', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

async function todayOf(context: Context, tenantId: string): Promise<LocalDate> {
  return dateAt(await loadTenant(context, tenantId), context.clock.now());
}

async function countsOf(
  records: Records,
  tenantId: string,
  localDate: LocalDate,
): Promise<CashUp[]> {
  const { items } = await records.query(cashUpType, liveOf(tenantId), {
    where: { localDate },
    limit: MAX_PAGE_SIZE,
  });
  return items.map(({ value }) => value).sort((a, b) => b.number - a.number);
}

async function entriesBy(
  records: Records,
  tenantId: string,
  field: 'localDate' | 'serviceDate',
  date: LocalDate,
): Promise<LedgerEntry[]> {
  return queryAll(records, ledgerEntryType, liveOf(tenantId), { where: { [field]: date } });
}

type Amounts = Readonly<Partial<Record<PaymentMethod, number | undefined>>>;

function expectedOf(
  { countedCents, floatCents }: { readonly countedCents: Amounts; readonly floatCents: number },
  { byMethod }: Collected,
): Partial<Record<PaymentMethod, number>> {
  const counted = PAYMENT_METHODS.filter((method) => countedCents[method] !== undefined);
  return Object.fromEntries(
    counted.map((method) => {
      const { netCents } = byMethod[method];
      return [method, method === 'cash' ? netCents + floatCents : netCents];
    }),
  );
}

function agrees(count: CashUp, collected: Collected): boolean {
  const expected = expectedOf(count, collected);
  return PAYMENT_METHODS.every((method) => expected[method] === count.expectedCents[method]);
}

function counted(amountsOf: Amounts): Partial<Record<PaymentMethod, number>> {
  const given = Object.entries(amountsOf).filter(([, cents]) => cents !== undefined);
  return Object.fromEntries(given);
}

function sum(amountsOf: Amounts): number {
  return Object.values(amountsOf).reduce<number>((total, cents) => total + (cents ?? 0), 0);
}

function noteRequired(differenceCents: number): ProblemError {
  return new ProblemError({
    kind: 'note-required',
    status: 422,
    detail: `The count differs by ${String(differenceCents)} cents from what was posted.`,
    field: 'note',
    allowed: 'a note that says why',
  });
}

function notYet(value: LocalDate, today: LocalDate): ProblemError {
  return new ProblemError({
    kind: 'date-in-future',
    status: 422,
    detail: 'A day to come cannot be closed.',
    field: 'localDate',
    value,
    allowed: `${today} or earlier`,
  });
}
