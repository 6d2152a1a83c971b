import type { Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { Write } from '../../platform/store/document-store.ts';
import type { Waits } from '../content-source.ts';
import type { Email, EmailKind, EmailOf } from './model.ts';

/** What became of an e-mail, as its subject documents note it. */
export interface EmailOutcomeNote {
  readonly status: 'sent' | 'skipped' | 'failed';
  /** Why it was skipped or failed, as a stable word. */
  readonly reason?: string;
}

/** What an e-mail comes to when it is about to be sent. */
export type RenderedEmail =
  | {
      readonly kind: 'email';
      readonly subject: string;
      readonly text: string;
      /** Absent: the mail is plain text. */
      readonly html?: string;
      /** What it speaks of: the facts that still hold. Outcomes are noted on these alone. */
      readonly content: Email['content'];
      /** What goes into the claim's commit: notes on what dropped out and why, and guards of what it says. */
      readonly dropped: readonly Write[];
    }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  | Waits;

/**
 * The capability an e-mail is about. It renders the mail from what still holds when the mail
 * is claimed, and notes on its own documents what became of it.
 */
export interface EmailContentSource<E extends Email = Email> {
  /** The mail to send now, or why there is nothing left to say, as a stable word. */
  render(context: Context, email: E, now: Instant): Promise<RenderedEmail>;
  /** The writes that note the outcome, to go into the e-mail's own commit. */
  note(
    context: Context,
    email: E,
    outcome: EmailOutcomeNote,
    now: Instant,
  ): Promise<readonly Write[]>;
}

/** The sources of what e-mails say, by kind of content. */
export type EmailContentSources = { readonly [K in EmailKind]: EmailContentSource<EmailOf<K>> };

/** The source of what an e-mail says. */
export function emailSourceOf(
  sources: EmailContentSources,
  { content }: Email,
): EmailContentSource {
  return sources[content.kind];
}
