import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Tenant } from '../tenants/model.ts';
import type { ContentKind, Message, MessageOf } from './model.ts';

/** What became of a text, as its subject documents note it. */
export interface TextOutcome {
  readonly status: 'sent' | 'skipped' | 'failed';
  /** Why it was skipped or failed, as a stable word. */
  readonly reason?: string;
}

/** It is not to be said now: it is looked at again at `until`, and stays of use until `notAfter`. */
export interface Waits {
  readonly kind: 'waits';
  readonly until: Instant;
  readonly notAfter: Instant;
}

/** What a text comes to when it is about to be sent. */
export type RenderedText =
  | {
      readonly kind: 'text';
      readonly body: string;
      /** What the text speaks of: the facts that still hold. Outcomes are noted on these alone. */
      readonly content: Message['content'];
      /**
       * The writes that note what dropped out and why, and guard what the text speaks of, to go into
       * the claim's commit.
       */
      readonly dropped: readonly Write[];
    }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  | Waits;

/** When a text is rendered, and the settings its other decisions rest on: one reading for all. */
export interface TextMoment {
  readonly now: Instant;
  /** The business's settings in force at `now`. */
  readonly tenant: Tenant;
}

/**
 * The capability a text is about. It renders the text from what still holds when the text is
 * claimed, and notes on its own documents what became of it.
 */
export interface ContentSource<M extends Message = Message> {
  /** The kind of content it stands for. */
  readonly kind: M['content']['kind'];
  /** The text to send now, or why there is nothing left to say, as a stable word. */
  render(context: Context, message: M, moment: TextMoment): Promise<RenderedText>;
  /** The writes that note the outcome, to go into the message's own commit. */
  note(context: Context, message: M, outcome: TextOutcome, now: Instant): Promise<readonly Write[]>;
}

/** The sources of what texts say, by kind of content. */
export type ContentSources = { readonly [K in ContentKind]: ContentSource<MessageOf<K>> };

/** The source of what a text says. */
export function sourceOf(sources: ContentSources, { content }: Message): ContentSource {
  return sources[content.kind];
}
