import { randomUUID } from 'node:crypto';
import type { Instant } from '../../kernel/instant.ts';
import type { Clock } from '../clock.ts';
import { maskNumber } from './mask-number.ts';
import { openOutboxFile, type OutboxLine } from './outbox-file.ts';
import type { OutboundText, SendOutcome, SmsSender, SmsTransport } from './sms-transport.ts';
import { refuseLength } from './text-limits.ts';

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

/**
 * What may befall a text. unreachable: nothing is written, and the caller is told so.
 * lost: nothing is written, and the caller cannot know. lost-answer: the text is written, and the
 * caller cannot know.
 */
export type OutboxFault = 'unreachable' | 'lost' | 'lost-answer';

/** Settings of {@link localOutbox}. */
export interface LocalOutboxOptions {
  /** A file of JSON lines; it and its folder are made when the first text is sent. */
  readonly file: string;
  readonly clock: Clock;
  /** Makes provider ids; random ones by default. */
  readonly newId?: () => string;
  /** Numbers that are refused as unusable (code 21211), for demonstrations. */
  readonly unusable?: readonly string[];
  /** Chooses a fault for a text, for tests. */
  readonly faults?: (text: OutboundText) => OutboxFault | undefined;
}

/** A transport that keeps texts in a file, and lets people read them. */
export interface LocalOutbox extends SmsTransport {
  /** All texts, oldest first; none when there is no file. Throws when it cannot be read. */
  read(): Promise<OutboxText[]>;
}

/**
 * Texts that never leave the machine: each is appended to a file, one JSON line, and counts
 * as delivered. Several processes may append and read at once; a line torn by a crash is
 * passed over and harms no other. Whoever deletes the file has an empty outbox.
 * `find` goes by message id alone: the first text of that message, whatever the attempt.
 */
export function localOutbox(options: LocalOutboxOptions): LocalOutbox {
  const file = openOutboxFile(options.file);
  const newId = options.newId ?? (() => `local_${randomUUID()}`);
  const unusable = new Set(options.unusable);

  return {
    local: true,

    async send(text): Promise<SendOutcome> {
      const refused = refuseLength(text) ?? (unusable.has(text.to) ? UNUSABLE : undefined);
      if (refused !== undefined) return refused;
      const fault = options.faults?.(text);
      if (fault === 'unreachable')
        return { kind: 'not-processed', reason: 'A fault was asked for.' };
      if (fault === 'lost') return LOST;
      const providerId = newId();
      const outcome = await file.append(lineOf(text, providerId, options.clock.now()));
      if (outcome === 'nothing-written') {
        return { kind: 'not-processed', reason: 'The outbox file could not be opened.' };
      }
      if (outcome === 'unknown' || fault === 'lost-answer') return LOST;
      return { kind: 'accepted', providerId };
    },

    async lookUp(providerId) {
      const read = await file.index();
      if (read === undefined) return UNREADABLE;
      return read.providerIds.has(providerId)
        ? { kind: 'found', status: 'delivered' }
        : { kind: 'missing' };
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
      return lines.map((line) => ({ ...line, to: maskNumber(line.to) }));
    },
  };
}

const UNUSABLE: SendOutcome = {
  kind: 'rejected',
  reason: 'The number is not valid.',
  code: 21211,
  fault: 'number',
};
const LOST: SendOutcome = { kind: 'unknown', reason: 'The answer of the outbox got lost.' };
const UNREADABLE = { kind: 'unavailable', reason: 'The outbox file could not be read.' } as const;

function lineOf(text: OutboundText, providerId: string, at: Instant): OutboxLine {
  const { tenantId, messageId, attempt, sender, to, body } = text;
  const whose = { providerId, at, tenantId, messageId, attempt };
  return sender === undefined ? { ...whose, to, body } : { ...whose, sender, to, body };
}
