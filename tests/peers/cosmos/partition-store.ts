/** A document as the service holds it. */
export interface Item {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** One operation of a batch. */
export interface Operation {
  readonly operationType: string;
  readonly id?: string;
  readonly ifMatch?: string;
  readonly resourceBody?: Item & {
    readonly operations?: readonly { op: string; path: string; value: unknown }[];
  };
}

/** What became of one operation. */
export interface OperationResult {
  readonly statusCode: number;
  readonly requestCharge: number;
  readonly eTag?: string;
}

interface Kept {
  readonly item: Item;
  readonly writtenMs: number;
}

const FAILED_WITH_ANOTHER = 424;

/** The documents of one container, by partition and id. */
export class PartitionStore {
  readonly #now: () => number;
  readonly #partitions = new Map<string, Map<string, Kept>>();
  #writings = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The documents of these partitions that have not expired. */
  items(isWanted: (pk: string) => boolean): Item[] {
    return [...this.#partitions].flatMap(([pk, documents]) =>
      isWanted(pk)
        ? [...documents.values()].filter((it) => this.#lives(it)).map((it) => it.item)
        : [],
    );
  }

  get(pk: string, id: string): Item | undefined {
    const kept = this.#partitions.get(pk)?.get(id);
    return kept && this.#lives(kept) ? kept.item : undefined;
  }

  put(pk: string, document: Item): Item {
    return this.#put(this.#documents(pk), document);
  }

  delete(pk: string, id: string): boolean {
    const there = this.get(pk, id) !== undefined;
    this.#partitions.get(pk)?.delete(id);
    return there;
  }

  /** All operations in their order or, when one fails, none: then all others are answered 424. */
  batch(pk: string, operations: readonly Operation[]): OperationResult[] {
    const staged = new Map(this.#documents(pk));
    const results: OperationResult[] = [];
    for (const operation of operations) {
      const result = this.#apply(pk, staged, operation);
      results.push(result);
      if (result.statusCode >= 400) {
        return operations.map((_, index) =>
          index === results.length - 1
            ? result
            : { statusCode: FAILED_WITH_ANOTHER, requestCharge: 0 },
        );
      }
    }
    this.#partitions.set(pk, staged);
    return results;
  }

  #apply(pk: string, documents: Map<string, Kept>, operation: Operation): OperationResult {
    const { operationType, resourceBody: body, ifMatch } = operation;
    const id = operation.id ?? body?.id ?? '';
    const refusal = (statusCode: number): OperationResult => ({ statusCode, requestCharge: 1 });
    const kept = documents.get(id);
    const there = kept && this.#lives(kept) ? kept.item : undefined;
    if (operationType === 'Create') {
      if (body?.['pk'] !== pk) return refusal(400);
      return there ? refusal(409) : this.#written(201, this.#put(documents, body));
    }
    if (operationType === 'Upsert') {
      if (body?.['pk'] !== pk) return refusal(400);
      return this.#written(there ? 200 : 201, this.#put(documents, body));
    }
    if (!there) return refusal(404);
    if (ifMatch !== undefined && ifMatch !== there['_etag']) return refusal(412);
    switch (operationType) {
      case 'Replace':
        if (body?.['pk'] !== pk || body.id !== id) return refusal(400);
        return this.#written(200, this.#put(documents, body));
      case 'Patch':
        return this.#written(200, this.#put(documents, patched(there, body?.operations ?? [])));
      case 'Delete':
        documents.delete(id);
        return { statusCode: 204, requestCharge: 5 };
      default:
        return refusal(400);
    }
  }

  #written(statusCode: number, item: Item): OperationResult {
    return { statusCode, requestCharge: 5.5, eTag: String(item['_etag']) };
  }

  #put(documents: Map<string, Kept>, document: Item): Item {
    this.#writings += 1;
    const writtenMs = this.#now();
    const item = {
      ...document,
      _rid: `rid-${this.#writings}`,
      _self: `self-${this.#writings}`,
      _etag: `"${this.#writings.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000"`,
      _attachments: 'attachments/',
      _ts: Math.floor(writtenMs / 1000),
    };
    documents.set(document.id, { item, writtenMs });
    return item;
  }

  #documents(pk: string): Map<string, Kept> {
    const there = this.#partitions.get(pk) ?? new Map<string, Kept>();
    this.#partitions.set(pk, there);
    return there;
  }

  /** To the millisecond, where the service counts whole seconds. */
  #lives({ item, writtenMs }: Kept): boolean {
    const { ttl } = item;
    return typeof ttl !== 'number' || ttl < 0 || writtenMs + ttl * 1000 > this.#now();
  }
}

function patched(
  item: Item,
  operations: readonly { op: string; path: string; value: unknown }[],
): Item {
  const changes = operations.map(({ op, path, value }) => {
    if (op !== 'set') throw new Error(`This peer patches by set alone, not by ${op}.`);
    return [path.slice(1), value] as const;
  });
  return { ...item, ...Object.fromEntries(changes) };
}
