import type { Appointment } from '../appointments/model.ts';
import type { Instant } from '../kernel/instant.ts';

/** Why a dry run shows nothing for somebody, as a stable word; the reasons beside it say it in full. */
export const DRY_RUN_REASONS = [
  'conditions',
  'no-longer-fits',
  're-entry',
  'no-number',
  'consent',
  'frequency-cap',
  'hours',
  'missing-values',
] as const;
/** One of {@link DRY_RUN_REASONS}. */
export type DryRunReason = (typeof DRY_RUN_REASONS)[number];

/** Something that would not have been sent, and why. */
export interface DryRunSkip {
  /** Absent: the run would not have begun. */
  readonly stepId?: string;
  readonly reason: DryRunReason;
  /** In words, never empty. */
  readonly reasons: readonly string[];
}

/** A text or an e-mail that would have been sent. */
export interface DryRunText {
  readonly stepId: string;
  readonly channel: 'sms' | 'email';
  /** When, moved into the hours for texts. */
  readonly at: Instant;
  readonly body: string;
  /** What carriers bill; 0 for e-mails. */
  readonly segments: number;
}

/** What the workflow would have done for one owner when something happened. */
export interface DryRunItem {
  readonly ownerId: string;
  readonly at: Instant;
  readonly subject?: { readonly type: string; readonly id: string };
  readonly texts: readonly DryRunText[];
  readonly skipped: readonly DryRunSkip[];
}

/** What pages of a dry run come to. */
export interface DryRunTotals {
  /** Owners looked at. */
  readonly owners: number;
  /** How often the trigger would have fired for them. */
  readonly occasions: number;
  /** Owners who would have been sent something. */
  readonly recipients: number;
  readonly texts: number;
  readonly emails: number;
  readonly segments: number;
  readonly skipped: Readonly<Partial<Record<DryRunReason, number>>>;
}

/** Totals of nothing. */
export const NO_TOTALS: DryRunTotals = {
  ...{ owners: 0, occasions: 0, recipients: 0, texts: 0, emails: 0, segments: 0 },
  skipped: {},
};

/** Something that happened and would have started the workflow for an owner. */
export interface Occasion {
  readonly at: Instant;
  readonly subject?: NonNullable<DryRunItem['subject']>;
  /** The visit it is about, as it stands today. */
  readonly visit?: Appointment;
  /** What is known because of it, as its event would have told. */
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
  /** Why it would have come to nothing, in words. */
  readonly void?: string;
}

/** The totals so far with the items of one more owner. */
export function addItems(totals: DryRunTotals, items: readonly DryRunItem[]): DryRunTotals {
  const texts = items.flatMap((it) => it.texts);
  const skipped = { ...totals.skipped };
  for (const { reason } of items.flatMap((it) => it.skipped)) {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  }
  return {
    owners: totals.owners + 1,
    occasions: totals.occasions + items.length,
    recipients: totals.recipients + (texts.length > 0 ? 1 : 0),
    texts: totals.texts + texts.filter(({ channel }) => channel === 'sms').length,
    emails: totals.emails + texts.filter(({ channel }) => channel === 'email').length,
    segments: totals.segments + texts.reduce((sum, { segments }) => sum + segments, 0),
    skipped,
  };
}
