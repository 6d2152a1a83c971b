import type { HostLogLevel } from '../log-entry.ts';

const LEVELS: Readonly<Record<string, HostLogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  information: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
};

/** The host's level of a level of the runtime; an unknown one counts as information. */
export function levelOf(level: string): HostLogLevel {
  return LEVELS[level] ?? 'info';
}
