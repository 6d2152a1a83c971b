import type { Instant } from '../../kernel/instant.ts';

/**
 * The port to whoever carries texts. One attempt per call; never retries by itself, never throws.
 * Every call answers within some 10 s.
 */
export interface SmsTransport {
  /** Whether texts leave this machine; a local transport may act at any instant. */
  readonly local: boolean;
  /** Hands one text over; every ambiguity becomes `unknown`. */
  send(text: OutboundText): Promise<SendOutcome>;
  /** Looks up what became of a text that was accepted under this provider id. */
  lookUp(providerId: string): Promise<LookUpOutcome>;
  /** Looks for a text that may have been accepted although its send call gave no clear answer. */
  find(trace: TextTrace): Promise<FindOutcome>;
}

/** A text to be sent. */
export interface OutboundText {
  readonly tenantId: string;
  readonly messageId: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** The tenant's own sender; absent: the deployment's default sender. */
  readonly sender?: SmsSender;
  /** E.164. */
  readonly to: string;
  /** 1 to 1600 characters. */
  readonly body: string;
  /** After so many seconds the text is of no use any more; 1 to 36000. */
  readonly validitySeconds: number;
  /** Comes back with each receipt and proves that it speaks of this text; absent: none are asked for. */
  readonly receiptSecret?: string;
}

/** Who a text comes from: a Twilio Messaging Service or a number. */
export type SmsSender = { readonly messagingServiceSid: string } | { readonly from: string };

/**
 * Where a refusal lies. number: this number cannot be texted. opted-out: its holder said STOP
 * to the provider. message: this text is at fault, the number and the sender are not.
 * sender: our set-up is at fault, other texts will fail too.
 */
export type SmsFault = 'number' | 'opted-out' | 'message' | 'sender';

/** What is known of an error code beside the fault it stands for. */
export interface CodeNews {
  /** A code that the table does not list: it was judged by its class alone, and staff should know. */
  readonly unmapped?: true;
  /** A day's quota is used up: it is given anew at midnight in this zone. */
  readonly quotaZone?: string;
  /** A carrier took the words for unwanted. */
  readonly filtered?: true;
}

/** How a send call ended. `reason` is plain words without number, text or credential. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** Nothing was sent and repeating will not help. */
  | ({
      readonly kind: 'rejected';
      readonly reason: string;
      readonly code?: number;
      readonly fault: SmsFault;
    } & CodeNews)
  /** Provably not processed: may be sent again later. */
  | { readonly kind: 'not-processed'; readonly reason: string; readonly code?: number }
  /** Nobody knows whether it was sent: reconcile before any resend. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** How an accepted text can stand with the provider. The last three are its last word. */
export const DELIVERY_STATUSES = [
  'accepted',
  'sent',
  'delivered',
  'undelivered',
  'failed',
] as const;

/** What the provider says of a text it accepted. */
export interface DeliveryWord extends CodeNews {
  readonly status: (typeof DELIVERY_STATUSES)[number];
  readonly code?: number;
  /** Of an undelivered or failed text, when the code is known; transient: the same text may get through later. */
  readonly fault?: SmsFault | 'transient';
  /** Plain words for `code`, without number, text or credential. */
  readonly reason?: string;
  /** Segments billed, when the provider says so. */
  readonly segments?: number;
  /** What it cost in millionths of the provider's currency unit, when known. */
  readonly costMicros?: number;
  /** ISO 4217 code of that unit. */
  readonly costCurrency?: string;
}

/** A {@link DeliveryWord} that the provider tells by itself; its order and its arrival are not promised. */
export interface ProviderReceipt extends DeliveryWord {
  readonly providerId: string;
}

/** What became of an accepted text. */
export type LookUpOutcome =
  | ({ readonly kind: 'found' } & DeliveryWord)
  | { readonly kind: 'missing' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** What is known of a text whose send call gave no clear answer. */
export interface TextTrace {
  readonly messageId: string;
  readonly to: string;
  readonly body: string;
  /** When the call began, by a clock that agrees with the provider's within a minute. */
  readonly since: Instant;
  /** Provider ids known to be other texts: two texts may say the same to the same number. */
  readonly exclude?: readonly string[];
}

/** Whether such a text was found. */
export type FindOutcome =
  | { readonly kind: 'found'; readonly providerId: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unavailable'; readonly reason: string };
