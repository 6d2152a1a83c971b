import type { DocumentStore, Write } from '../../../shared/platform/store/document-store.ts';
import type { Mutant } from './mutants.ts';

/** Changes the commits of pages of imports: those that write the import itself and rows with it. */
function withPages(
  store: DocumentStore,
  change: (writes: readonly Write[], own: readonly Write[]) => readonly (readonly Write[])[],
): DocumentStore {
  return {
    ...store,
    commit: async (partition, writes) => {
      const own = writes.filter((write) => typeOf(write) === 'import');
      const rows = writes.filter((write) => typeOf(write) !== 'import');
      const isPage = own.length > 0 && rows.length > 0;
      const [first = writes, ...others] = isPage ? change(rows, own) : [];
      let result = await store.commit(partition, first);
      for (const other of others) if (result.ok) result = await store.commit(partition, other);
      return result;
    },
  };
}

function typeOf(write: Write): unknown {
  return 'document' in write ? write.document['type'] : undefined;
}

const without = (writes: readonly Write[], type: string): Write[] =>
  writes.filter((write) => typeOf(write) !== type);

/** Leaves out the job of whoever is next when an order leaves the line. */
function forgettingTheNext(store: DocumentStore): DocumentStore {
  return {
    ...store,
    commit: async (partition, writes) => {
      const ended = writes.some(
        (write) => typeOf(write) === 'importOrder' && statusOf(write) === 'finished',
      );
      const left = ended ? writes.filter((write) => statusOf(write) !== 'waiting') : writes;
      return store.commit(partition, left);
    },
  };
}

function statusOf(write: Write): unknown {
  return 'document' in write ? write.document['status'] : undefined;
}

/** Mistakes around imports. */
export const IMPORT_MUTANTS: readonly Mutant[] = [
  {
    name: 'brings the rows of a page in before it moves the cursor on',
    seams: { store: (store) => withPages(store, (rows, own) => [rows, own]) },
    focus: ['store-timed-out', 'store-crash-before'],
    found: /import|order|list|busy without end/,
  },
  {
    name: 'moves the cursor on before it brings the rows in',
    seams: { store: (store) => withPages(store, (rows, own) => [own, rows]) },
    focus: ['store-refused', 'store-crash-before'],
    found: /did not go in|tells|busy without end/,
  },
  {
    name: 'leaves the numbers of imported owners out',
    seams: {
      store: (store) => withPages(store, (rows, own) => [[...own, ...without(rows, 'phone')]]),
    },
    focus: [],
    found: /is not theirs/,
  },
  {
    name: 'forgets the findings of a page',
    seams: {
      store: (store) =>
        withPages(store, (rows, own) => [[...own, ...without(rows, 'importFindings')]]),
    },
    focus: [],
    found: /tells/,
  },
  {
    name: 'takes an import out of the line and does not start the next one',
    seams: { store: (store) => forgettingTheNext(store) },
    focus: [],
    found: /never became quiet/,
  },
];
