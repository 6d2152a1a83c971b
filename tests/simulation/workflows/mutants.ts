import { workflowDispatcher } from '../../../shared/workflows/dispatch-event.ts';
import { runWorker } from '../../../shared/workflows/run-worker.ts';
import { workflowContent } from '../../../shared/workflows/workflow-content.ts';
import { eventWorker } from '../../../shared/events/event-worker.ts';
import { handlerOf, type Workers } from '../../../shared/due-work/registry.ts';
import type { Worker } from '../../../shared/due-work/worker.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { textWorker } from '../../../shared/messaging/text-worker.ts';
import type { DocumentStore, Json, Write } from '../../../shared/platform/store/document-store.ts';
import { textSources } from '../../../shared/text-sources.ts';
import { workers } from '../../../shared/workers.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import { unguarded, type Mutant } from '../customers/mutants.ts';
import { inTwo, isType, put, reading, untouched, writing } from './mistaken-stores.ts';

const isRun = isType('workflowRun');

type StepQueue = NonNullable<Parameters<typeof runWorker>[0]>;

function withRuns(change: Partial<Worker<WorkflowRun>>): Workers {
  const changed = (kind: StepQueue) => handlerOf({ ...runWorker(kind), ...change });
  return {
    ...workers,
    'workflow-steps': changed('workflow-steps'),
    'workflow-steps-bulk': changed('workflow-steps-bulk'),
  };
}

/** The workers, with other words in the texts of workflows. */
export function withWords(render: (typeof workflowContent)['render']): Workers {
  const texts = { ...textSources, workflow: { ...workflowContent, render } };
  return {
    ...workers,
    sms: handlerOf(textWorker(texts, 'sms')),
    'sms-bulk': handlerOf(textWorker(texts, 'sms-bulk')),
  };
}

/** Mistakes somebody could make about what workflows say of visits. */
export const VISIT_MUTANTS: readonly Mutant[] = [
  {
    name: 'says of a visit what was planned to be said',
    seams: {
      workers: withWords(async (_context, { content }) => ({
        ...{ kind: 'text', body: 'See you.', content, dropped: [] },
      })),
    },
    focus: [],
    found: /visit was moved or is over|says "See you/,
  },
  {
    name: 'claims a text about a visit without guarding the visit',
    seams: {
      workers: withWords(async (context, message, now) => {
        const words = await workflowContent.render(context, message, now);
        return words.kind === 'text' ? { ...words, dropped: [] } : words;
      }),
    },
    focus: ['store-slow', 'instance-paused'],
    found: /visit was moved or is over|of a visit on/,
  },
];

/** Mistakes somebody could make about workflows, each of which breaks something within some seeds. */
export const WORKFLOW_MUTANTS: readonly Mutant[] = [
  {
    name: 'claims a text without touching its number',
    seams: { store: (store) => untouched(store, /^phn_/) },
    focus: ['store-slow'],
    found: /after its number was barred/,
  },
  {
    name: 'claims a text without touching its owner',
    seams: { store: (store) => untouched(store, /^own_/) },
    focus: ['store-slow'],
    found: /after its owner refused|a number that is not its owner's/,
  },
  {
    name: 'writes a run whatever its ETag',
    seams: { store: (store) => unguarded(store, (it) => isRun(it)) },
    focus: ['store-slow', 'pointer-twice'],
    found: /is not the one that was to come|was taken twice|was rewritten/,
  },
  {
    name: 'plans a text in a commit of its own',
    seams: {
      store: (store) =>
        inTwo(
          store,
          (it, all) => isType('message')(put(it)) && all.some((other) => isRun(put(other))),
        ),
    },
    focus: [],
    found: /is not what was written|was planned by no step/,
  },
  {
    name: 'changes the owner in a commit of its own',
    seams: {
      store: (store) =>
        inTwo(
          store,
          (it, all) => isType('owner')(put(it)) && all.some((other) => isRun(put(other))),
        ),
    },
    focus: [],
    found: /is not what was written/,
  },
  {
    name: 'takes the steps of the version that stands now',
    seams: { store: latestVersions },
    focus: [],
    found: /another version|is not the one that was to come|is not what was written|leads to/,
  },
  {
    name: 'takes a step however late it is',
    seams: {
      workers: withRuns({
        decide: async (context, stored, now) =>
          runWorker('workflow-steps').decide(
            context,
            { ...stored, value: { ...stored.value, dueAt: now, stepDueAt: now } },
            now,
          ),
      }),
    },
    focus: ['ticks-stopped'],
    found: /minutes too late/,
  },
  {
    name: 'goes on with workflows that were switched off',
    seams: {
      store: (store) =>
        reading(store, (it) => (isType('workflow')(it) ? { ...it, status: 'active' } : it)),
    },
    focus: [],
    found: /although its workflow was off/,
  },
  {
    name: 'sends the texts of runs that were cancelled',
    seams: {
      workers: withWords(async (context, message, now) =>
        workflowContent.render(
          {
            ...context,
            records: {
              ...context.records,
              get: async (type, partition, id) => {
                const stored = await context.records.get(type, partition, id);
                const is = stored && isRun(stored.value as Json);
                return is ? { ...stored, value: { ...stored.value, status: 'running' } } : stored;
              },
            },
          },
          message,
          now,
        ),
      ),
    },
    focus: [],
    found: /after its run was cancelled/,
  },
  {
    name: 'handles an event and starts the first workflow alone',
    seams: {
      workers: {
        ...workers,
        events: handlerOf(
          eventWorker([
            {
              ...workflowDispatcher,
              react: async (context, event, now) => {
                const { writes } = await workflowDispatcher.react(context, event, now);
                const [first] = writes.map((it) => put(it)?.['workflowId']);
                return { writes: writes.filter((it) => put(it)?.['workflowId'] === first) };
              },
            },
          ]),
        ),
      },
    },
    focus: [],
    found: /started no run of/,
  },
  {
    name: 'starts a run under an id of its own each time, whatever became of the event',
    seams: { store: ownRunIds },
    focus: ['store-slow', 'pointer-twice', 'store-applied-then-timed-out'],
    found: /twice|written again/,
  },
  {
    name: 'lets everybody in again whatever the rule says',
    seams: {
      store: (store) => ({
        ...store,
        getMany: async (partition, ids) =>
          (await store.getMany(partition, ids)).filter(
            ({ value }) => !isType('workflowEntry')(value),
          ),
        commit: async (partition, writes) =>
          store.commit(
            partition,
            writes.filter((it) => !isType('workflowEntry')(put(it))),
          ),
      }),
    },
    focus: [],
    found: /entered/,
  },
  {
    name: 'forgets where merged owners had entered',
    seams: {
      store: (store) => ({
        ...store,
        query: async (partition, query) =>
          query.type === 'workflowEntry' ? { items: [] } : store.query(partition, query),
      }),
    },
    focus: [],
    found: /entered/,
  },
  {
    name: 'counts under a cap what still waits, and no text that is on its way',
    seams: {
      store: (store) => ({
        ...store,
        query: async (partition, query) => {
          const page = await store.query(partition, query);
          if (query.type !== 'message' || query.where?.['createdAt'] === undefined) return page;
          const waiting = page.items.filter(({ value }) => value['status'] === 'planned');
          return { ...page, items: waiting };
        },
      }),
    },
    focus: [],
    found: /\d+ texts of \S+ went to/,
  },
  {
    name: 'lets a run wait for ever',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.map((it) =>
            it.op === 'replace' && isRun(it.document) && waits(it.document)
              ? { ...it, document: { ...it.document, dueAt: undefined, dueKind: undefined } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /never came to an end|never became quiet/,
  },
  {
    name: 'ends a run and does not say why',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.map((it) =>
            it.op === 'replace' && isRun(it.document) && it.document['status'] === 'skipped'
              ? { ...it, document: { ...it.document, entries: entriesOf(it.document).slice(0, 1) } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /for no reason|was rewritten/,
  },
];

function entriesOf(run: Json): readonly { readonly what: string }[] {
  return (run['entries'] ?? []) as readonly { readonly what: string }[];
}

function waits(run: Json): boolean {
  return entriesOf(run).at(-1)?.what.startsWith('waits until') === true;
}

/** A store that gives for any version of a workflow the definition that stands now. */
function latestVersions(store: DocumentStore): DocumentStore {
  return {
    ...store,
    getMany: async (partition, ids) => {
      const found = await store.getMany(partition, ids);
      const now = found.find(({ value }) => isType('workflow')(value))?.value['definition'];
      return found.map((stored) =>
        isType('workflowVersion')(stored.value) && now !== undefined
          ? { ...stored, value: { ...stored.value, definition: now } }
          : stored,
      );
    },
  };
}

/** A store in which every run gets an id that no other has, and an event is handled as often as it is met. */
function ownRunIds(store: DocumentStore): DocumentStore {
  let made = 0;
  const own = (it: Write): Write => {
    if (it.op !== 'create' || !isRun(it.document)) return it;
    return { ...it, document: { ...it.document, id: derivedId('workflowRun', String(++made)) } };
  };
  const loose = unguarded(store, isType('event'));
  return {
    ...loose,
    commit: async (partition, writes) => loose.commit(partition, writes.map(own)),
  };
}
