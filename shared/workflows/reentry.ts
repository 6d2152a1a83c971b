import { addMs, type Instant } from '../kernel/instant.ts';
import type { Definition } from './definition.ts';

const DAY_MS = 86_400_000;

/** Whether an owner who entered before may enter again; `after_days` counts whole days of 24 hours. */
export function mayEnterAgain(
  reentry: Definition['reentry'],
  last: { readonly enteredAt: Instant; readonly running: boolean },
  now: Instant,
): boolean {
  switch (reentry.rule) {
    case 'always':
      return true;
    case 'once':
      return false;
    case 'not_while_running':
      return !last.running;
    case 'after_days':
      return !last.running && addMs(last.enteredAt, reentry.days * DAY_MS) <= now;
  }
}

/** Why a re-entry rule kept an owner out, in words. */
export function reentryInWords(reentry: Definition['reentry']): string {
  switch (reentry.rule) {
    case 'always':
      return '';
    case 'once':
      return 'The owner was in this workflow before, and enters it once only.';
    case 'not_while_running':
      return 'An earlier run of the owner is still under way.';
    case 'after_days':
      return `The owner was in this workflow less than ${String(reentry.days)} days ago.`;
  }
}
