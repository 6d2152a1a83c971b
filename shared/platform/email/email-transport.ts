/** The port to whoever carries e-mail. One attempt per call; never retries by itself, never throws. */
export interface EmailTransport {
  /** Whether mails stay on this machine; a local transport may act at any instant. */
  readonly local: boolean;
  /** Hands one mail over. Takes at most 30 s; every ambiguity becomes `unknown`. */
  send(mail: OutboundEmail): Promise<EmailOutcome>;
}

/** How many mails may be handed over, for the whole deployment: providers limit an account, not a business. */
export interface EmailPace {
  readonly perMinute: number;
  readonly perHour: number;
}

/** The transport a deployment sends by, and how fast it may. */
export interface EmailSender {
  readonly transport: EmailTransport;
  readonly pace: EmailPace;
}

/** A person's or a business's address. */
export interface EmailAddress {
  readonly name?: string;
  /** `local@domain`, see {@link isEmailAddress}. */
  readonly address: string;
}

/** A mail to be sent. */
export interface OutboundEmail {
  readonly tenantId: string;
  /** Names the mail; with `attempt` it makes its Message-ID, so that a repeat can be told. */
  readonly emailId: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** Shown as the sender's name; the address is the deployment's. */
  readonly senderName: string;
  readonly replyTo?: EmailAddress;
  readonly to: EmailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Where a POST ends mails of this kind (RFC 8058); absent: it is no advertisement. */
  readonly unsubscribeUrl?: string;
}

/** How a send call ended. `reason` is plain words without address, subject or text. */
export type EmailOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** Nothing was sent and repeating will not help. */
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      readonly code?: number;
      /** address: this recipient. message: this mail. sender: our set-up, others will fail too. */
      readonly fault: 'address' | 'message' | 'sender';
    }
  /** Provably not taken: may be sent again later. */
  | { readonly kind: 'not-processed'; readonly reason: string; readonly code?: number }
  /** Nobody knows whether it was taken. */
  | { readonly kind: 'unknown'; readonly reason: string };

const ADDRESS =
  /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@[^\s@<>()[\]\\,;:"\p{C}]{1,190}\.[^\s@<>()[\]\\,;:".\p{C}]{2,63}$/u;

/** Whether a text is one plain address; quoted local parts and lists are refused. */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

/**
 * Why a mail cannot be handed to any transport; undefined: it can. Line breaks in what becomes
 * a header are refused rather than mended: they only come from somebody who tries something.
 */
export function refuseEmail(mail: OutboundEmail): EmailOutcome | undefined {
  const headers = [
    mail.senderName,
    mail.subject,
    mail.to.name ?? '',
    mail.replyTo?.name ?? '',
    mail.unsubscribeUrl ?? '',
  ];
  if (headers.some((text) => /[\r\n\0]/.test(text))) {
    return { kind: 'rejected', reason: 'A header holds a line break.', fault: 'message' };
  }
  if (!isEmailAddress(mail.to.address)) {
    return { kind: 'rejected', reason: 'The address is not valid.', fault: 'address' };
  }
  if (mail.replyTo !== undefined && !isEmailAddress(mail.replyTo.address)) {
    return { kind: 'rejected', reason: 'The reply address is not valid.', fault: 'sender' };
  }
  return undefined;
}

/**
 * The headers by which mail programs offer to end mails of this kind with one click (RFC 2369, RFC 8058).
 * None for a mail that is no advertisement.
 */
export function unsubscribeHeaders({ unsubscribeUrl }: OutboundEmail): Record<string, string> {
  if (unsubscribeUrl === undefined) return {};
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** The Message-ID of an attempt, from ids and the domain of the sending address. */
export function messageIdOf(mail: OutboundEmail, senderAddress: string): string {
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  return `<${mail.emailId}.${String(mail.attempt)}@${domain}>`;
}
