import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { queryAll } from '../platform/store/query-all.ts';
import { create } from '../platform/store/records.ts';
import type { DaySource } from '../reports/day-worker.ts';
import { liveOf } from '../tenants/model.ts';
import { cellsOf } from './credit-facts.ts';
import {
  attributionType,
  creditDayId,
  creditDayType,
  type CreditCell,
  type CreditDay,
} from './model.ts';

/** What a day's texts are credited with, from the credits themselves. */
export async function scanCreditDay(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
  countsOn: LocalDate,
): Promise<{ readonly size: number; readonly cells: readonly CreditCell[] }> {
  const credits = await queryAll(records, attributionType, liveOf(tenantId), {
    where: { countsOn },
  });
  return { size: credits.length, cells: cellsOf(credits) };
}

/** How the summary of what a day's texts are credited with is made. */
export const creditDaySource: DaySource = {
  async head(context, tenantId, date) {
    const stored = await context.records.get(creditDayType, liveOf(tenantId), creditDayId(date));
    return stored?.value;
  },
  async recompute(context, tenantId, date) {
    const before = await context.records.get(creditDayType, liveOf(tenantId), creditDayId(date));
    // Taken before the first read: what is read is at least as new.
    const computedAt = context.clock.now();
    const { size, cells } = await scanCreditDay(context, tenantId, date);
    const document: CreditDay = {
      id: creditDayId(date),
      type: 'creditDay',
      tenantId,
      schemaVersion: 1,
      date,
      size,
      cells: [...cells],
      computedAt,
    };
    const write: Write =
      before === undefined ? create(document) : { op: 'replace', document, etag: before.etag };
    return write;
  },
};
