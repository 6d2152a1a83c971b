import { z } from 'zod';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Write } from '../platform/store/document-store.ts';
import {
  documentType,
  dueFields,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** The facts that days are summed up for, each from documents of its own. */
export const DAY_FACTS = ['sms', 'credit'] as const;
/** One of {@link DAY_FACTS}. */
export type DayFacts = (typeof DAY_FACTS)[number];

/**
 * Says that something changed that counts under a day: its summary is to be made anew. Whoever
 * changes something puts the mark in the same commit without reading it, however many do so at
 * once; whoever sums up deletes it by the ETag it read, which fails when it was put again meanwhile.
 */
export const dirtyDayType = documentType('dirtyDay', {
  ...dueFields,
  facts: z.enum(DAY_FACTS),
  date: localDateField,
});
/** A mark of a day. */
export type DirtyDay = DocumentOf<typeof dirtyDayType>;

/** The id of a day's mark. */
export function dirtyDayId(facts: DayFacts, date: LocalDate): string {
  return `dirty_${facts}_${date}`;
}

/** The write that marks a day; it is due at once, and the next tick finds it. */
export function dayMark(tenantId: string, facts: DayFacts, date: LocalDate, now: Instant): Write {
  const document: DirtyDay = {
    id: dirtyDayId(facts, date),
    type: 'dirtyDay',
    tenantId,
    schemaVersion: 1,
    facts,
    date,
    dueKind: 'days',
    dueAt: now,
    attempts: 0,
  };
  return { op: 'put', document };
}
