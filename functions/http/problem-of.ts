import { ProblemError } from '../../shared/kernel/problem.ts';
import { IdentityUnavailableError } from '../../shared/platform/identity/token-verifier.ts';
import { FilesUnavailableError } from '../../shared/platform/files/files.ts';
import type { Log } from '../../shared/platform/log.ts';
import {
  InvalidCursorError,
  StoreUnavailableError,
} from '../../shared/platform/store/document-store.ts';
import { AccessError } from './authenticate.ts';
import type { AnyProblem } from './problem-reply.ts';

const RETRY_AFTER_SECONDS = '5';

/**
 * The problem that an error becomes. Outages are 503 with `Retry-After`; whatever nobody
 * foresaw is 500 without detail, and is logged whole.
 */
export function problemOf(error: unknown, log: Log): AnyProblem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof AccessError) return error.problem;
  if (error instanceof InvalidCursorError) return invalidCursor();
  if (error instanceof StoreUnavailableError) return outage('store-unavailable', error, log);
  if (error instanceof FilesUnavailableError) return outage('files-unavailable', error, log);
  if (error instanceof IdentityUnavailableError) return outage('sign-in-unavailable', error, log);
  log.error('Request failed', {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return {
    kind: 'internal-error',
    status: 500,
    detail: 'Something went wrong on our side. Quote the correlation id when you report it.',
  };
}

function invalidCursor(): AnyProblem {
  return {
    kind: 'invalid-cursor',
    status: 400,
    detail: 'The cursor does not belong to this list.',
    field: 'cursor',
    allowed: 'the `next` of the page before, with the same filters',
  };
}

function outage(kind: string, error: Error, log: Log): AnyProblem {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  log.warn('Request met an outage', { kind, error: error.message, cause });
  return {
    kind,
    status: 503,
    detail: 'A part of the service does not answer right now. Try again in a moment.',
    headers: { 'retry-after': RETRY_AFTER_SECONDS },
  };
}
