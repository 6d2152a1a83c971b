import { z } from 'zod';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import type { Records } from '../platform/store/records.ts';
import { PLATFORM_TENANT } from '../tenants/model.ts';

const HEARTBEAT_ID = 'heartbeat';

/** A heartbeat older than this means that the tick has stopped; it beats every minute. */
export const HEARTBEAT_LIMIT_SECONDS = 180;

const heartbeatType = documentType('heartbeat', {
  at: instantField,
  kinds: z.record(
    z.string(),
    z.object({
      sent: z.number(),
      error: z.string().optional(),
      /** How many messages the queue held after it. */
      queued: z.number().optional(),
      /** The tenant after which the next tick goes on when there is too little room for all. */
      after: z.string().optional(),
    }),
  ),
});
/** The last tick: when it ran, and per kind what it sent or why it could not, and where it stopped. */
export type Heartbeat = DocumentOf<typeof heartbeatType>;

/** The last tick's heartbeat; undefined before the first one. */
export async function readHeartbeat(records: Records): Promise<Stored<Heartbeat> | undefined> {
  return records.get(heartbeatType, { tenantId: PLATFORM_TENANT }, HEARTBEAT_ID);
}

/**
 * Notes that a tick ran, over the heartbeat it read. Of two ticks at once one note stays, which is
 * enough.
 */
export async function writeHeartbeat(
  context: Context,
  at: Instant,
  kinds: Heartbeat['kinds'],
  stored: Stored<Heartbeat> | undefined,
): Promise<void> {
  const partition = { tenantId: PLATFORM_TENANT };
  const document: Heartbeat = {
    id: HEARTBEAT_ID,
    type: 'heartbeat',
    tenantId: PLATFORM_TENANT,
    schemaVersion: 1,
    at,
    kinds,
  };
  const write: Write =
    stored === undefined
      ? { op: 'create', document }
      : { op: 'replace', document, etag: stored.etag };
  await context.records.commit(partition, [write]);
}
