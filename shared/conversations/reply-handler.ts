import type { Phone } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { InboundText, Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { Tenant } from '../tenants/model.ts';

/** A text that came in, with what one needs to know to understand it. */
export interface Reply {
  readonly text: InboundText;
  readonly phone: Stored<Phone>;
  readonly tenant: Tenant;
  /** The latest text to this number that asked something, in the 7 days before. */
  readonly asked: (Message & { readonly asks: NonNullable<Message['asks']> }) | undefined;
}

/** What a handler makes of a text. */
export interface HandledReply {
  /** Committed together with the text's own; each document is written once in a commit. */
  readonly writes: readonly Write[];
  /** Work these writes make due, for the fast path. */
  readonly next?: readonly Pointer[];
  /** What the business answers; absent: nothing. */
  readonly answer?: string;
  /** Whether a person should read it all the same. */
  readonly needsPerson?: boolean;
}

/**
 * A part of the business that understands some of the texts that come in, such as "C" for "I will
 * come". Handlers are asked in their order, and the first that answers has it; what none of them
 * understands waits in the conversation for a person. A text is decided again from fresh reads
 * when a guard broke under it, and it may be acted on late: `handle` has no effect but its writes.
 */
export interface ReplyHandler {
  /** Stored as the text's `handledAs`. */
  readonly name: string;
  handle(context: Context, reply: Reply, now: Instant): Promise<HandledReply | undefined>;
}
