import type { Condition } from '../kernel/condition.ts';
import { addDays, parseLocalDate, type LocalDate } from '../kernel/local-date.ts';
import type { WorkflowRun } from './model.ts';
import type { Trigger } from './triggers.ts';

/** What the cause of a run begins with that a recurring job started; its date follows. */
const BY_SCHEDULE = 'schedule:';

/** The cause of the runs that a recurring job starts for a date of the business. */
export function scheduleCause(date: LocalDate): string {
  return `${BY_SCHEDULE}${date}`;
}

/**
 * Whom a trigger means on a date by what it says itself: a lapse of so many days, a birthday of one of
 * their pets. undefined: it says nothing of owners, as a segment that may change at any time.
 */
export function meantOn(trigger: Trigger, date: LocalDate): Condition | undefined {
  const active: Condition = { field: 'owner.status', operator: 'equals', value: 'active' };
  switch (trigger.type) {
    case 'customer_lapsed': {
      const value = addDays(date, -trigger.days);
      const last: Condition = { field: 'history.last_visit_on', operator: 'equals', value };
      const none: Condition = { field: 'history.next_visit_on', operator: 'is_missing' };
      return { all: [active, last, none] };
    }
    case 'birthday':
      return { all: [active, { field: 'pets.birth_dates', operator: 'anniversary_today' }] };
    default:
      return undefined;
  }
}

/** The date for which a recurring job started a run; undefined: something else did, as a campaign or staff. */
export function scheduledFor({ cause }: Pick<WorkflowRun, 'cause'>): LocalDate | undefined {
  if (!cause.startsWith(BY_SCHEDULE)) return undefined;
  const date = parseLocalDate(cause.slice(BY_SCHEDULE.length));
  return date.ok ? date.value : undefined;
}
