import { randomUUID } from 'node:crypto';
import type { Instant } from '../../kernel/instant.ts';
import type { Clock } from '../clock.ts';
import { maskNumber } from './mask-number.ts';
import { openOutboxFile, type OutboxFate, type OutboxLine } from './outbox-file.ts';
import { takeFault, type OutboxFault } from './outbox-faults.ts';
import type {
  LookUpOutcome,
  OutboundText,
  SendOutcome,
  SmsSender,
  SmsTransport,
} from './sms-transport.ts';
import { refuseLength } from './text-limits.ts';
import { sendOutcomeOf } from './twilio-errors.ts';
import { deliveryWordOf } from './twilio-messages.ts';

/** A text in the local outbox, for people to read. */
export interface OutboxText {
  readonly providerId: string;
  readonly at: Instant;
  readonly tenantId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly sender?: SmsSender;
  /** The number, masked. */
  readonly to: string;
  readonly body: string;
}

/** Settings of {@link localOutbox}. */
export interface LocalOutboxOptions {
  /** A file of JSON lines; it and its folder are made when the first text is sent. */
  readonly file: string;
  readonly clock: Clock;
  /** Makes provider ids; random ones by default. */
  readonly newId?: () => string;
  /** Numbers that are refused as unusable (code 21211), for demonstrations. */
  readonly unusable?: readonly string[];
  /** What a text is said to cost, in millionths of a dollar; nothing by default. */
  readonly costMicrosOf?: (body: string) => number;
  /** Where the faults wait that somebody asked for; absent: there are none. */
  readonly faultFolder?: string;
}

/** A transport that keeps texts in a file, and lets people read them. */
export interface LocalOutbox extends SmsTransport {
  /** All texts, oldest first; none when there is no file. Throws when it cannot be read. */
  read(): Promise<OutboxText[]>;
}

/**
 * Texts that never leave the machine: each is appended to a file, one JSON line, and counts as
 * delivered unless a fault was asked for. Several processes may append and read at once; a line torn
 * by a crash is passed over and harms no other. Whoever deletes the file has an empty outbox.
 * `find` goes by message id alone: the first text of that message, whatever the attempt.
 */
export function localOutbox(options: LocalOutboxOptions): LocalOutbox {
  const { clock, costMicrosOf, faultFolder } = options;
  const file = openOutboxFile(options.file);
  const newId = options.newId ?? (() => `local_${randomUUID()}`);
  const unusable = new Set(options.unusable);

  /** Writes the text and answers, unless the fault swallows the answer. */
  const keep = async (text: OutboundText, fault: OutboxFault | undefined): Promise<SendOutcome> => {
    const providerId = newId();
    const written = await file.append({
      ...lineOf(text, providerId, clock.now()),
      ...(fault?.kind === 'undelivered' && { undeliveredCode: fault.code ?? UNREACHED }),
      ...(costMicrosOf !== undefined && { costMicros: costMicrosOf(text.body) }),
    });
    if (written === 'nothing-written') {
      return { kind: 'not-processed', reason: 'The outbox file could not be opened.' };
    }
    return written === 'unknown' || fault?.kind === 'unknown'
      ? LOST
      : { kind: 'accepted', providerId };
  };

  return {
    local: true,

    async send(text): Promise<SendOutcome> {
      const refused = refuseLength(text) ?? (unusable.has(text.to) ? refusal(21211) : undefined);
      if (refused !== undefined) return refused;
      const fault = faultFolder === undefined ? undefined : await takeFault(faultFolder);
      const instead = fault && outcomeInstead(fault);
      if (instead !== undefined) return instead;
      return keep(text, fault);
    },

    async lookUp(providerId) {
      const read = await file.index();
      if (read === undefined) return UNREADABLE;
      const fate = read.fates.get(providerId);
      return fate === undefined ? { kind: 'missing' } : foundAs(fate);
    },

    async find({ messageId, exclude }) {
      const read = await file.index();
      if (read === undefined) return UNREADABLE;
      const ids = read.byMessage.get(messageId) ?? [];
      const providerId = ids.find((id) => exclude?.includes(id) !== true);
      return providerId === undefined ? { kind: 'missing' } : { kind: 'found', providerId };
    },

    async read() {
      const lines = await file.lines();
      return lines.map(readable);
    },
  };
}

/** A text for people: its number masked, without what proves its receipts. */
function readable(line: OutboxLine): OutboxText {
  const { receiptSecret: _, undeliveredCode: _code, costMicros: _cost, ...text } = line;
  return { ...text, to: maskNumber(line.to) };
}

const LOST: SendOutcome = { kind: 'unknown', reason: 'The answer of the outbox got lost.' };
const UNREADABLE = { kind: 'unavailable', reason: 'The outbox file could not be read.' } as const;

/** The codes of faults that were asked for without one: a phone out of reach, no mobile number. */
const UNREACHED = 30003;
const NO_MOBILE = 21614;

/** What is answered in the place of taking the text; undefined: it is taken. */
function outcomeInstead({ kind, code }: OutboxFault): SendOutcome | undefined {
  switch (kind) {
    case 'undelivered':
    case 'unknown':
      return undefined;
    case 'lost':
      return LOST;
    case 'unreachable':
      return { kind: 'not-processed', reason: 'A fault was asked for.' };
    case 'rate-limited':
      return sendOutcomeOf({ status: 429, code: code ?? 20429 });
    case 'refused':
      return refusal(code ?? NO_MOBILE);
  }
}

/** Turned away as the provider does it: what follows from a code is the same table's. */
function refusal(code: number): SendOutcome {
  return sendOutcomeOf({ status: 400, code });
}

function foundAs({ undeliveredCode, costMicros = 0 }: OutboxFate): LookUpOutcome {
  const status = undeliveredCode === undefined ? 'delivered' : 'undelivered';
  const word = deliveryWordOf({ status, errorCode: undeliveredCode ?? null });
  // A price is always told, so that nobody asks for it again.
  return { kind: 'found', ...word, costMicros, costCurrency: 'USD' };
}

function lineOf(text: OutboundText, providerId: string, at: Instant): OutboxLine {
  const { tenantId, messageId, attempt, sender, to, body, receiptSecret } = text;
  const whose = { providerId, at, tenantId, messageId, attempt };
  return {
    ...whose,
    ...(sender !== undefined && { sender }),
    to,
    body,
    ...(receiptSecret !== undefined && { receiptSecret }),
  };
}
