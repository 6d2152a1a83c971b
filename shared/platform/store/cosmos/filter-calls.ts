import { checkedLimit } from '../checked-limit.ts';
import { checkedPartitionKey } from '../commit-check.ts';
import { conditionsOf } from '../conditions.ts';
import { MAX_PAGE_SIZE, type DocumentStore } from '../document-store.ts';
import { indexForCount, unindexed } from '../index-plan.ts';
import type { DocumentTools } from './document-calls.ts';
import { planPage } from './document-page.ts';
import { noted } from './etag-memory.ts';
import { insisting } from './patience.ts';
import { allRows, rowsUntil } from './read-pages.ts';
import { matchesNothing, selectCount } from './select.ts';
import type { StoredItem } from './stored-item.ts';

/** Reading documents of one partition by their fields. */
export function filteredReads(tools: DocumentTools): Pick<DocumentStore, 'query' | 'count'> {
  const { connection, policy, patienceMs, etags } = tools;
  const { records } = connection;
  return {
    async query(partition, query) {
      const pk = checkedPartitionKey(partition);
      checkedLimit(query.limit, 1, MAX_PAGE_SIZE);
      const plan = planPage(policy, pk, partition, query);
      return connection.charged('query', async (meter) => {
        if (!plan) return { items: [] };
        const { sql, wanted, enough } = plan;
        const options = { partitionKey: pk, maxItemCount: wanted };
        const rows = await insisting(patienceMs, () =>
          rowsUntil<StoredItem>({ container: records, sql, options, meter }, enough),
        );
        return plan.pageOf(rows.map((item) => noted(etags, item)));
      });
    },
    async count(partition, filter) {
      const pk = checkedPartitionKey(partition);
      if (!indexForCount(policy, filter)) throw unindexed(filter);
      const nothing = matchesNothing(conditionsOf(filter));
      return connection.charged('count', async (meter) => {
        if (nothing) return 0;
        const options = { partitionKey: pk };
        const counts = await insisting(patienceMs, () =>
          allRows<number>({ container: records, sql: selectCount(pk, filter), options, meter }),
        );
        return counts.reduce((sum, count) => sum + count, 0);
      });
    },
  };
}
