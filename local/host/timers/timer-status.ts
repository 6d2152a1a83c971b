import type { Schedule } from './ncrontab.ts';

/** What the runtime remembers of a timer between two starts. All instants are UTC ISO strings. */
export interface TimerStatus {
  /** When it ran last; undefined when it has not run under this schedule. */
  readonly last: string | undefined;
  /** When it runs next. */
  readonly next: string;
  readonly lastUpdated: string;
}

/** What to do with a timer when the host starts. */
export interface TimerStart {
  /** What to remember from now on. */
  readonly status: TimerStatus;
  /** An occurrence was missed while no host ran: run once, at once. */
  readonly isPastDue: boolean;
}

/**
 * Decides how a timer starts, by the runtime's rules. Missed occurrences make one run together. A
 * schedule that has changed since the last start forgets the past: nothing is past due.
 */
export function startOfTimer(
  stored: TimerStatus | undefined,
  schedule: Schedule,
  now: Date,
): TimerStart {
  const fresh = (next: Date): TimerStart => ({
    status: { last: undefined, next: next.toISOString(), lastUpdated: now.toISOString() },
    isPastDue: false,
  });
  if (stored === undefined) return fresh(schedule.next(now));
  const expected = schedule.next(new Date(stored.last ?? stored.lastUpdated));
  if (expected.toISOString() !== stored.next) {
    return fresh(expected < now ? schedule.next(now) : expected);
  }
  return { status: stored, isPastDue: now > expected };
}

/**
 * The status after a run that began at `startedAt`. A run that began a moment before its time counts
 * as on time, so that the same occurrence does not come twice.
 */
export function statusAfterRun(
  status: TimerStatus,
  schedule: Schedule,
  startedAt: Date,
): TimerStatus {
  const next = new Date(status.next);
  const ranAt = next > startedAt && next.getTime() - startedAt.getTime() < 1000 ? next : startedAt;
  return {
    last: ranAt.toISOString(),
    next: schedule.next(ranAt).toISOString(),
    lastUpdated: ranAt.toISOString(),
  };
}
