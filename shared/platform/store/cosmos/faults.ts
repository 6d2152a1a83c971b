import { CommitTooLargeError, StoreUnavailableError } from '../document-store.ts';

/** What is known of a failed request. */
export interface Fault {
  /** The HTTP status, or undefined when no answer arrived. */
  readonly status: number | undefined;
  /** A short name of it for messages. */
  readonly code: string;
  /** How long the service asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Time-out, partition moved, throttled, too large a number of rivals, and the service's own
 * failures: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
 */
const PASSING = [408, 410, 429, 449, 500, 502, 503, 504];
/** Refused before anything was done. */
const CERTAINLY_NOT_DONE = [400, 401, 403, 404, 413, 429];

/** An answer inside a batch that is a failure of the service, not a broken guard. */
export class BatchFault extends Error {
  override name = 'BatchFault';
  readonly code: number;
  readonly retryAfterInMs: number | undefined;
  constructor(status: number, retryAfterMs: number | undefined) {
    super(`The batch was answered with ${status}.`);
    this.code = status;
    this.retryAfterInMs = retryAfterMs;
  }
}

/** What arrived was no answer of the service, such as the page of a proxy: anything may have happened. */
class UnreadableAnswerError extends Error {
  override name = 'UnreadableAnswerError';
  readonly code = 'unreadable answer';
}

/** Waits for a call of the SDK; what it throws carries a code that {@link faultOf} can read. */
export async function answerOf<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (faultOf(error) !== undefined) throw error;
    // The SDK trips over bodies that are empty or no JSON, and credentials fail without a code.
    throw new UnreadableAnswerError('A call of the SDK failed.', { cause: error });
  }
}

/** Reads what the SDK throws; it wraps the errors of batches. Undefined: no failed request at all. */
export function faultOf(error: unknown): Fault | undefined {
  for (let it = error; it instanceof Error; it = it.cause) {
    if (!('code' in it)) continue;
    const { code } = it;
    const wait = 'retryAfterInMs' in it ? Number(it.retryAfterInMs) : NaN;
    const retryAfterMs = Number.isFinite(wait) ? wait : undefined;
    if (typeof code === 'number') return { status: code, code: `HTTP ${code}`, retryAfterMs };
    if (typeof code === 'string') return { status: undefined, code, retryAfterMs };
  }
  return undefined;
}

/** Whether the same request may succeed in a moment. */
export function isPassing({ status }: Fault): boolean {
  return status === undefined || PASSING.includes(status);
}

/** Whether the request may have been carried out although it failed. */
export function isUnclear({ status }: Fault): boolean {
  return status === undefined || !CERTAINLY_NOT_DONE.includes(status);
}

/** The error that callers of the store see instead of the SDK's; errors of our own pass unchanged. */
export function translated(error: unknown): unknown {
  const fault = faultOf(error);
  // 400 says that the request itself is wrong: a fault of ours that must not look like an outage.
  if (fault === undefined || fault.status === 400) return error;
  if (fault.status === 413) {
    return new CommitTooLargeError('Cosmos DB refuses the commit as too large.', { cause: error });
  }
  return new StoreUnavailableError(`Cosmos DB ${meaningOf(fault)} (${fault.code}).`, {
    cause: error,
  });
}

function meaningOf({ status }: Fault): string {
  switch (status) {
    case 401:
    case 403:
      return 'refuses access: check the key, or the role of the identity';
    case 404:
      return 'has no such database or container: deploy the infrastructure first';
    case 429:
      return 'has no request units left';
    default:
      return 'does not answer';
  }
}
