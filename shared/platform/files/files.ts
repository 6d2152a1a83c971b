import type { Readable } from 'node:stream';
import type { Instant } from '../../kernel/instant.ts';

/**
 * The port to files: what a tenant uploads and what is made for it. Names are made by
 * {@link fileName}, never taken from a request. A file appears whole or not at all.
 */
export interface Files {
  /**
   * Writes a file, replacing one of the same name once all of it has arrived. Throws
   * {@link FileTooLargeError} beyond `maxBytes`; nothing is left of it then.
   */
  put(name: string, content: Readable | Uint8Array, options: PutOptions): Promise<FileFacts>;
  /** The content of a file from its beginning, or undefined when there is none. */
  open(name: string): Promise<Readable | undefined>;
  /** What is known of a file, or undefined when there is none. */
  stat(name: string): Promise<FileFacts | undefined>;
  /** Removes a file; nothing happens when there is none. */
  delete(name: string): Promise<void>;
  /** Files whose name begins with `prefix`, in no particular order. */
  list(prefix: string): AsyncIterable<FileFacts>;
}

/** How a file is written. */
export interface PutOptions {
  readonly contentType: string;
  readonly maxBytes: number;
}

/** What is known of a file. */
export interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedAt: Instant;
}

/** More arrived than the caller allows. */
export class FileTooLargeError extends Error {
  override name = 'FileTooLargeError';
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`The file is larger than ${String(maxBytes)} bytes.`);
    this.maxBytes = maxBytes;
  }
}

/** The file storage did not answer. Retry later. */
export class FilesUnavailableError extends Error {
  override name = 'FilesUnavailableError';
  readonly retryable = true;
}

const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;

/**
 * The name of a tenant's file: the tenant, then the parts, joined by slashes. Each part is 1 to
 * 100 letters, digits, `.`, `_` and `-` and does not begin with a dot, so that no name leaves
 * its folder. Throws a RangeError for anything else.
 */
export function fileName(tenantId: string, ...parts: readonly string[]): string {
  for (const part of [tenantId, ...parts]) {
    if (!PART.test(part))
      throw new RangeError(`${JSON.stringify(part)} is no part of a file name.`);
  }
  return [tenantId, ...parts].join('/');
}
