import type { Ids } from '../platform/ids.ts';
import type { Clock } from '../platform/clock.ts';
import type { Json, Partition, Stored, Write } from '../platform/store/document-store.ts';
import type { DocumentStore } from '../platform/store/document-store.ts';
import { create, recordsOver, type Records } from '../platform/store/records.ts';
import { changedFields } from './changed-fields.ts';
import type { AuditEntry } from './model.ts';

/** On whose behalf a request changes things. */
export interface Actor {
  readonly memberId: string;
  readonly role: string;
  readonly correlationId: string;
}

/** What stamps an entry. */
export interface AuditTools {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Documents whose changes by people are kept. */
const AUDITED: ReadonlySet<unknown> = new Set([
  'owner',
  'mergedOwner',
  'duplicateDismissal',
  'pet',
  'vaccination',
  'phone',
  'tenant',
  'event',
  'template',
  'workflow',
  'workflowRun',
  'segment',
  'campaign',
  'job',
  'message',
  'conversation',
  'conversationNote',
  'optInOffer',
  'member',
  'invitation',
  'notice',
  'import',
  'importOrder',
  'importFile',
  'ledgerEntry',
  'cashUp',
  'service',
  'staff',
  'appointment',
  'reputationEvent',
  'noShowRecord',
]);

/**
 * The same records, except that every commit also creates an audit entry for each document of
 * an audited type that it creates, changes or deletes. Change and entry stand or fall together,
 * and no use case has to know. What a document was before comes from the read that the use
 * case based its guard on; a document it never read is read once more. A commit holds one write
 * more per audited document.
 */
export function auditedRecords(records: Records, actor: Actor, tools: AuditTools): Records {
  const seen = new Map<string, Json>();
  const remember = (stored: Stored): Stored => {
    seen.set(seenKey(stored.value.id, stored.etag), stored.value);
    return stored;
  };
  const { store } = records;
  const watching: DocumentStore = {
    ...store,
    get: async (partition, id) => {
      const stored = await store.get(partition, id);
      return stored && remember(stored);
    },
    getMany: async (partition, ids) => (await store.getMany(partition, ids)).map(remember),
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      page.items.forEach(remember);
      return page;
    },
    commit: async (partition, writes) => {
      const entries: Write[] = [];
      for (const write of writes) {
        const entry = await entryFor(store, seen, partition, write, actor, tools);
        if (entry !== undefined) entries.push(create(entry));
      }
      return store.commit(partition, [...writes, ...entries]);
    },
  };
  return recordsOver(watching);
}

async function entryFor(
  store: DocumentStore,
  seen: ReadonlyMap<string, Json>,
  partition: Partition,
  write: Write,
  actor: Actor,
  tools: AuditTools,
): Promise<AuditEntry | undefined> {
  if (write.op === 'touch') return undefined;
  const after = write.op === 'delete' ? undefined : write.document;
  // Only a deletion needs the old document to tell its type.
  if (after !== undefined && !AUDITED.has(after['type'])) return undefined;
  const before = await beforeOf(store, seen, partition, write);
  const subject = after ?? before;
  if (subject === undefined || !AUDITED.has(subject['type'])) return undefined;
  const changes = changedFields(before ?? {}, after ?? {});
  if (Object.keys(changes).length === 0) return undefined;
  return {
    ...subjectOf(subject),
    id: tools.ids.next('auditEntry'),
    type: 'auditEntry',
    tenantId: partition.tenantId,
    schemaVersion: 1,
    actorId: actor.memberId,
    role: actor.role,
    action: actionOf(before, after),
    changes,
    correlationId: actor.correlationId,
    createdAt: tools.clock.now(),
  };
}

function subjectOf({ id, type }: Json): Pick<AuditEntry, 'subjectId' | 'subjectType'> {
  return { subjectId: id, subjectType: String(type) };
}

function actionOf(before: Json | undefined, after: Json | undefined): AuditEntry['action'] {
  if (after === undefined) return 'deleted';
  return before === undefined ? 'created' : 'changed';
}

/** The version that the write's ETag guards; another one makes the commit fail, so it does not matter. */
async function beforeOf(
  store: DocumentStore,
  seen: ReadonlyMap<string, Json>,
  partition: Partition,
  write: Write,
): Promise<Json | undefined> {
  if (write.op === 'create') return undefined;
  if (write.op === 'put') return (await store.get(partition, write.document.id))?.value;
  const id = write.op === 'replace' ? write.document.id : write.id;
  const known = seen.get(seenKey(id, write.etag));
  return known ?? (await store.get(partition, id))?.value;
}

function seenKey(id: string, etag: string): string {
  return `${id}|${etag}`;
}
