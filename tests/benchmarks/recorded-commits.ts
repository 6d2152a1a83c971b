import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  partitionKey,
  type DocumentStore,
  type Write,
} from '../../shared/platform/store/document-store.ts';

/** One commit that took place, as a bare database needs it. */
export interface RecordedCommit {
  readonly pk: string;
  readonly etag: string;
  readonly writes: readonly RecordedWrite[];
}

/** A document created or replaced; `body` is its JSON. */
export interface RecordedWrite {
  readonly op: 'create' | 'replace';
  readonly id: string;
  readonly body: string;
}

/** The same store, writing every commit that took place to a file of JSON lines. */
export function recordingStore(
  inner: DocumentStore,
  path: string,
): { readonly store: DocumentStore; end(): void } {
  const file = openSync(path, 'w');
  const commit: DocumentStore['commit'] = async (partition, writes) => {
    const result = await inner.commit(partition, writes);
    if (!result.ok) return result;
    const { etag } = result;
    const commitMade = { pk: partitionKey(partition), etag, writes: writes.map(recorded) };
    writeSync(file, `${JSON.stringify(commitMade)}\n`);
    return result;
  };
  return { store: { ...inner, commit }, end: () => closeSync(file) };
}

function recorded(write: Write): RecordedWrite {
  if (write.op !== 'create' && write.op !== 'replace') {
    throw new Error(`An import that does a ${write.op} cannot be replayed as inserts.`);
  }
  return { op: write.op, id: write.document.id, body: JSON.stringify(write.document) };
}

/** The commits of such a file, in their order. */
export async function* recordedCommits(path: string): AsyncGenerator<RecordedCommit> {
  for await (const line of createInterface(createReadStream(path))) {
    yield JSON.parse(line) as RecordedCommit;
  }
}
