import { handlerOf, type Workers } from '../../../shared/due-work/registry.ts';
import type { Worker } from '../../../shared/due-work/worker.ts';
import type { ContentSource } from '../../../shared/messaging/content-source.ts';
import type { Message, MessageOf } from '../../../shared/messaging/model.ts';
import { textWorker } from '../../../shared/messaging/text-worker.ts';
import {
  StoreUnavailableError,
  type DocumentStore,
  type Json,
  type Stored,
} from '../../../shared/platform/store/document-store.ts';
import { vaccinationDigestContent } from '../../../shared/vaccinations/digest-content.ts';
import { textSources } from '../../../shared/text-sources.ts';
import { workers } from '../../../shared/workers.ts';
import type { Fault } from '../engine/faults.ts';
import type { OwnPorts, Seams } from '../engine/world.ts';

/** A mistake somebody could make, put in through a seam; the simulation must find it. */
export interface Mutant {
  /** What the mistaken code does. */
  readonly name: string;
  readonly seams: Seams;
  /** The faults that bring it to light. */
  readonly focus: readonly Fault[];
  /** What the broken invariant says. */
  readonly found: RegExp;
}

const realTexts = textWorker(textSources);

function withTexts(change: Partial<Worker<Message>>): Workers {
  return { ...workers, sms: handlerOf({ ...realTexts, ...change }) };
}

function withContent(change: Partial<ContentSource<MessageOf<'vaccination-digest'>>>): Workers {
  const source = { ...vaccinationDigestContent, ...change };
  const texts = textWorker({ ...textSources, 'vaccination-digest': source });
  return { ...workers, sms: handlerOf(texts) };
}

/** A store that replaces some documents whatever their ETag, by reading the present one first. */
export function unguarded(
  store: DocumentStore,
  isMeant: (document: Json) => boolean,
): DocumentStore {
  return {
    ...store,
    commit: async (partition, writes) => {
      const changed = await Promise.all(
        writes.map(async (write) => {
          if (write.op !== 'replace' || !isMeant(write.document)) return write;
          const present = await store.get(partition, write.document.id);
          return { ...write, etag: present?.etag ?? write.etag };
        }),
      );
      return store.commit(partition, changed);
    },
  };
}

/** Puts a change between the application and the provider. */
function withSms(change: (sms: OwnPorts['sms']) => Partial<OwnPorts['sms']>): Seams {
  return { ports: (ports) => ({ ...ports, sms: { ...ports.sms, ...change(ports.sms) } }) };
}

const before = (stored: Stored<Message>): Message => ({ ...stored.value, status: 'planned' });

/** The mistakes, each of which breaks something within some seeds. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'claims a text without touching its number and its owner',
    seams: {
      workers: withTexts({
        async decide(context, stored, now) {
          const decision = await realTexts.decide(context, stored, now);
          if (decision.kind === 'settle') return decision;
          const guards = (decision.guards ?? []).filter((write) => write.op !== 'touch');
          return { ...decision, guards };
        },
      }),
    },
    focus: ['store-slow'],
    found: /claimed after its (number was barred|owner refused)/,
  },
  {
    name: 'sends again after an unclear call without asking the provider',
    seams: withSms(() => ({ find: async () => ({ kind: 'missing' }) })),
    focus: ['provider-applied-then-timed-out'],
    found: /reached the owner/,
  },
  {
    name: 'takes a time-out for a proof that nothing was sent',
    seams: withSms((sms) => ({
      send: async (text) => {
        const outcome = await sms.send(text);
        return outcome.kind === 'unknown' ? { ...outcome, kind: 'not-processed' } : outcome;
      },
    })),
    focus: ['provider-applied-then-timed-out'],
    found: /reached the owner/,
  },
  {
    name: 'asks the provider about a call that may still be under way',
    seams: {
      workers: withTexts({
        async decide(context, stored, now) {
          return stored.value.status === 'sending'
            ? { kind: 'claim', changes: { status: 'unknown' } }
            : realTexts.decide(context, stored, now);
        },
      }),
    },
    focus: ['instance-paused'],
    found: /reached the owner|without a claim/,
  },
  {
    name: 'searches for a text without leaving out the texts of others',
    seams: withSms((sms) => ({
      find: async ({ exclude: _, ...trace }) => sms.find(trace),
    })),
    focus: ['provider-timed-out'],
    found: /counts as the text of/,
  },
  {
    name: 'speaks of what was planned instead of what still holds',
    seams: {
      workers: withContent({
        async render(context, message, moment) {
          const rendered = await vaccinationDigestContent.render(context, message, moment);
          if (rendered.kind === 'withdrawn') return rendered;
          return { ...rendered, content: message.content, dropped: [] };
        },
      }),
    },
    focus: [],
    found: /ended before|does not/,
  },
  {
    name: 'writes the job whatever its ETag',
    seams: { store: (store) => unguarded(store, (it) => it['type'] === 'job') },
    focus: ['instance-paused', 'store-slow'],
    found: /job|run/,
  },
  {
    name: 'says that a commit took place when the store did not answer',
    seams: {
      store: (store) => ({
        ...store,
        commit: async (partition, writes) => {
          try {
            return await store.commit(partition, writes);
          } catch (error) {
            if (error instanceof StoreUnavailableError) return { ok: true, etag: 'cmt_guess' };
            throw error;
          }
        },
      }),
    },
    focus: ['store-timed-out'],
    found: /./,
  },
  {
    name: 'forgets a claim that ran out',
    seams: {
      workers: withTexts({
        async decide(context, stored, now) {
          return stored.value.status === 'sending'
            ? realTexts.decide(context, { ...stored, value: before(stored) }, now)
            : realTexts.decide(context, stored, now);
        },
      }),
    },
    focus: ['provider-crash-after'],
    found: /reached the owner/,
  },
];
