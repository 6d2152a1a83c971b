import type { DocumentStore } from '../store/document-store.ts';
import { inSpan, type TelemetryAttributes } from './telemetry.ts';

/** The same store with a span around each call: what it was, for which tenant, how much it moved. */
export function tracedStore(store: DocumentStore): DocumentStore {
  const span = async <T>(
    operation: string,
    attributes: TelemetryAttributes,
    call: () => Promise<T>,
    sizeOf: (result: T) => TelemetryAttributes = () => ({}),
  ): Promise<T> =>
    inSpan(`store ${operation}`, attributes, async (note) => {
      const result = await call();
      note(sizeOf(result));
      return result;
    });
  return {
    ...store,
    get: ({ tenantId, ...rest }, id) =>
      span('get', { tenantId }, () => store.get({ tenantId, ...rest }, id)),
    getMany: (partition, ids) =>
      span('get-many', { tenantId: partition.tenantId, asked: ids.length }, () =>
        store.getMany(partition, ids),
      ),
    query: (partition, query) =>
      span(
        'query',
        { tenantId: partition.tenantId, types: [query.type].flat().join(',') },
        () => store.query(partition, query),
        ({ items }) => ({ found: items.length }),
      ),
    count: (partition, filter) =>
      span('count', { tenantId: partition.tenantId }, () => store.count(partition, filter)),
    commit: (partition, writes) =>
      span(
        'commit',
        { tenantId: partition.tenantId, writes: writes.length },
        () => store.commit(partition, writes),
        (result) => ({ committed: result.ok, ...(!result.ok && { broken: result.broken.reason }) }),
      ),
    due: (request) =>
      span(
        'due',
        { kind: request.dueKind },
        () => store.due(request),
        (found) => ({ found: found.length }),
      ),
  };
}
