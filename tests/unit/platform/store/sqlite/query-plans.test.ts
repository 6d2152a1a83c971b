import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../../../../shared/kernel/instant.ts';
import type { Query } from '../../../../../shared/platform/store/document-store.ts';
import { indexFor, indexForCount } from '../../../../../shared/platform/store/index-plan.ts';
import { indexingPolicy } from '../../../../../shared/platform/store/indexing-policy.ts';
import { layOut } from '../../../../../shared/platform/store/sqlite/schema.ts';
import {
  selectDue,
  selectDueTenants,
} from '../../../../../shared/platform/store/sqlite/select-due.ts';
import {
  selectCount,
  selectPage,
  type Select,
} from '../../../../../shared/platform/store/sqlite/select.ts';

let db: DatabaseSync;
beforeAll(() => {
  db = new DatabaseSync(':memory:');
  layOut(db, indexingPolicy);
});
afterAll(() => {
  db.close();
});

function planOf({ sql, values }: Select): string {
  const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  return rows.map((row) => String(row['detail'])).join('; ');
}

/**
 * The steps of the program that read the table (its cursor is 0). The plan does not say it: SQLite
 * calls no index over generated columns covering, but puts off the seek until it is needed.
 */
function readsOfTheTable({ sql, values }: Select): unknown[] {
  const steps = db.prepare(`EXPLAIN ${sql}`).all(...values);
  return steps.filter(
    ({ opcode, p1 }) => opcode === 'FinishSeek' || (opcode === 'Column' && p1 === 0),
  );
}

const queries: [string, Omit<Query, 'limit'>, string][] = [
  ['type', { type: 'pet' }, 'pk=? AND f_type=?'],
  ['equality', { type: 'pet', where: { ownerId: 'o' } }, 'f_type=? AND f_ownerId=?'],
  [
    'a range',
    { type: 'pet', where: { nextAlertOn: { to: '2026' } }, orderBy: { field: 'nextAlertOn' } },
    'f_nextAlertOn>? AND f_nextAlertOn<?',
  ],
  [
    'a prefix',
    { type: 'pet', where: { nameKey: { prefix: 'm' } }, orderBy: { field: 'nameKey' } },
    'f_nameKey>? AND f_nameKey<?',
  ],
  [
    'equality and order',
    { type: 'pet', where: { status: 's' }, orderBy: { field: 'createdAt', direction: 'desc' } },
    'f_status=? AND f_createdAt>?',
  ],
];

describe('a page', () => {
  it.each(queries)('by %s seeks in its index and never sorts', (_, rest, seek) => {
    for (const direction of ['asc', 'desc'] as const) {
      const query: Query = {
        ...rest,
        orderBy: { field: rest.orderBy?.field ?? 'id', direction },
        limit: 10,
      };
      const frame = { pk: 't', index: indexFor(indexingPolicy, query) ?? [], nowMs: 0 };
      const first = planOf(selectPage(frame, query));
      expect(first).toContain('SEARCH documents USING INDEX by_type');
      expect(first).toContain(seek);
      expect(first).not.toContain('TEMP B-TREE');
      const next = planOf(selectPage(frame, query, { value: 'v', id: 'i' }));
      expect(next).not.toContain('TEMP B-TREE');
      // Seeking by value and id at once keeps deep pages of equal values as cheap as the first.
      const sign = direction === 'asc' ? '>' : '<';
      const field = query.orderBy?.field ?? 'id';
      expect(next).toContain(field === 'id' ? `id${sign}?` : `(f_${field},id)${sign}(?,?)`);
    }
  });
});

describe('a count', () => {
  // No index ends with a status: those without the field behind it would be missing.
  const counts = queries.filter(([name]) => name !== 'equality and order');
  it.each(counts)('by %s reads the index alone', (_, query) => {
    const frame = { pk: 't', index: indexForCount(indexingPolicy, query) ?? [], nowMs: 0 };
    const count = selectCount(frame, query);
    expect(planOf(count)).toContain('SEARCH documents USING INDEX by_type');
    expect(readsOfTheTable(count)).toEqual([]);
  });
});

describe('due work', () => {
  const until = instantOf(0);
  it('is found across tenants and within one by its index, without sorting', () => {
    const request = { dueKind: 'jobs', until, limit: 10 };
    const across = planOf(selectDue(request, 0));
    expect(across).toContain('USING INDEX due_across_tenants (f_dueKind=? AND f_dueAt>?');
    const within = planOf(selectDue({ ...request, tenantId: 't' }, 0));
    expect(within).toContain('USING INDEX by_dueKind_dueAt (pk=? AND f_dueKind=? AND f_dueAt>?');
    expect(across + within).not.toContain('TEMP B-TREE');
    expect(readsOfTheTable(selectDueTenants('jobs', until, 0))).toEqual([]);
  });
});
