import { z } from 'zod';
import type { LocalTime } from '../kernel/time-zone.ts';
import { localTimeField } from '../platform/store/document-type.ts';

/** The longest window of strikes that a business may set, in months; older ones are not kept. */
export const LONGEST_WINDOW_MONTHS = 36;

/**
 * Who decides about the fee of a missed visit. automatic: charged when it is marked. review: left to
 * a person. none: there is no fee.
 */
export const FEE_MODES = ['automatic', 'review', 'none'] as const;

/** How a business deals with missed visits. Amounts are cents of the tenant's currency. */
export const noShowFields = z.object({
  /** The fee of the first strike. */
  feeCents: z.number(),
  /** Whether the second and third strike cost more, see `fee-ladder.ts`. */
  escalation: z.boolean(),
  /** No fee is above it. */
  feeCapCents: z.number(),
  /** A strike counts for so many months. */
  windowMonths: z.number(),
  /** The first strike in the window costs nothing. */
  waiveFirst: z.boolean(),
  feeMode: z.enum(FEE_MODES),
  /** Whether owners are told of a fee by text. */
  notifyBySms: z.boolean(),
  /** Local time of the daily look at visits that nobody marked. */
  detectAt: localTimeField,
  /** The policy as owners agreed to it; kept with every record. */
  policyText: z.string(),
});
/** How a business deals with missed visits. */
export type NoShowRules = z.output<typeof noShowFields>;

/** The rules of a business that changed nothing. */
export const NO_SHOW_DEFAULTS: NoShowRules = {
  feeCents: 2500,
  escalation: true,
  feeCapCents: 10_000,
  windowMonths: 12,
  waiveFirst: false,
  feeMode: 'automatic',
  notifyBySms: true,
  detectAt: '06:00' as LocalTime,
  policyText:
    'A visit missed without notice is charged with a no-show fee. The fee rises with each further missed visit. Tell us if we got it wrong.',
};

/** A business with the rules it set; absent ones are the defaults. */
export interface WithNoShows {
  readonly noShows?: { readonly [K in keyof NoShowRules]?: NoShowRules[K] | undefined } | undefined;
}

/** The rules in force: what the business set, and the defaults for the rest. */
export function noShowRulesOf({ noShows = {} }: WithNoShows): NoShowRules {
  const set = Object.entries(noShows).filter(([, value]) => value !== undefined);
  return { ...NO_SHOW_DEFAULTS, ...(Object.fromEntries(set) as Partial<NoShowRules>) };
}
