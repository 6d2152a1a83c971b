import type { IncomingMessage } from 'node:http';
import type { RequestKind } from './faults.ts';
import { SyntaxRefusal } from './parse-sql.ts';
import { PartitionStore, type Item, type Operation } from './partition-store.ts';
import { QueryPlans, type IndexedPaths, type QueryBody } from './query-answers.ts';

/** A request as it arrived, its body whole. */
export interface Arrived {
  readonly request: IncomingMessage;
  readonly kind: RequestKind;
  readonly body: Buffer;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Definition {
  readonly id: string;
  readonly partitionKey: { readonly paths: readonly string[] };
  readonly defaultTtl?: number;
  readonly indexingPolicy?: IndexedPaths;
}

interface Container {
  readonly definition: Definition;
  readonly documents: PartitionStore;
}

const MAX_BATCH_OPERATIONS = 100;
const MAX_BATCH_BYTES = 2 * 1024 * 1024;
/** Far below what the service gives, so that following continuations is part of every test. */
const MAX_ROWS = 40;

/** Databases, containers and documents of one account, and the answers to requests for them. */
export class Account {
  readonly #databases = new Map<string, Map<string, Container>>();
  readonly #plans = new QueryPlans();
  readonly #continued = new Map<string, unknown[]>();
  readonly #now: () => number;
  readonly #consistency: string;

  constructor(now: () => number, consistency: string) {
    this.#now = now;
    this.#consistency = consistency;
  }

  documents(database: string, container: string): PartitionStore {
    const found = this.#databases.get(database)?.get(container);
    if (!found) throw new Error(`There is no container ${database}/${container}.`);
    return found.documents;
  }

  answer(arrived: Arrived): Answer {
    const { url = '/' } = arrived.request;
    const segments = url.split('/').filter((it) => it !== '');
    const [, database, , container, resource, id] = segments.map(decodeURIComponent);
    if (database === undefined || container === undefined) {
      return this.#aboutDatabases(arrived, database, segments.length);
    }
    const found = this.#databases.get(database)?.get(container);
    if (!found) return refused(404, 'NotFound');
    if (resource === undefined) return { status: 200, body: found.definition };
    if (resource === 'pkranges') return { status: 200, body: RANGES };
    return id === undefined ? this.#onDocuments(arrived, found) : onDocument(arrived, found, id);
  }

  #aboutDatabases(arrived: Arrived, database: string | undefined, depth: number): Answer {
    if (depth === 0) return { status: 200, body: this.#description() };
    if (arrived.request.method === 'GET') {
      const exists = database !== undefined && this.#databases.has(database);
      return exists ? { status: 200, body: { id: database } } : refused(404, 'NotFound');
    }
    const definition = JSON.parse(arrived.body.toString()) as Definition;
    if (database === undefined) {
      this.#databases.set(definition.id, new Map());
    } else {
      const documents = new PartitionStore(this.#now);
      this.#databases.get(database)?.set(definition.id, { definition, documents });
    }
    return { status: 201, body: definition };
  }

  #description(): unknown {
    return {
      id: 'peer',
      userConsistencyPolicy: { defaultConsistencyLevel: this.#consistency },
      writableLocations: [],
      readableLocations: [],
      enableMultipleWriteLocations: false,
    };
  }

  #onDocuments(arrived: Arrived, container: Container): Answer {
    const { kind, body } = arrived;
    switch (kind) {
      case 'batch':
        return onBatch(arrived, container);
      case 'plan':
        return { status: 200, body: this.#plans.planOf(JSON.parse(body.toString()) as QueryBody) };
      case 'query':
        return this.#onQuery(arrived, container);
      default: {
        const document = JSON.parse(body.toString()) as Item;
        const pk = partitionOf(arrived.request);
        if (pk === undefined || arrived.request.headers['x-ms-documentdb-is-upsert'] !== 'true') {
          return refused(400, 'This peer creates documents by batch and by upsert alone.');
        }
        return { status: 200, body: container.documents.put(pk, document) };
      }
    }
  }

  #onQuery({ request, body }: Arrived, { definition, documents }: Container): Answer {
    const { headers } = request;
    const continuation = headers['x-ms-continuation'];
    if (typeof continuation === 'string') {
      return this.#page(this.#continued.get(continuation) ?? [], request);
    }
    const query = JSON.parse(body.toString()) as QueryBody;
    const pk = partitionOf(request);
    const range = headers['x-ms-documentdb-partitionkeyrangeid'];
    try {
      if (pk === undefined && range === undefined) {
        const additionalErrorInfo = JSON.stringify(this.#plans.planOf(query));
        return refused(400, 'The query needs a plan.', { additionalErrorInfo });
      }
      const items = documents.items((it) => (pk === undefined ? rangeOf(it) === range : it === pk));
      const rows = this.#plans.rowsOf(query, items, definition.indexingPolicy ?? {});
      // A page may be empty although more follow.
      return rows.length > MAX_ROWS ? this.#continuing([], rows) : this.#page(rows, request);
    } catch (error) {
      if (error instanceof SyntaxRefusal) return refused(400, error.message);
      throw error;
    }
  }

  #page(rows: readonly unknown[], request: IncomingMessage): Answer {
    const asked = Number(request.headers['x-ms-max-item-count'] ?? MAX_ROWS);
    const size = asked > 0 ? Math.min(asked, MAX_ROWS) : MAX_ROWS;
    return this.#continuing(rows.slice(0, size), rows.slice(size));
  }

  #continuing(now: readonly unknown[], later: unknown[]): Answer {
    const body = { _rid: 'rid', Documents: now, _count: now.length };
    if (later.length === 0) return { status: 200, body };
    const token = `continuation-${this.#continued.size}`;
    this.#continued.set(token, later);
    return { status: 200, body, headers: { 'x-ms-continuation': token } };
  }
}

function onDocument({ request }: Arrived, { documents }: Container, id: string): Answer {
  const pk = partitionOf(request);
  if (pk === undefined) return refused(400, 'The partition key is missing.');
  if (request.method === 'DELETE') {
    return documents.delete(pk, id) ? { status: 204 } : refused(404, 'NotFound');
  }
  const found = documents.get(pk, id);
  return found ? { status: 200, body: found } : refused(404, 'NotFound');
}

function onBatch({ request, body }: Arrived, { documents }: Container): Answer {
  const pk = partitionOf(request);
  if (pk === undefined || request.headers['x-ms-cosmos-batch-atomic'] !== 'true') {
    return refused(400, 'This peer takes atomic batches of one partition alone.');
  }
  if (body.byteLength > MAX_BATCH_BYTES) return refused(413, 'RequestEntityTooLarge');
  const operations = JSON.parse(body.toString()) as Operation[];
  if (operations.length > MAX_BATCH_OPERATIONS) return refused(400, 'Too many operations.');
  const results = documents.batch(pk, operations);
  const charge = results.reduce((sum, { requestCharge }) => sum + requestCharge, 0);
  const status = results.some(({ statusCode }) => statusCode >= 400) ? 207 : 200;
  return { status, body: results, headers: { 'x-ms-request-charge': String(charge) } };
}

function refused(status: number, message: string, more: object = {}): Answer {
  return { status, body: { code: String(status), message, ...more } };
}

function partitionOf({ headers }: IncomingMessage): string | undefined {
  const header = headers['x-ms-documentdb-partitionkey'];
  return typeof header === 'string' ? (JSON.parse(header) as string[])[0] : undefined;
}

/** Two physical partitions, so that reads across tenants have something to bring together. */
const RANGES = {
  _rid: 'rid',
  PartitionKeyRanges: [
    { id: '0', minInclusive: '', maxExclusive: '80' },
    { id: '1', minInclusive: '80', maxExclusive: 'FF' },
  ],
};

function rangeOf(pk: string): string {
  return String(Buffer.from(pk).reduce((sum, byte) => sum + byte, 0) % 2);
}
