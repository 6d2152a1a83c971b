import type { Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { eventId, type Event, type EventName } from './model.ts';

/** What is told of an event when it is raised. */
export interface NewEvent {
  readonly tenantId: string;
  readonly name: EventName;
  readonly subject: { readonly type: string; readonly id: string };
  /** The number of this event among its subject's, counted on the subject in the same commit. */
  readonly sequence: number;
  readonly facts?: Event['facts'];
  /** When it happened; now, unless it is told of later. */
  readonly occurredAt?: Instant;
}

/**
 * The write that raises an event, for the commit of the change that is the event, and the pointer to
 * send with `enqueueNow` once that is committed. A pointer lost costs a minute: the tick finds the
 * event. The same name, subject and sequence raised twice make the second commit fail.
 */
export function raiseEvent(
  event: NewEvent,
  now: Instant,
): { readonly write: Write; readonly pointer: Pointer } {
  const { tenantId, name, subject, sequence, facts = {}, occurredAt = now } = event;
  const id = eventId(name, subject.id, sequence);
  const document: Event = {
    id,
    type: 'event',
    tenantId,
    schemaVersion: 1,
    name,
    status: 'waiting',
    subject,
    sequence,
    facts,
    occurredAt,
    attempts: 0,
    dueKind: 'events',
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
  return { write: create(document), pointer: { tenantId, id, kind: 'events' } };
}
