import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { app } from '@azure/functions';

/**
 * The least that an app of this kind can be: it opens the data file when it starts, and its one
 * function reads one row by its key and says whether that worked. The SDKs of storage queues and
 * of Twilio are in the bundle and load on first use, as they do in PetOps.
 */
const db = new DatabaseSync(String(process.env['SQLITE_FILE']));
let statement: StatementSync | undefined;

app.http('health', {
  methods: ['GET'],
  route: 'health',
  authLevel: 'anonymous',
  handler: async (request) => {
    statement ??= db.prepare('SELECT body FROM documents WHERE pk = ? AND id = ?');
    const row = statement.get('_platform', 'heartbeat');
    const sdks = request.query.has('sdks') ? await loaded() : 0;
    return { jsonBody: { status: 'ok', found: row !== undefined, sdks } };
  },
});

async function loaded(): Promise<number> {
  const queues = await import('@azure/storage-queue');
  const twilio = await import('twilio');
  return [queues.QueueServiceClient, twilio.default].length;
}
