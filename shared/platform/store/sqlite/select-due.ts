import { ALIVE } from './apply-commit.ts';
import { DUE_INDEX } from './schema.ts';
import type { Select } from './select.ts';
import type { DueRequest } from '../document-store.ts';
import type { Instant } from '../../../kernel/instant.ts';

// History partitions (`tenant|h|month`) hold nothing that can be due: a pointer could not name it.
const DUE = `f_dueKind = ? AND f_dueAt >= '' AND f_dueAt <= ? AND ${ALIVE}`;

/** Due work, oldest first, ties by partition and id. Rows: pk, id, due_at. */
export function selectDue(request: DueRequest, nowMs: number): Select {
  const { dueKind, until, limit, tenantId } = request;
  const columns = 'SELECT pk, id, f_dueAt AS due_at FROM documents';
  return tenantId === undefined
    ? {
        sql: `${columns} INDEXED BY ${DUE_INDEX} WHERE ${DUE} AND instr(pk, '|') = 0
          ORDER BY f_dueAt, pk, id LIMIT ?`,
        values: [dueKind, until, nowMs, limit],
      }
    : {
        sql: `${columns} INDEXED BY by_dueKind_dueAt WHERE pk = ? AND ${DUE}
          ORDER BY f_dueAt, id LIMIT ?`,
        values: [tenantId, dueKind, until, nowMs, limit],
      };
}

/** How much is due per partition. Rows: pk, n. */
export function selectDueTenants(dueKind: string, until: Instant, nowMs: number): Select {
  return {
    sql: `SELECT pk, count(*) AS n FROM documents INDEXED BY ${DUE_INDEX}
      WHERE ${DUE} AND instr(pk, '|') = 0 GROUP BY pk`,
    values: [dueKind, until, nowMs],
  };
}
