import { isAnniversary } from '../kernel/condition-operators.ts';
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

/**
 * Whether a day is the birthday of somebody born on `birthDate`, as conditions understand it: the day of
 * birth counts, and 29 February is kept on the 28th in common years.
 */
export function isBirthday(birthDate: LocalDate | undefined, date: LocalDate): boolean {
  return birthDate !== undefined && birthDate <= date && isAnniversary(birthDate, date);
}

function dayOf(date: LocalDate): number {
  return Number(date.slice(8));
}

function isLastOfMonth(date: LocalDate): boolean {
  return dayOf(addDays(date, 1)) === 1;
}
