import { StoreUnavailableError } from '../document-store.ts';

/** The data file cannot be used as it is; the message is one line that names it and the way out. */
export class DamagedStoreError extends Error {
  override name = 'DamagedStoreError';
  readonly file: string;
  constructor(file: string, what: string, options?: ErrorOptions) {
    super(
      `The data file ${file} ${what}: restore a backup, or move it away to start empty.`,
      options,
    );
    this.file = file;
  }
}

// Primary result codes of SQLite, https://sqlite.org/rescode.html
const BUSY = [5, 6];
const DAMAGED = [11, 26];
/** NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL, NOLFS, AUTH. */
const UNAVAILABLE = [7, 8, 9, 10, 13, 14, 15, 22, 23];

/** Whether another process held the lock; the statement may be tried again. */
export function isBusy(error: unknown): boolean {
  return BUSY.includes(resultCode(error));
}

/** The error callers of the store see instead of SQLite's; errors of our own pass unchanged. */
export function translated(file: string, error: unknown): unknown {
  const code = resultCode(error);
  if (DAMAGED.includes(code)) {
    const what = code === 26 ? 'is not a database' : 'is damaged';
    return new DamagedStoreError(file, what, { cause: error });
  }
  if (BUSY.includes(code) || UNAVAILABLE.includes(code)) {
    const reason = error instanceof Error ? error.message : 'no reason given';
    return new StoreUnavailableError(`The data file ${file} does not answer: ${reason}.`, {
      cause: error,
    });
  }
  return error;
}

function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
}
