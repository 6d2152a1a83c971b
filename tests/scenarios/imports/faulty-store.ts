import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';

/** What happens to one call to the store. */
export type Fault =
  /** The call is not carried out; its caller gets an error. */
  | 'fails'
  /** The call is carried out; its caller gets an error all the same. */
  | 'fails-after'
  /** The call is not carried out and never answers: the process died before it. */
  | 'dies'
  /** The call is carried out and never answers: the process died after it. */
  | 'dies-after';

/** A store whose `at`th call (from 1) meets a fault; after a death no call is ever answered. */
export interface FaultyStore {
  readonly store: DocumentStore;
  /** Settles when the fault is met. */
  readonly met: Promise<void>;
  /** Lets calls that hang go on to the store. */
  revive(): void;
}

/** Puts a fault in front of a store. */
export function faultyStore(store: DocumentStore, at: number, fault: Fault): FaultyStore {
  const met = Promise.withResolvers<undefined>();
  const revived = Promise.withResolvers<undefined>();
  let calls = 0;
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls < at || (calls > at && !fault.startsWith('dies'))) return call();
    if (calls > at) {
      await revived.promise;
      return call();
    }
    const carriedOut = fault.endsWith('after');
    const early = carriedOut ? await call() : undefined;
    met.resolve(undefined);
    if (fault.startsWith('fails')) throw new Error('the store has a fault');
    await revived.promise;
    return carriedOut ? (early as T) : call();
  };
  return {
    store: {
      ...store,
      get: async (...args) => guarded(async () => store.get(...args)),
      getMany: async (...args) => guarded(async () => store.getMany(...args)),
      query: async (...args) => guarded(async () => store.query(...args)),
      commit: async (...args) => guarded(async () => store.commit(...args)),
    },
    met: met.promise,
    revive: () => {
      revived.resolve(undefined);
    },
  };
}
