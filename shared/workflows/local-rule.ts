import { addDays, weekday, type LocalDate } from '../kernel/local-date.ts';
import type { Trigger } from './triggers.ts';

/** When something recurs. */
export type LocalRule = Extract<Trigger, { type: 'time_based' }>['rule'];

/** Whether a rule falls on a day; a month without the day uses its last. */
export function fallsOn(rule: LocalRule, date: LocalDate): boolean {
  switch (rule.every) {
    case 'day':
      return true;
    case 'week':
      return weekday(date) === rule.weekday;
    case 'month':
      return dayOf(date) === rule.day || (dayOf(date) < rule.day && isLastOfMonth(date));
  }
}

function dayOf(date: LocalDate): number {
  return Number(date.slice(8));
}

function isLastOfMonth(date: LocalDate): boolean {
  return dayOf(addDays(date, 1)) === 1;
}
