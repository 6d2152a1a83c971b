import {
  StoreUnavailableError,
  type DocumentStore,
} from '../../../shared/platform/store/document-store.ts';
import type { CallFault } from './faults.ts';
import { callPort, type Invocation, type Surroundings } from './instance.ts';
import type { Truth } from './truth.ts';

const READ_FAULTS: readonly CallFault[] = ['refused', 'timed-out', 'slow', 'crash-before'];
const WRITE_FAULTS: readonly CallFault[] = [
  ...READ_FAULTS,
  'applied-then-timed-out',
  'crash-after',
];

/**
 * The true store as an invocation reaches it. The port promises a truthful answer or
 * `StoreUnavailableError`, so that error is the worst a fault may come to, applied or not.
 */
export function storePort(
  world: Surroundings,
  truth: Truth,
  store: DocumentStore,
  invocation: Invocation,
): DocumentStore {
  const call = async <T>(
    label: () => string,
    possible: readonly CallFault[],
    apply: () => Promise<T>,
    reading: { readonly reads?: boolean; readonly isNothing?: (answer: T) => boolean } = {},
  ): Promise<T> =>
    callPort(world, invocation, {
      ...reading,
      port: 'store',
      label,
      possible,
      apply,
      failed: (fault) => {
        throw new StoreUnavailableError(`The store ${fault}.`);
      },
    });
  const read = async <T>(
    label: () => string,
    apply: () => Promise<T>,
    isNothing?: (answer: T) => boolean,
  ): Promise<T> =>
    call(label, READ_FAULTS, apply, { reads: true, ...(isNothing && { isNothing }) });
  return {
    get: async (partition, id) =>
      read(
        () => `get ${id}`,
        async () => {
          invocation.lastRead.set(id, truth.commits());
          return store.get(partition, id);
        },
      ),
    getMany: async (partition, ids) =>
      read(
        () => `get ${ids.length} documents`,
        async () => {
          for (const id of ids) invocation.lastRead.set(id, truth.commits());
          return store.getMany(partition, ids);
        },
      ),
    query: async (partition, query) =>
      read(
        () => `query ${String(query.type)}`,
        async () => {
          invocation.lastRead.set(`query ${String(query.type)}`, truth.commits());
          return store.query(partition, query);
        },
      ),
    count: async (partition, filter) =>
      read(
        () => `count ${String(filter.type)}`,
        async () => store.count(partition, filter),
      ),
    commit: async (partition, writes) => {
      const ids = (): string =>
        writes.map((it) => `${it.op} ${'id' in it ? it.id : it.document.id}`).join(', ');
      return call(
        () => `commit ${ids()}`,
        WRITE_FAULTS,
        async () => {
          const result = await truth.commit(partition, writes, invocation);
          if (!result.ok) {
            const { id, reason } = result.broken;
            world.trace(() => `${invocation.name} guard of ${id} ${reason}`);
          }
          return result;
        },
      );
    },
    due: async (request) =>
      read(
        () => `due ${request.dueKind}`,
        async () => store.due(request),
        (due) => due.length === 0,
      ),
    dueTenants: async (kind, until) =>
      read(
        () => `due tenants ${kind}`,
        async () => store.dueTenants(kind, until),
      ),
    getLookup: async (id) =>
      read(
        () => `lookup ${id}`,
        async () => store.getLookup(id),
      ),
    putLookup: async (document) =>
      call(
        () => `put lookup ${document.id}`,
        WRITE_FAULTS,
        async () => store.putLookup(document),
      ),
    deleteLookup: async (id) =>
      call(
        () => `delete lookup ${id}`,
        WRITE_FAULTS,
        async () => store.deleteLookup(id),
      ),
    close: async () => undefined,
  };
}
