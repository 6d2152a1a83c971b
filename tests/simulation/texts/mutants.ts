import { inboundWorker } from '../../../shared/conversations/inbound-worker.ts';
import { confirmByReply } from '../../../shared/appointments/confirm-by-reply.ts';
import { handlerOf, type Workers } from '../../../shared/due-work/registry.ts';
import type { Worker } from '../../../shared/due-work/worker.ts';
import type { Message } from '../../../shared/messaging/model.ts';
import { receiptType, type Receipt } from '../../../shared/messaging/receipts/model.ts';
import { textWorker } from '../../../shared/messaging/text-worker.ts';
import type {
  DocumentStore,
  Json,
  Partition,
  Write,
} from '../../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { ratingReply } from '../../../shared/ratings/rating-reply.ts';
import { textSources } from '../../../shared/text-sources.ts';
import { workers } from '../../../shared/workers.ts';
import { unguarded, type Mutant } from '../customers/mutants.ts';

const realTexts = textWorker(textSources);

function withTexts(change: Partial<Worker<Message>>): Workers {
  const texts = { ...realTexts, ...change };
  return {
    ...workers,
    sms: handlerOf(texts),
    'sms-bulk': handlerOf({ ...texts, kind: 'sms-bulk' }),
  };
}

/** A store that writes something else when a receipt comes to its end. */
function receiving(
  change: (
    store: DocumentStore,
    partition: Partition,
    writes: readonly Write[],
    receipt: Receipt,
  ) => Promise<readonly Write[]>,
): Mutant['seams'] {
  return {
    store: (store) => ({
      ...store,
      async commit(partition, writes) {
        const own = writes.find((it) => 'document' in it && it.document['type'] === 'receipt');
        const receipt = own && 'document' in own && receiptType.schema.parse(own.document);
        if (!receipt || receipt.status === 'waiting') return store.commit(partition, writes);
        return store.commit(partition, await change(store, partition, writes, receipt));
      },
    }),
  };
}

/** A store that takes other writes than it was given. */
function writing(change: (writes: readonly Write[]) => Write[]): Mutant['seams'] {
  return {
    store: (store) => ({
      ...store,
      commit: async (partition, writes) => store.commit(partition, change(writes)),
    }),
  };
}

/** A store in which some documents look different from what they are. */
function reading(store: DocumentStore, change: (value: Json) => Json | undefined): DocumentStore {
  return {
    ...store,
    async getMany(partition, ids) {
      const found = await store.getMany(partition, ids);
      return found.flatMap(({ value, etag }) => {
        const changed = change(value);
        return changed === undefined ? [] : [{ value: changed, etag }];
      });
    },
  };
}

/** A store in which every visit is booked, whatever became of it. */
function standing(store: DocumentStore): DocumentStore {
  const booked = <T extends { readonly value: Json }>(found: T): T =>
    found.value['type'] === 'appointment'
      ? { ...found, value: { ...found.value, status: 'booked' } }
      : found;
  return {
    ...store,
    get: async (partition, id) => {
      const found = await store.get(partition, id);
      return found && booked(found);
    },
    getMany: async (partition, ids) => (await store.getMany(partition, ids)).map(booked),
  };
}

/** Documents of a type as they would be written, changed. */
function rewriting(type: string, change: (document: Json) => Json): Mutant['seams'] {
  return writing((writes) =>
    writes.map((it) =>
      'document' in it && it.document['type'] === type
        ? { ...it, document: change(it.document) }
        : it,
    ),
  );
}

/** State rules that allow everything. */
const LAWLESS = ['US', 'FL', 'TX', 'CA', 'unknown'].map((state) => ({
  ...{ state, source: 'nobody', asOf: '2026-01-01' },
  hours: [{ days: [0, 1, 2, 3, 4, 5, 6], start: '01:00', end: '23:00' }],
}));

/** Mistakes somebody could make about texts, each of which breaks something within some seeds. */
export const TEXT_MUTANTS: readonly Mutant[] = [
  {
    name: 'claims a text without guarding its number, its owner and its visit',
    seams: {
      workers: withTexts({
        async decide(context, stored, now) {
          const decision = await realTexts.decide(context, stored, now);
          if (decision.kind === 'settle') return decision;
          const guards = (decision.guards ?? []).filter((it) => it.op !== 'touch');
          return { ...decision, guards };
        },
      }),
    },
    focus: ['store-slow'],
    found: /claimed (after|although)|one advertisement too many/,
  },
  {
    name: 'takes every visit for one that still stands',
    seams: {
      workers: withTexts({
        async decide(context, stored, now) {
          const records = recordsOver(standing(context.records.store));
          return realTexts.decide({ ...context, records }, stored, now);
        },
      }),
    },
    focus: [],
    found: /its visit was/,
  },
  {
    name: 'knows no hours for texts',
    seams: {
      store: (store) =>
        reading(store, (it) =>
          it['type'] === 'tenant' ? { ...it, textHours: { start: '00:00', end: '23:59' } } : it,
        ),
    },
    focus: [],
    found: /outside of the hours/,
  },
  {
    name: 'knows no law of the states',
    seams: {
      store: (store) =>
        reading(store, (it) =>
          it['type'] === 'tenant'
            ? { ...it, texting: { ...(it['texting'] as object), stateRules: LAWLESS } }
            : it,
        ),
    },
    focus: [],
    found: /outside of the hours|may arrive after/,
  },
  {
    name: 'does not count advertisements',
    seams: writing((writes) =>
      writes.filter((it) => !('document' in it) || it.document['type'] !== 'recentTexts'),
    ),
    focus: [],
    found: /not counted|too many/,
  },
  {
    name: 'does not know that its sender is paused',
    seams: {
      store: (store) => reading(store, (it) => (it['type'] === 'senderState' ? undefined : it)),
    },
    focus: ['provider-sender-refused', 'provider-sender-broken'],
    found: /while its sender was paused/,
  },
  {
    name: 'sends again after an unclear call without asking the provider',
    seams: {
      ports: (ports) => ({
        ...ports,
        sms: { ...ports.sms, find: async () => ({ kind: 'missing' }) },
      }),
    },
    focus: ['provider-applied-then-timed-out', 'receipt-lost'],
    found: /was sent as .* and again|arrived and counts as failed/,
  },
  {
    name: 'believes a receipt however little it says',
    seams: receiving(async (store, partition, writes, receipt) => {
      const text = await store.get(partition, receipt.messageId);
      const known = text?.value['providerId'] === receipt.providerId;
      if (!known || receipt.status !== 'nothing-new') return writes;
      const document = { ...text.value, status: receipt.word };
      return [...writes, { op: 'replace', document, etag: text.etag }];
    }),
    focus: ['receipt-out-of-order'],
    found: /went back|last word|by itself|is .* with the provider/,
  },
  {
    name: 'passes over receipts that come before its own call is recorded',
    seams: receiving(async (store, partition, writes, receipt) => {
      const text = await store.get(partition, receipt.messageId);
      if (text?.value['providerId'] !== undefined) return writes;
      return writes.filter((it) => !('document' in it) || it.document['type'] === 'receipt');
    }),
    focus: ['provider-applied-then-timed-out', 'provider-lagging-list', 'receipt-early'],
    found: /was sent as .* and again|arrived and counts as failed|is .* with the provider/,
  },
  {
    name: 'writes a text whatever its ETag',
    seams: { store: (store) => unguarded(store, (it) => it['type'] === 'message') },
    focus: ['store-slow', 'receipt-early'],
    found: /went back|was sent as|is .* with the provider|never came|by itself/,
  },
  {
    name: 'never asks what a text cost',
    seams: {
      ports: (ports) => ({
        ...ports,
        sms: {
          ...ports.sms,
          async lookUp(id) {
            const { costMicros: _, ...said } = { costMicros: 0, ...(await ports.sms.lookUp(id)) };
            return said;
          },
        },
      }),
    },
    focus: [],
    found: /has no price/,
  },
  {
    name: 'gives no reason',
    seams: rewriting('message', ({ reason: _, ...document }) => document),
    focus: [],
    found: /ended without a reason/,
  },
  {
    name: 'writes what came in and its conversation whatever their ETag',
    seams: {
      store: (store) =>
        unguarded(store, (it) => it['type'] === 'inboundText' || it['type'] === 'conversation'),
    },
    focus: ['pointer-twice'],
    found: /is written again|wait, and/,
  },
  {
    name: 'forgets that a number had its automatic reply',
    seams: rewriting('conversation', ({ autoRepliedAt: _, ...document }) => document),
    focus: [],
    found: /two automatic replies/,
  },
  {
    name: 'answers a text in a commit of its own',
    seams: {
      workers: {
        ...workers,
        inbound: handlerOf({
          ...inboundWorker([ratingReply, confirmByReply]),
          async decide(context, stored, now) {
            const real = inboundWorker([ratingReply, confirmByReply]);
            const decision = await real.decide(context, stored, now);
            const answers = (decision.kind === 'settle' ? decision.writes : []).filter(isText);
            const named = answers.map((it) => ({
              ...it,
              document: { ...it.document, id: context.ids.next('message') },
            }));
            if (named.length > 0) {
              await context.records.commit({ tenantId: stored.value.tenantId }, named);
            }
            return decision.kind === 'settle'
              ? { ...decision, writes: decision.writes.filter((it) => !isText(it)) }
              : decision;
          },
        }),
      },
    },
    focus: ['pointer-twice', 'store-applied-then-timed-out'],
    found: /was answered|two automatic replies/,
  },
  {
    name: 'says that a text is kept before it is',
    seams: {
      store: (store) => ({
        ...store,
        async commit(partition, writes) {
          const inbound = writes.some(
            (it) => it.op === 'create' && it.document['type'] === 'inboundText',
          );
          if (!inbound) return store.commit(partition, writes);
          try {
            return await store.commit(partition, writes);
          } catch {
            return { ok: true, etag: 'cmt_guess' };
          }
        },
      }),
    },
    focus: ['store-timed-out', 'store-refused'],
    found: /is stored by nobody|is nowhere/,
  },
];

function isText(write: Write): write is Write & { readonly op: 'create'; readonly document: Json } {
  return write.op === 'create' && write.document['type'] === 'message';
}
