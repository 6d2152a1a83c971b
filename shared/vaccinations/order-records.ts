import type { Pet } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { planNextAlert, type AlertRules } from './alert-plan.ts';
import type { Vaccination } from './model.ts';
import { newestOf } from './status.ts';

/** What orders the records of a pet. */
export interface RecordOrder {
  readonly rules: AlertRules;
  /** The tenant's, that `rules` belong to. */
  readonly planVersion: number;
  /** The tenant's local date. */
  readonly today: LocalDate;
  readonly now: Instant;
}

/** The order under a tenant's settings as they are. */
export function orderUnder(tenant: Tenant, now: Instant): RecordOrder {
  const { vaccination: rules, planVersion } = tenant;
  return { rules, planVersion, today: dateAt(tenant, now), now };
}

/** A pet and its records as they should stand. */
export interface OrderedRecords {
  readonly current: Pet['current'];
  readonly records: readonly Vaccination[];
}

/**
 * Settles which record of each vaccine is in force and ends the alerts of the others.
 *
 * `records` are all records of one pet as they will stand; `edited` names those that were just
 * written. The newest of a vaccine is in force: it alone may have a next alert. An older one
 * whose successor was corrected away comes into force again, with what was dealt with before
 * still dealt with. Records that stay as they are come back as the same objects.
 */
export function orderRecords(
  records: readonly Vaccination[],
  edited: ReadonlySet<string>,
  order: RecordOrder,
): OrderedRecords {
  const byVaccine = Map.groupBy(records, (record) => record.vaccine);
  const current: Record<string, Pet['current'][string]> = {};
  const ordered: Vaccination[] = [];
  for (const [vaccine, rivals] of byVaccine) {
    const newest = newestOf(rivals);
    if (newest === undefined) continue;
    current[vaccine] = { vaccinationId: newest.id, expiryDate: newest.expiryDate };
    for (const record of rivals) {
      ordered.push(
        record.id === newest.id
          ? inForce(record, edited, order)
          : superseded(record, rivals, newest.id, order.now),
      );
    }
  }
  return { current, records: ordered };
}

function inForce(
  record: Vaccination,
  edited: ReadonlySet<string>,
  { rules, planVersion, today, now }: RecordOrder,
): Vaccination {
  // An untouched record keeps its plan: a scan may be working on it.
  if (record.supersededBy === undefined && !edited.has(record.id)) return record;
  const { supersededBy: _ended, nextAlertOn: _old, ...kept } = record;
  const nextAlertOn = planNextAlert(record, rules, today);
  return {
    ...kept,
    ...(nextAlertOn !== undefined && { nextAlertOn }),
    planVersion,
    updatedAt: now,
  };
}

function superseded(
  record: Vaccination,
  rivals: readonly Vaccination[],
  newestId: string,
  now: Instant,
): Vaccination {
  const successor = rivals.find((it) => it.id === record.supersededBy);
  const holds = successor !== undefined && newestOf([record, successor]) === successor;
  if (holds && record.nextAlertOn === undefined) return record;
  const { nextAlertOn: _ended, planVersion: _plan, ...kept } = record;
  return { ...kept, supersededBy: newestId, updatedAt: now };
}
