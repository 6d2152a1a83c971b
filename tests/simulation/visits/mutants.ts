import { NO_CHECKPOINTS } from '../../../shared/appointments/checkpoints.ts';
import { appointmentWorker } from '../../../shared/appointments/checkpoint-worker.ts';
import { handlerOf } from '../../../shared/due-work/registry.ts';
import type { MessageOf } from '../../../shared/messaging/model.ts';
import type { ContentSource } from '../../../shared/messaging/content-source.ts';
import { textWorker } from '../../../shared/messaging/text-worker.ts';
import { readMarkFacts } from '../../../shared/no-shows/mark-facts.ts';
import { markVisit } from '../../../shared/no-shows/mark-visit.ts';
import { noShowContent } from '../../../shared/no-shows/notice-content.ts';
import type { DocumentStore, Json, Write } from '../../../shared/platform/store/document-store.ts';
import { textSources } from '../../../shared/text-sources.ts';
import { workers } from '../../../shared/workers.ts';
import { unguarded, type Mutant } from '../customers/mutants.ts';

/** A store that takes other writes than it was given. */
function changing(
  store: DocumentStore,
  change: (writes: readonly Write[]) => Write[],
): DocumentStore {
  return { ...store, commit: async (partition, writes) => store.commit(partition, change(writes)) };
}

/** What a write puts in place. */
function put(write: Write): Json | undefined {
  return 'document' in write ? write.document : undefined;
}

const isUndone = (it: Write): boolean =>
  put(it)?.['type'] === 'noShowRecord' && put(it)?.['status'] === 'undone';

/** Whether a write leaves a visit of which this happened last. */
const happened =
  (what: string) =>
  (it: Write): boolean => {
    const visit = put(it);
    const isVisit = visit?.['type'] === 'appointment';
    const history = isVisit ? (visit['history'] as { what: string }[]) : [];
    return history.at(-1)?.what === what;
  };
const isNotDone = happened('completion_undone');
const isNotCancelled = happened('cancellation_undone');

const isNotHere = happened('check_in_undone');

/** A visit that does not know that its grace, which was over, began once more. */
function inGraceNoMore({ undone: _undone, ...visit }: Json): Json {
  const [next] = visit['checkpoints'] as readonly { readonly kind: string }[];
  const [at, startsAt] = [String(visit['updatedAt']), String(visit['startsAt'])];
  if (next?.kind !== 'grace' || Date.parse(at) - Date.parse(startsAt) < 15 * 60_000) return visit;
  return { ...visit, dueAt: at, checkpoints: [{ kind: 'grace', at }] };
}

/** Code that leaves documents of a type out of a commit. */
const without = (type: string, of: (it: Write) => boolean): Mutant['seams'] => ({
  store: (store) =>
    changing(store, (writes) =>
      writes.some(of) ? writes.filter((it) => put(it)?.['type'] !== type) : [...writes],
    ),
});

const thoughtless: ContentSource<MessageOf<'no-show-fee'>> = {
  ...noShowContent,
  render: async (_context, message) => ({
    kind: 'text',
    body: 'A fee.',
    content: message.content,
    dropped: [],
  }),
};

/** Of what follows from a text's last word, which notes the record too, nothing is left out. */
function isWithdrawal(write: Write): boolean {
  const document = put(write);
  return document?.['type'] === 'message' && document['status'] === 'skipped';
}

/** Mistakes somebody could make about visits, each of which breaks something within some seeds. */
export const VISIT_MUTANTS: readonly Mutant[] = [
  {
    name: 'writes the day of a staff member whatever its ETag, and touches nothing beside it',
    // What a booking touches beside the day would keep most rivals out as well.
    seams: {
      store: (store) =>
        changing(
          unguarded(store, (it) => it['type'] === 'staffDay'),
          (writes) => writes.filter(({ op }) => op !== 'touch'),
        ),
    },
    focus: ['store-slow'],
    found: /have one time|takes/,
  },
  {
    name: 'writes an owner whatever their ETag',
    seams: { store: (store) => unguarded(store, (it) => it['type'] === 'owner') },
    focus: ['store-slow'],
    found: /the (balance|spend|score|count|strikes)/,
  },
  {
    name: 'writes a visit whatever its ETag',
    seams: { store: (store) => unguarded(store, (it) => it['type'] === 'appointment') },
    focus: ['store-slow', 'instance-paused'],
    found: /visit/,
  },
  {
    name: 'charges a visit in a commit of its own',
    seams: {
      store: (store) => ({
        ...store,
        async commit(partition, writes) {
          const later = writes.filter((it) => put(it)?.['kind'] === 'charge');
          const first = await store.commit(
            partition,
            writes.filter((it) => !later.includes(it)),
          );
          return first.ok && later.length > 0 ? store.commit(partition, later) : first;
        },
      }),
    },
    focus: [],
    found: /was charged 0 times|no charge stands|the balance/,
  },
  {
    name: 'forgets what a check-in earned when the visit is completed',
    seams: {
      store: (store) =>
        changing(store, (writes) =>
          writes.some((it) => put(it)?.['type'] === 'appointment')
            ? writes.filter((it) => put(it)?.['kind'] !== 'on_time_arrival')
            : [...writes],
        ),
    },
    focus: [],
    found: /the score/,
  },
  {
    name: 'undoes a completion and leaves its charge',
    seams: {
      store: (store) =>
        changing(store, (writes) =>
          writes.some(isNotDone)
            ? writes.filter((it) => put(it)?.['kind'] !== 'reversal')
            : [...writes],
        ),
    },
    focus: [],
    found: /was charged 1 times|the balance/,
  },
  {
    name: 'undoes a completion and leaves what it earned',
    seams: without('reputationEvent', isNotDone),
    focus: [],
    found: /earned completed 1 times|the score/,
  },
  {
    name: 'undoes a cancellation and leaves what it cost',
    seams: without('reputationEvent', isNotCancelled),
    focus: [],
    found: /earned late_cancellation 1 times|the score/,
  },
  {
    name: 'undoes a cancellation and does not take its time again',
    seams: without('staffDay', isNotCancelled),
    focus: [],
    found: /takes no time/,
  },
  {
    name: 'undoes a cancellation and plans nothing for it',
    seams: {
      store: (store) =>
        changing(store, (writes) =>
          writes.map((it) =>
            'document' in it && isNotCancelled(it)
              ? { ...it, document: { ...it.document, ...NO_CHECKPOINTS } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /nobody looked at visit/,
  },
  {
    name: 'marks a visit at once of which a step was taken back after its grace',
    seams: {
      store: (store) =>
        changing(store, (writes) =>
          writes.map((it) =>
            'document' in it && (isNotCancelled(it) || isNotHere(it))
              ? { ...it, document: inGraceNoMore(it.document) }
              : it,
          ),
        ),
    },
    focus: [],
    found: /within its grace/,
  },
  {
    name: 'marks a visit on a day on which nobody was checked in',
    seams: {
      workers: {
        ...workers,
        appointments: handlerOf(
          appointmentWorker(async (context, visit, now) =>
            markVisit(context, await readMarkFacts(context, visit, now), {
              found: 'checkpoint',
              now,
            }),
          ),
        ),
      },
    },
    focus: [],
    found: /when nobody was checked in/,
  },
  {
    name: 'keeps no strike, so that a second mark of a day costs a second fee',
    seams: {
      store: (store) =>
        changing(store, (writes) =>
          writes.map((it) =>
            it.op === 'replace' && it.document['type'] === 'owner'
              ? { ...it, document: { ...it.document, noShowStrikes: [] } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /the strikes|fees for/,
  },
  {
    name: 'undoes a mark and lets its text go',
    seams: {
      workers: {
        ...workers,
        sms: handlerOf(textWorker({ ...textSources, 'no-show-fee': thoughtless })),
      },
      store: (store) =>
        changing(store, (writes) =>
          writes.some(isUndone) ? writes.filter((it) => !isWithdrawal(it)) : [...writes],
        ),
    },
    focus: [],
    found: /tells of a fee/,
  },
];
