import type { InvocationContext } from '@azure/functions';
import { logTo, type Log, type LogFields, type LogLevel } from '../shared/platform/log.ts';

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** A log that writes through one invocation, so that the platform ties its lines to it. */
export function invocationLog(invocation: InvocationContext, least: LogLevel): Log {
  return logTo((level, message, fields) => {
    if (ORDER.indexOf(level) < ORDER.indexOf(least)) return;
    invocation[level](lineOf(message, fields));
  });
}

/** A log of the process itself, for what happens outside invocations. */
export function processLog(least: LogLevel): Log {
  return logTo((level, message, fields) => {
    if (ORDER.indexOf(level) < ORDER.indexOf(least)) return;
    // eslint-disable-next-line no-console -- outside an invocation the console is what the platform collects
    console[level](lineOf(message, fields));
  });
}

function lineOf(message: string, fields: LogFields): string {
  return Object.keys(fields).length === 0 ? message : `${message} ${JSON.stringify(fields)}`;
}
