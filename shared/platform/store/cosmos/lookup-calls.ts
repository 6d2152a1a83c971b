import { checkedDocumentId, isDocumentId } from '../commit-check.ts';
import type { DocumentStore, Json } from '../document-store.ts';
import type { Connection } from './connection.ts';
import { answerOf, faultOf } from './faults.ts';
import { insisting } from './patience.ts';
import { withoutServiceFields } from './stored-item.ts';

/** Lookups: a container of their own, each document its own partition. All calls may be repeated. */
export function lookups(
  connection: Connection,
  patienceMs: number,
): Pick<DocumentStore, 'getLookup' | 'putLookup' | 'deleteLookup'> {
  const { lookups: container } = connection;
  return {
    async getLookup(id) {
      if (!isDocumentId(id)) return undefined;
      return connection.charged('lookup', (meter) =>
        insisting(patienceMs, async () => {
          const answer = await answerOf(container.item(id, id).read<Json>());
          meter.add(answer.requestCharge);
          return answer.resource && withoutServiceFields(answer.resource);
        }),
      );
    },
    async putLookup(document) {
      checkedDocumentId(document.id);
      await connection.charged('lookup', (meter) =>
        insisting(patienceMs, async () => {
          const answer = await answerOf(container.items.upsert(document));
          meter.add(answer.requestCharge);
        }),
      );
    },
    async deleteLookup(id) {
      if (!isDocumentId(id)) return;
      await connection.charged('lookup', (meter) =>
        insisting(patienceMs, async () => {
          try {
            const answer = await answerOf(container.item(id, id).delete());
            meter.add(answer.requestCharge);
          } catch (error) {
            if (faultOf(error)?.status !== 404) throw error;
          }
        }),
      );
    },
  };
}
