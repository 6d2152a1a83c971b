import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { dayMark } from '../reports/day-mark.ts';
import type { Attribution } from './model.ts';

/**
 * The writes that turn the credits found into those wanted: one is created, replaced when it differs,
 * and deleted when it is wanted no more. A day that a credit leaves is marked here; the store marks
 * the days of those that are written.
 */
export function creditWrites(
  found: readonly Stored<Attribution>[],
  wanted: readonly Attribution[],
  now: Instant,
): Write[] {
  const stored = new Map(found.map((it) => [it.value.id, it]));
  const writes = wanted.flatMap((credit): Write[] => {
    const before = stored.get(credit.id);
    if (before === undefined) return [create(credit)];
    return isSame(before.value, credit)
      ? []
      : [{ op: 'replace', document: credit, etag: before.etag }];
  });
  const days = new Map(wanted.map(({ id, countsOn }) => [id, countsOn]));
  const gone = found.filter(({ value }) => !days.has(value.id));
  const left = found.filter(({ value }) => days.get(value.id) !== value.countsOn);
  return [
    ...writes,
    ...gone.map(({ value, etag }): Write => ({ op: 'delete', id: value.id, etag })),
    ...onceEach(left.map(({ value }) => dayMark(value.tenantId, 'credit', value.countsOn, now))),
  ];
}

/** The writes without those of a document that another one writes too; the first one stays. */
export function onceEach(writes: readonly Write[]): Write[] {
  const byId = new Map<string, Write>();
  for (const write of writes) {
    const id = 'document' in write ? write.document.id : write.id;
    if (!byId.has(id)) byId.set(id, write);
  }
  return [...byId.values()];
}

function isSame(a: Attribution, b: Attribution): boolean {
  const known = (it: Attribution) => JSON.parse(JSON.stringify({ ...it, updatedAt: '' })) as object;
  return isDeepStrictEqual(known(a), known(b));
}
