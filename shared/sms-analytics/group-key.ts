import type { LocalDate } from '../kernel/local-date.ts';

/** What numbers of texts, and of what texts came to, are grouped by. */
export type TagGroup = 'day' | 'month' | 'campaign' | 'workflow' | 'variant';

/** What is known of something that is counted. */
export interface Tagged {
  readonly date: LocalDate;
  readonly campaignId?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly variant?: string | undefined;
}

/** The group something is counted in: a date, `YYYY-MM`, or the tag; null when it has no such tag. */
export function groupKey(
  groupBy: TagGroup,
  { date, campaignId, workflowId, variant }: Tagged,
): string | null {
  switch (groupBy) {
    case 'day':
      return date;
    case 'month':
      return date.slice(0, 7);
    case 'campaign':
      return campaignId ?? null;
    case 'workflow':
      return workflowId ?? null;
    case 'variant':
      return variant ?? null;
  }
}

/** Sorts groups by their keys; what has no tag comes last. */
export function byGroupKey(
  { key: a }: { readonly key: string | null },
  { key: b }: { readonly key: string | null },
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
