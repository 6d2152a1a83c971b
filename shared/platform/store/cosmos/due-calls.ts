import { checkedLimit, MAX_DUE } from '../checked-limit.ts';
import { checkedPartitionKey } from '../commit-check.ts';
import type { DocumentStore } from '../document-store.ts';
import type { Connection } from './connection.ts';
import { insisting } from './patience.ts';
import { allRows } from './read-pages.ts';
import { selectDue, selectDueTenants } from './select.ts';
import type { Instant } from '../../../kernel/instant.ts';

interface DueRow {
  readonly pk: string;
  readonly id: string;
  readonly dueAt: Instant;
}

/** Rows asked for in one request to each physical partition. */
const ROWS_PER_REQUEST = 1000;

/** The reads of the minute clock. Those across tenants ask every physical partition. */
export function dueReads(
  connection: Connection,
  patienceMs: number,
): Pick<DocumentStore, 'due' | 'dueTenants'> {
  const { records: container } = connection;
  return {
    async due(request) {
      const { dueKind, tenantId } = request;
      const limit = checkedLimit(request.limit, 1, MAX_DUE);
      const options = {
        maxItemCount: Math.min(limit, ROWS_PER_REQUEST),
        ...(tenantId !== undefined && { partitionKey: checkedPartitionKey({ tenantId }) }),
      };
      const rows = await connection.charged('due', (meter) =>
        insisting(patienceMs, () =>
          allRows<DueRow>({ container, sql: selectDue(request), options, meter }),
        ),
      );
      return rows.map(({ pk, id, dueAt }) => ({ tenantId: pk, id, dueKind, dueAt }));
    },
    async dueTenants(dueKind, until) {
      const rows = await connection.charged('dueTenants', (meter) =>
        insisting(patienceMs, () =>
          allRows<{ pk: string; n: number }>({
            container,
            sql: selectDueTenants(dueKind, until),
            options: { maxItemCount: ROWS_PER_REQUEST },
            meter,
          }),
        ),
      );
      return rows.map(({ pk, n }) => ({ tenantId: pk, count: n }));
    },
  };
}
