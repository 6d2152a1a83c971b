import { styleText } from 'node:util';
import type { HostLog, HostLogEntry } from './log-entry.ts';

const STYLE = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const;

/**
 * A log that prints: one line per invocation with name, id, duration and outcome, and the lines of
 * host and app with level and function. Quiet leaves out what went well: debug, info, successes.
 */
export function printLog(
  write: (line: string) => void,
  options: { readonly quiet: boolean; readonly colour: boolean },
): HostLog {
  return (entry) => {
    if (options.quiet && (entry.level === 'debug' || entry.level === 'info')) return;
    const level = entry.level.padEnd(5);
    const shown = options.colour ? styleText(STYLE[entry.level], level) : level;
    write(`${new Date().toISOString()} ${shown} ${textOf(entry)}\n`);
  };
}

function textOf(entry: HostLogEntry): string {
  const id = entry.invocationId === undefined ? '' : ` ${entry.invocationId.slice(0, 8)}`;
  const name = entry.functionName === undefined ? '' : `${entry.functionName}${id}`;
  const message = entry.message === '' ? '' : ` ${entry.message}`;
  if (entry.source === 'invocation') {
    return `${name} ${entry.outcome ?? ''} in ${entry.durationMs ?? 0} ms${message}`;
  }
  return name === '' ? entry.message : `[${name}]${message}`;
}
