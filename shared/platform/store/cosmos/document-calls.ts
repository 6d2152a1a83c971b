import type { Ids } from '../../ids.ts';
import { checkedPartitionKey, isDocumentId, prepared } from '../commit-check.ts';
import type { DocumentStore } from '../document-store.ts';
import type { IndexingPolicy } from '../indexing-policy.ts';
import type { Meter } from './charges.ts';
import { carryOut, type CommitTools } from './commit.ts';
import { noted } from './etag-memory.ts';
import { answerOf } from './faults.ts';
import { insisting } from './patience.ts';
import { allRows } from './read-pages.ts';
import { selectByIds } from './select.ts';
import { storedOf, type StoredItem } from './stored-item.ts';

/** What the calls on documents work with. */
export interface DocumentTools extends CommitTools {
  readonly policy: IndexingPolicy;
  readonly ids: Ids;
}

/** Ids asked for in one query; queries under way at once. */
const IDS_PER_QUERY = 250;
const QUERIES_AT_ONCE = 4;

/** Reading documents of one partition by id. */
export function documentReads(tools: DocumentTools): Pick<DocumentStore, 'get' | 'getMany'> {
  const { connection, patienceMs, etags } = tools;
  const { records } = connection;
  return {
    async get(partition, id) {
      const pk = checkedPartitionKey(partition);
      if (!isDocumentId(id)) return undefined;
      return connection.charged('get', (meter) =>
        insisting(patienceMs, async () => {
          const answer = await answerOf(records.item(id, pk).read<StoredItem>());
          meter.add(answer.requestCharge);
          return answer.resource && storedOf(noted(etags, answer.resource));
        }),
      );
    },
    async getMany(partition, wanted) {
      const pk = checkedPartitionKey(partition);
      const ids = [...new Set(wanted)].filter(isDocumentId);
      const some = async (part: readonly string[], meter: Meter): Promise<StoredItem[]> =>
        insisting(patienceMs, () =>
          allRows({
            container: records,
            sql: selectByIds(pk, part),
            options: { partitionKey: pk, maxItemCount: IDS_PER_QUERY },
            meter,
          }),
        );
      if (ids.length === 0) return [];
      const items = await connection.charged('getMany', (meter) =>
        inParts(ids, (part) => some(part, meter)),
      );
      const found = new Map(items.map((item) => [item.id, storedOf(noted(etags, item))]));
      return wanted.flatMap((id) => found.get(id) ?? []);
    },
  };
}

/** Committing documents of one partition. */
export function commits(tools: DocumentTools): Pick<DocumentStore, 'commit'> {
  return {
    async commit(partition, writes) {
      const pk = checkedPartitionKey(partition);
      const ready = prepared(partition, writes);
      const commitId = tools.ids.next('commit');
      return tools.connection.charged('commit', (meter) =>
        carryOut(tools, { pk, commitId, writes: ready }, meter),
      );
    },
  };
}

async function inParts<T>(
  ids: readonly string[],
  read: (part: readonly string[]) => Promise<T[]>,
): Promise<T[]> {
  const parts: string[][] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    parts.push(ids.slice(start, start + IDS_PER_QUERY));
  }
  const found: T[] = [];
  for (let start = 0; start < parts.length; start += QUERIES_AT_ONCE) {
    const round = parts.slice(start, start + QUERIES_AT_ONCE);
    found.push(...(await Promise.all(round.map(read))).flat());
  }
  return found;
}
