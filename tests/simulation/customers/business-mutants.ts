import type { DocumentStore, Json, Write } from '../../../shared/platform/store/document-store.ts';
import type { Mutant } from './mutants.ts';

/** A store in which the commits of a job's pages are changed, given how a document is at present. */
function withPagesOf(
  job: string,
  change: (document: Json, present: Json | undefined) => Json,
): (store: DocumentStore) => DocumentStore {
  return (store) => ({
    ...store,
    commit: async (partition, writes) => {
      if (!writes.some((write) => isOf(write, job))) return store.commit(partition, writes);
      const changed = await Promise.all(
        writes.map(async (write) => {
          if (write.op !== 'replace') return write;
          const present = await store.get(partition, write.document.id);
          return { ...write, document: change(write.document, present?.value) };
        }),
      );
      return store.commit(partition, changed);
    },
  });
}

function isOf(write: Write, job: string): boolean {
  return 'document' in write && write.document['job'] === job;
}

/** A store that tells of the hours every business has at first, whatever it chose since. */
function withFirstHours(store: DocumentStore): DocumentStore {
  const textHours = { start: '09:00', end: '20:00' };
  return {
    ...store,
    getMany: async (partition, ids) => {
      const found = await store.getMany(partition, ids);
      return found.map((stored) =>
        stored.value['type'] === 'tenant'
          ? { ...stored, value: { ...stored.value, textHours } }
          : stored,
      );
    },
  };
}

/** Mistakes about what a business changes: its settings, and who is who. */
export const BUSINESS_MUTANTS: readonly Mutant[] = [
  {
    name: 'plans records anew after a change of settings as they were planned before',
    seams: {
      store: withPagesOf('replan', (document, present) =>
        document['type'] === 'vaccination'
          ? { ...document, nextAlertOn: present?.['nextAlertOn'] }
          : document,
      ),
    },
    focus: [],
    found: /^record vac_\w+ (waits for|\(\S+\) has no alert|was due on)/m,
  },
  {
    name: 'leaves the alerts of an owner who was merged away where they are',
    seams: {
      store: (store) => ({
        ...store,
        query: async (partition, query) => {
          const { type } = query;
          if (typeof type === 'string') return store.query(partition, query);
          const rest = type.filter((it) => it !== 'vaccinationAlert');
          return store.query(partition, { ...query, type: rest });
        },
      }),
    },
    focus: [],
    found: /^val_\w+ is kept on own_\w+, who is gone/m,
  },
  {
    name: 'goes by the hours for texts a business had at first',
    seams: { store: withFirstHours },
    focus: [],
    found: /outside text hours/,
  },
];
