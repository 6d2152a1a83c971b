import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { managedIdentity } from '../managed-identity.ts';
import { openedOnce } from '../opened-once.ts';
import { instantOf } from '../../kernel/instant.ts';
import { FilesUnavailableError, FileTooLargeError, type FileFacts, type Files } from './files.ts';
import { limited } from './limited.ts';

/** Where the files are. */
export type BlobFilesOptions = {
  readonly container: string;
  /** Whether the container is made when it is not there; for an emulator only. */
  readonly createMissing?: boolean;
} & (
  | { readonly connectionString: string }
  /** `https://<account>.blob.core.windows.net`, signed in by managed identity. */
  | { readonly serviceUri: string; readonly clientId?: string }
);

const BLOCK_BYTES = 4 * 1024 * 1024;
const PARALLEL_BLOCKS = 2;

/**
 * Files as blobs of one container. A blob's blocks are committed when all have arrived, so an
 * upload that is cut off leaves nothing under its name. The SDK is loaded at the first call.
 */
export function blobFiles(options: BlobFilesOptions): Files {
  const container = openedOnce(async () => connect(options));
  return {
    async put(name, content, { contentType, maxBytes }) {
      const { stream, bytes } = limited(content, maxBytes);
      try {
        const blob = (await container()).getBlockBlobClient(name);
        const { lastModified } = await blob.uploadStream(stream, BLOCK_BYTES, PARALLEL_BLOCKS, {
          blobHTTPHeaders: { blobContentType: contentType },
        });
        return { name, bytes: bytes(), modifiedAt: instantOf(lastModified ?? 0) };
      } catch (error) {
        throw error instanceof FileTooLargeError ? error : unavailable(error);
      }
    },
    async open(name) {
      const reply = await orMissing(async () => (await container()).getBlobClient(name).download());
      const body = reply?.readableStreamBody;
      return body === undefined ? undefined : Readable.from(body);
    },
    async stat(name) {
      const facts = await orMissing(async () =>
        (await container()).getBlobClient(name).getProperties(),
      );
      return facts && factsOf(name, facts);
    },
    async delete(name) {
      await orMissing(async () => (await container()).getBlobClient(name).deleteIfExists());
    },
    async *list(prefix) {
      try {
        for await (const { name, properties } of (await container()).listBlobsFlat({ prefix })) {
          yield factsOf(name, properties);
        }
      } catch (error) {
        throw unavailable(error);
      }
    },
  };
}

function factsOf(
  name: string,
  facts: { readonly contentLength?: number; readonly lastModified?: Date },
): FileFacts {
  return {
    name,
    bytes: facts.contentLength ?? 0,
    modifiedAt: instantOf(facts.lastModified ?? 0),
  };
}

async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw unavailable(error);
  }
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
}

function unavailable(cause: unknown): FilesUnavailableError {
  const status = statusOf(cause);
  const what = typeof status === 'number' ? `status ${String(status)}` : 'no answer';
  return new FilesUnavailableError(`The file storage failed (${what}).`, { cause });
}

async function connect(options: BlobFilesOptions): Promise<ContainerClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob');
  const service =
    'connectionString' in options
      ? BlobServiceClient.fromConnectionString(options.connectionString)
      : new BlobServiceClient(options.serviceUri, await managedIdentity(options.clientId));
  const container = service.getContainerClient(options.container);
  if (options.createMissing === true) await container.createIfNotExists();
  return container;
}
