import type { LocalDate } from '../kernel/local-date.ts';
import type { Clock } from '../platform/clock.ts';
import type { DocumentStore, Write } from '../platform/store/document-store.ts';
import { dayMark, type DayFacts } from './day-mark.ts';

/** The documents whose facts are summed up by day, each under its `countsOn`. */
const COUNTED: Readonly<Record<string, DayFacts>> = {
  message: 'sms',
  shortLink: 'sms',
  inboundText: 'sms',
  attribution: 'credit',
};

/**
 * The same store, except that a commit which writes a document that counts under a day also
 * marks that day, so that no use case has to know and none can forget. It adds one write per day
 * and kind of facts among the documents written; a document without a `countsOn` marks nothing. A document that
 * leaves a day has to be marked there by whoever moves it: only they know the day it left.
 */
export function markingStore(store: DocumentStore, clock: Clock): DocumentStore {
  return {
    ...store,
    commit: async (partition, writes) => {
      if (partition.month !== undefined) return store.commit(partition, writes);
      const own = new Set(writes.map(idOf));
      const marks = new Map(
        writes.flatMap((write): [string, Write][] => {
          const mark = markFor(partition.tenantId, write, clock);
          return mark === undefined ? [] : [[idOf(mark), mark]];
        }),
      );
      const added = [...marks].flatMap(([id, mark]) => (own.has(id) ? [] : [mark]));
      return store.commit(partition, [...writes, ...added]);
    },
  };
}

function markFor(tenantId: string, write: Write, clock: Clock): Write | undefined {
  if (!('document' in write)) return undefined;
  const { type, countsOn } = write.document;
  const facts = COUNTED[String(type)];
  if (facts === undefined || typeof countsOn !== 'string') return undefined;
  return dayMark(tenantId, facts, countsOn as LocalDate, clock.now());
}

function idOf(write: Write): string {
  return 'document' in write ? write.document.id : write.id;
}
