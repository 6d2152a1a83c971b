import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { liveOf } from '../tenants/model.ts';
import { dirtyDayId, dirtyDayType, type DayFacts } from './day-mark.ts';

/** A changed day is read live when it has no more documents than this, and so many of them at most. */
const MAX_LIVE_DOCUMENTS = 5000;
const MAX_LIVE_DAYS = 3;

/** The cells of one day. */
export interface DayCells<C> {
  readonly date: LocalDate;
  readonly cells: readonly C[];
}

/** How one kind of summary is read. */
export interface DayReading<C> {
  readonly facts: DayFacts;
  readonly summary: DocumentType<DayCells<C>>;
  idOf(date: LocalDate): string;
  /** How many documents the day has now. */
  size(date: LocalDate): Promise<number>;
  /** The day's cells as its documents give them now. */
  scan(date: LocalDate): Promise<readonly C[]>;
}

/**
 * The cells of the days of a range (`to` exclusive), oldest first, from their summaries. A day that
 * changed since its summary was made is read live if it is small, the latest three of them; of others
 * the summary stands and the day is named as pending. Two calls of the store for any number of days,
 * and two and more per day read live.
 */
export async function readDays<C>(
  { records }: Pick<Context, 'records'>,
  range: { readonly tenantId: string; readonly from: LocalDate; readonly to: LocalDate },
  reading: DayReading<C>,
): Promise<{ readonly days: readonly DayCells<C>[]; readonly pending: readonly LocalDate[] }> {
  const { tenantId, from, to } = range;
  const partition = liveOf(tenantId);
  const dates = Array.from({ length: daysBetween(from, to) }, (_, n) => addDays(from, n));
  const markIds = dates.map((date) => dirtyDayId(reading.facts, date));
  const marks = await records.getMany(dirtyDayType, partition, markIds);
  const ids = dates.map((date) => reading.idOf(date));
  const stored = await records.getMany(reading.summary, partition, ids);
  const days = new Map(stored.map(({ value }) => [value.date, value.cells]));
  const pending: LocalDate[] = [];
  // The latest days are those that people look at first.
  const changed = marks
    .map(({ value }) => value.date)
    .sort()
    .reverse();
  let live = 0;
  for (const date of changed) {
    if (live < MAX_LIVE_DAYS && (await reading.size(date)) <= MAX_LIVE_DOCUMENTS) {
      live += 1;
      days.set(date, await reading.scan(date));
    } else {
      pending.unshift(date);
    }
  }
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  return { days: sorted.map(([date, cells]) => ({ date, cells })), pending };
}
