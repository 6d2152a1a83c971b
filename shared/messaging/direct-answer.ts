import { addMs, type Instant } from '../kernel/instant.ts';
import type { Message } from './model.ts';

/** Who wrote within this time is awake: an answer may reach them at any hour. */
const AT_ANY_HOUR_MS = 60 * 60_000;

/** So long after a STOP its one confirmation is presumed to be wanted (47 CFR 64.1200(a)(12)). */
export const CONFIRM_STOP_MS = 5 * 60_000;

type Answer = Pick<Message, 'answers' | 'purpose'>;

/**
 * Whether a text may go out outside the hours for texts: it answers a text that came in an hour ago
 * at most (inclusive), and advertises nothing.
 */
export function mayGoAtAnyHour({ answers, purpose }: Answer, now: Instant): boolean {
  if (answers === undefined || purpose === 'marketing') return false;
  return now <= addMs(answers.receivedAt, AT_ANY_HOUR_MS);
}

/**
 * Whether it is the confirmation of a STOP, within 5 minutes of it (inclusive): the one text that a
 * number may get which its holder has closed.
 */
export function confirmsStop({ answers }: Pick<Message, 'answers'>, now: Instant): boolean {
  return answers?.confirmsStop === true && now <= addMs(answers.receivedAt, CONFIRM_STOP_MS);
}
