import { derivedId } from '../../../shared/kernel/ids.ts';
import type { DocumentStore, Json, Write } from '../../../shared/platform/store/document-store.ts';
import { workflowContent } from '../../../shared/workflows/workflow-content.ts';
import type { Mutant } from '../customers/mutants.ts';
import { isType, put, reading, writing } from './mistaken-stores.ts';
import { withWords } from './mutants.ts';

const isRecord = isType('vaccination');
const isPet = isType('pet');

/** Mistakes somebody could make about vaccinations that start workflows, each of which breaks something within some seeds. */
export const VACCINATION_MUTANTS: readonly Mutant[] = [
  {
    name: 'speaks of vaccinations that were renewed',
    seams: {
      store: (store) => reading(store, (it) => (isRecord(it) ? inForce(it) : it), 'many'),
    },
    focus: [],
    found: /when what lapses is|nothing that it speaks of lapses/,
  },
  {
    name: 'says what lapsed when its text was planned',
    seams: {
      workers: withWords(async (context, message, now) => {
        const { records } = context;
        const store = reading(records.store, (it) => (isRecord(it) ? inForce(it) : it), 'many');
        return workflowContent.render({ ...context, records: { ...records, store } }, message, now);
      }),
    },
    focus: [],
    found: /when what lapses is/,
  },
  {
    name: 'speaks of vaccinations whose date was corrected as if it stood',
    seams: { store: datesAsTold },
    focus: [],
    found: /when what lapses is|nothing that it speaks of lapses/,
  },
  {
    name: 'speaks of pets that died',
    seams: { store: undying },
    focus: [],
    found: /when what lapses is|nothing that it speaks of lapses/,
  },
  {
    name: 'ends a run while something of it still lapses',
    seams: {
      store: (store) =>
        reading(store, (it) => (isRecord(it) ? { ...it, supersededBy: it.id } : it), 'many'),
    },
    focus: [],
    found: /ended while \S+ lapses/,
  },
  {
    name: 'tells of what is due once more under another id',
    seams: {
      store: (store) =>
        writing(store, (writes) => [
          ...writes,
          ...writes.filter((it) => isTold(put(it))).map(again),
        ]),
    },
    focus: [],
    found: /is told of twice/,
  },
  {
    name: 'tells of what is due only where it texts the owner itself',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.some((it) => isType('message')(put(it)))
            ? writes
            : writes.filter((it) => it.op !== 'create' || !isTold(it.document)),
        ),
    },
    focus: [],
    found: /is due and no event tells of it/,
  },
  {
    name: 'starts a workflow whatever days it waits for',
    seams: { store: waitingForAny },
    focus: [],
    found: /when it waits for/,
  },
];

function inForce(record: Json): Json {
  return { ...record, supersededBy: undefined };
}

function isTold(document: Json | undefined): boolean {
  return isType('event')(document) && document?.['name'] === 'vaccination_expiring';
}

function again(write: Write): Write {
  if (write.op !== 'create') return write;
  const id = derivedId('event', write.document.id, 'again');
  return { ...write, document: { ...write.document, id } };
}

/** A store that gives records the date of an alert that is read with them. */
function datesAsTold(store: DocumentStore): DocumentStore {
  return {
    ...store,
    getMany: async (partition, ids) => {
      const found = await store.getMany(partition, ids);
      const alerts = found.map(({ value }) => value).filter(isType('vaccinationAlert'));
      return found.map((stored) => {
        const its = alerts.find((it) => it['vaccinationId'] === stored.value.id);
        if (!isRecord(stored.value) || its === undefined) return stored;
        return { ...stored, value: { ...stored.value, expiryDate: its['expiryDate'] } };
      });
    },
  };
}

/** A store whose pets live for ever, for whoever looks for those of an owner. */
function undying(store: DocumentStore): DocumentStore {
  return {
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      const items = page.items.map((it) =>
        isPet(it.value) ? { ...it, value: { ...it.value, status: 'active' } } : it,
      );
      return { ...page, items };
    },
  };
}

/** A store whose workflows wait for every threshold. */
function waitingForAny(store: DocumentStore): DocumentStore {
  const loose = (workflow: Json): Json => {
    const definition = workflow['definition'] as { readonly trigger: Json };
    const trigger = { ...definition.trigger, daysBefore: undefined };
    return { ...workflow, definition: { ...definition, trigger } };
  };
  return {
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      if (query.type !== 'workflow') return page;
      return { ...page, items: page.items.map((it) => ({ ...it, value: loose(it.value) })) };
    },
  };
}
