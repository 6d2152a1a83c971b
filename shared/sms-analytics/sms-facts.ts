import { addByKey } from '../kernel/add-by-key.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { isTooSoon } from '../links/visitor.ts';
import type { Message } from '../messaging/model.ts';
import type { SmsFacts } from './model.ts';

const HOUR_MS = 3_600_000;

/** A STOP within so long after a text counts as its. */
const OPT_OUT_MS = 48 * HOUR_MS;

/** What prices are in when the provider does not say. */
export const PROVIDER_CURRENCY = 'USD';

/** What came back on a text. */
export interface TextEchoes {
  /** When its links were first opened by what looked like a person. */
  readonly opened: readonly Instant[];
  /** When words came from its number that answer it; STOP, START and HELP are none. */
  readonly replies: readonly Instant[];
  /** When a STOP came from its number. */
  readonly stops: readonly Instant[];
}

/** Facts of no text at all. */
export const NO_FACTS: SmsFacts = {
  ...{ taken: 0, unconfirmed: 0, delivered: 0, undelivered: 0, failed: 0 },
  ...{ skipped: 0, expired: 0, open: 0, segments: 0, priced: 0, costMicros: {} },
  ...{ unpricedSegments: 0, answered: 0, clicked: 0, optedOut: 0, reasons: {} },
};

/**
 * The facts of one text. `replyMs` is how long after its claim words count as an answer,
 * inclusively. A text counts as taken when the provider gave it an id or a status; one that failed
 * before has neither and costs nothing.
 */
export function factsOf(message: Message, echoes: TextEchoes, replyMs: number): SmsFacts {
  const { status } = message;
  const taken = isTaken(message);
  const { segments = 1 } = message;
  return {
    ...NO_FACTS,
    ...standing(status),
    ...(taken && { taken: 1, segments, ...costOf(message, segments) }),
    ...(status === 'delivered' && cameBack(message, echoes, replyMs)),
    ...((status === 'undelivered' || status === 'failed') && {
      reasons: { [message.reason ?? 'not-delivered']: 1 },
    }),
  };
}

function isTaken({ status, providerId }: Message): boolean {
  if (['accepted', 'sent', 'delivered', 'undelivered'].includes(status)) return true;
  return status === 'failed' && providerId !== undefined;
}

function standing(status: Message['status']): Partial<SmsFacts> {
  switch (status) {
    case 'accepted':
    case 'sent':
      return { unconfirmed: 1 };
    case 'delivered':
    case 'undelivered':
    case 'failed':
    case 'skipped':
    case 'expired':
      return { [status]: 1 };
    case 'planned':
    case 'sending':
    case 'unknown':
      return { open: 1 };
  }
}

function costOf(message: Message, segments: number): Partial<SmsFacts> {
  const { costMicros, status } = message;
  if (costMicros !== undefined) {
    return { priced: 1, costMicros: { [message.costCurrency ?? PROVIDER_CURRENCY]: costMicros } };
  }
  // A text that never left the provider costs next to nothing, and nobody knows what.
  return status === 'failed' ? {} : { unpricedSegments: segments };
}

function cameBack(message: Message, echoes: TextEchoes, replyMs: number): Partial<SmsFacts> {
  const from = message.claimedAt ?? message.createdAt;
  const within = (instants: readonly Instant[], ms: number): number =>
    Number(instants.some((at) => at >= from && at <= addMs(from, ms)));
  return {
    answered: within(echoes.replies, replyMs),
    clicked: Number(echoes.opened.some((at) => !isTooSoon(at, message))),
    optedOut: within(echoes.stops, OPT_OUT_MS),
  };
}

/** The sum of two facts; the order does not matter. */
export function addFacts(a: SmsFacts, b: SmsFacts): SmsFacts {
  return {
    taken: a.taken + b.taken,
    unconfirmed: a.unconfirmed + b.unconfirmed,
    delivered: a.delivered + b.delivered,
    undelivered: a.undelivered + b.undelivered,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    expired: a.expired + b.expired,
    open: a.open + b.open,
    segments: a.segments + b.segments,
    priced: a.priced + b.priced,
    costMicros: addByKey(a.costMicros, b.costMicros),
    unpricedSegments: a.unpricedSegments + b.unpricedSegments,
    answered: a.answered + b.answered,
    clicked: a.clicked + b.clicked,
    optedOut: a.optedOut + b.optedOut,
    reasons: addByKey(a.reasons, b.reasons),
  };
}
