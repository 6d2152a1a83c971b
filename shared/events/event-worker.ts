import { enqueueNow } from '../due-work/fast-path.ts';
import { withoutDue } from '../due-work/failure.ts';
import type { Worker } from '../due-work/worker.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { eventType, HANDLED_TTL_SECONDS, type Event, type EventName } from './model.ts';

/** What a subscriber makes of an event. */
export interface Reaction {
  /** Committed together with those of the other subscribers; each document is one subscriber's alone. */
  readonly writes: readonly Write[];
  /** Work these writes make due, for the fast path. */
  readonly next?: readonly Pointer[];
}

/**
 * A part of the business that acts on events. `react` decides from what it reads now, never from
 * the event alone: events arrive late, twice and in any order, so it reads the subject and answers
 * with no writes when the state no longer fits. It has no effect but its writes. What it creates
 * has an id derived from the event, since a commit without a clear answer is decided again.
 */
export interface Subscriber {
  /** For the log. */
  readonly name: string;
  readonly events: readonly EventName[];
  react(context: Context, event: Event, now: Instant): Promise<Reaction>;
}

const EVENT_LEASE_MS = 60_000;
/** How often the reactions are decided anew when a guard broke under them. */
const MAX_COMMITS = 4;

/**
 * Brings events to their subscribers: the writes of all of them and the mark that the event is
 * handled are one commit, so that each acts exactly once, however often the pointer arrives. A
 * subscriber that throws lets all of them wait and try again with the usual back-off; after the
 * last attempt the event is `failed`, and a person may retry it.
 */
export function eventWorker(subscribers: readonly Subscriber[]): Worker<Event> {
  const of = (event: Event) => subscribers.filter(({ events }) => events.includes(event.name));
  return {
    kind: 'events',
    type: eventType,
    leaseMs: EVENT_LEASE_MS,
    async decide(_context, stored, now) {
      return of(stored.value).length > 0
        ? { kind: 'claim', changes: {} }
        : { kind: 'settle', writes: [handled(stored, now)] };
    },
    async run(context, claimed) {
      await handle(context, of(claimed.value), claimed);
    },
    async fail(_context, _stored, _reason, now) {
      return { changes: { status: 'failed', updatedAt: now } };
    },
  };
}

async function handle(
  context: Context,
  subscribers: readonly Subscriber[],
  claimed: Stored<Event>,
): Promise<void> {
  const { value: event } = claimed;
  for (let round = 0; round < MAX_COMMITS; round++) {
    const now = context.clock.now();
    const reactions = await Promise.all(
      subscribers.map(async (subscriber) => subscriber.react(context, event, now)),
    );
    const writes = [handled(claimed, now), ...reactions.flatMap((it) => it.writes)];
    const result = await context.records.commit(liveOf(event.tenantId), writes);
    if (result.ok) {
      await enqueueNow(
        context,
        reactions.flatMap(({ next = [] }) => next),
      );
      return;
    }
    if (result.broken.id === event.id) return;
  }
  throw new Error('What the event is about keeps changing.');
}

function handled({ value, etag }: Stored<Event>, now: Instant): Write {
  const document: Event = {
    ...withoutDue(value),
    status: 'handled',
    attempts: 0,
    lastError: undefined,
    ttl: HANDLED_TTL_SECONDS,
    updatedAt: now,
  };
  return { op: 'replace', document, etag };
}
