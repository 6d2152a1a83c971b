import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';

/** The tenant's rules on alerts: see `Tenant.vaccination`. */
export interface AlertRules {
  /** Days before expiry at which an alert is due; any order, 0 is the expiry date itself. */
  readonly thresholdDays: readonly number[];
  /** No text for a record more than so many days past expiry; on that day itself there still is one. */
  readonly staleAfterDays: number;
}

/** What a scan does about one record on one day. */
export type AlertDecision =
  /** A text is due for `threshold`; the record's next date follows. */
  | {
      readonly kind: 'alert';
      readonly threshold: number;
      readonly nextAlertOn: LocalDate | undefined;
    }
  /** Nothing today. */
  | { readonly kind: 'wait'; readonly nextAlertOn: LocalDate | undefined }
  /** Too long past expiry for a text: it belongs on the staff list. */
  | { readonly kind: 'stale' };

/**
 * Decides what is due for a record on `today` (the tenant's local date).
 *
 * A threshold `t` is crossed when at most `t` days of cover are left. Only the most urgent
 * (smallest) crossed threshold counts, so a missed day or a late entry neither skips nor
 * floods; one that was dealt with (`lastThreshold` or above) is never repeated.
 */
export function decideAlert(
  record: { readonly expiryDate: LocalDate; readonly lastThreshold?: number | undefined },
  rules: AlertRules,
  today: LocalDate,
): AlertDecision {
  const daysLeft = daysBetween(today, record.expiryDate);
  if (daysLeft < -rules.staleAfterDays) return { kind: 'stale' };
  const open = rules.thresholdDays.filter((t) => t < (record.lastThreshold ?? Infinity));
  const crossed = open.filter((t) => daysLeft <= t);
  if (crossed.length === 0) return { kind: 'wait', nextAlertOn: dateOfLargest(record, open) };
  const threshold = Math.min(...crossed);
  const remaining = open.filter((t) => t < threshold);
  return { kind: 'alert', threshold, nextAlertOn: dateOfLargest(record, remaining) };
}

/**
 * The date on which a scan must look at a record, given what was dealt with already:
 * the day the most urgent open threshold is or was crossed. Undefined: never
 * (nothing left, or past the stale limit). Set it whenever a record is written.
 */
export function planNextAlert(
  record: { readonly expiryDate: LocalDate; readonly lastThreshold?: number | undefined },
  rules: AlertRules,
  today: LocalDate,
): LocalDate | undefined {
  const decision = decideAlert(record, rules, today);
  switch (decision.kind) {
    case 'alert':
      return addDays(record.expiryDate, -decision.threshold);
    case 'wait':
      return decision.nextAlertOn;
    case 'stale':
      return undefined;
  }
}

function dateOfLargest(
  record: { readonly expiryDate: LocalDate },
  thresholds: readonly number[],
): LocalDate | undefined {
  return thresholds.length === 0 ? undefined : addDays(record.expiryDate, -Math.max(...thresholds));
}
