import { addMs, type Instant } from '../kernel/instant.ts';
import type { WorkflowRun } from './model.ts';

const MINUTE_MS = 60_000;

/**
 * Why a step is not taken any more, in words: it is met more than `maxLateMinutes` after it was due.
 * undefined: it is in time, at the very last millisecond too. Minutes are of real time, whatever clocks do
 * meanwhile. It was due at `stepDueAt`; attempts that failed since move `dueAt` alone, which counts for runs
 * that do not say the other.
 */
export function whyTooLate(
  { stepDueAt, dueAt }: Pick<WorkflowRun, 'stepDueAt' | 'dueAt'>,
  maxLateMinutes: number,
  now: Instant,
): string | undefined {
  const wasDue = stepDueAt ?? dueAt ?? now;
  if (now <= addMs(wasDue, maxLateMinutes * MINUTE_MS)) return undefined;
  return `It was due at ${wasDue} and may be ${String(maxLateMinutes)} minutes late.`;
}
