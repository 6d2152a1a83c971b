import type { CodeNews, SendOutcome, SmsFault } from './sms-transport.ts';
import { twilioCode } from './twilio-codes.ts';

/**
 * What is safe to keep of whatever the Twilio SDK threw. The error itself is never
 * passed on or logged: it may carry the credentials, the number and the text.
 */
export interface TwilioFailure {
  /** HTTP status when Twilio answered with a refusal. */
  readonly status?: number;
  /** Twilio's own code, when it gave one. */
  readonly code?: number;
  /** The system's code when there was no answer (`ECONNRESET`). */
  readonly networkCode?: string;
  /** Whether the connection was never made, so that nothing can have been sent. */
  readonly neverConnected: boolean;
}

/** System codes that only a connection never made can have. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  // The TLS handshake comes before the request.
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * Reads an error of the SDK. An answer of Twilio is known by its numeric `status`, whatever
 * the class; `code` is Twilio's number or the system's text, so its type decides.
 */
export function readTwilioError(error: unknown): TwilioFailure {
  if (typeof error !== 'object' || error === null) return { neverConnected: false };
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  const code = 'code' in error ? error.code : undefined;
  if (status !== undefined) {
    const known = typeof code === 'number' && code > 0;
    return { status, ...(known && { code }), neverConnected: false };
  }
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{2,60}$/.test(code)) {
    return { neverConnected: false };
  }
  return {
    networkCode: code,
    neverConnected: NEVER_CONNECTED.has(code) || failedToConnect(error),
  };
}

function failedToConnect(error: object): boolean {
  const cause: unknown = 'cause' in error ? error.cause : undefined;
  return (
    typeof cause === 'object' && cause !== null && 'syscall' in cause && cause.syscall === 'connect'
  );
}

/**
 * What a failed send call means. Refused only by a 4xx answer; repeatable only when it
 * is certain that nothing was taken in (429, no connection); all else is unknown: Twilio may
 * have sent the text before the answer got lost.
 */
export function sendOutcomeOf(error: unknown): SendOutcome {
  const failure = readTwilioError(error);
  const reason = reasonOf(failure);
  const withCode = failure.code === undefined ? { reason } : { reason, code: failure.code };
  if (failure.neverConnected) return { kind: 'not-processed', reason };
  const { status } = failure;
  if (status === 429) return { kind: 'not-processed', ...withCode };
  if (status === undefined || status < 400 || status >= 500 || status === 408) {
    return { kind: 'unknown', reason };
  }
  const fault = faultOf(status, failure.code);
  if (fault === 'busy') return { kind: 'not-processed', ...withCode };
  return { kind: 'rejected', ...withCode, fault, ...newsOf(failure.code) };
}

function newsOf(code: number | undefined): CodeNews {
  if (code === undefined) return {};
  const known = twilioCode(code);
  if (known === undefined) return { unmapped: true };
  return known.quotaZone === undefined ? {} : { quotaZone: known.quotaZone };
}

/** The fault of a 4xx answer: by code where we know it, else by status, else this text's. */
function faultOf(status: number, code: number | undefined): SmsFault | 'busy' {
  const fault = code === undefined ? undefined : twilioCode(code)?.fault;
  if (fault !== undefined && fault !== 'transient') return fault;
  return [401, 403, 404, 407].includes(status) ? 'sender' : 'message';
}

/** One sentence for a failure, made of our own words and of codes alone. */
export function reasonOf({ status, code, networkCode, neverConnected }: TwilioFailure): string {
  const known = code === undefined ? undefined : twilioCode(code)?.meaning;
  if (known !== undefined) return known;
  if (status !== undefined) {
    const detail = code === undefined ? '' : `, code ${String(code)}`;
    return `Twilio answered with HTTP ${String(status)}${detail}.`;
  }
  if (neverConnected) return `Twilio could not be reached (${networkCode ?? 'no connection'}).`;
  if (networkCode === 'ECONNABORTED' || networkCode === 'ETIMEDOUT') {
    return 'Twilio did not answer in time.';
  }
  if (networkCode !== undefined) return `The connection to Twilio broke (${networkCode}).`;
  return 'The answer of Twilio could not be read.';
}
