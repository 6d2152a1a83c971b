/** What may stand beside a log message: ids, counts, codes. Never a name, number or text of a person. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured logging: a constant message plus fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields added to every line. */
  with(fields: LogFields): Log;
}

/** A level of {@link Log}. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A log that hands each line to `write`. */
export function logTo(
  write: (level: LogLevel, message: string, fields: LogFields) => void,
  base: LogFields = {},
): Log {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    write(level, message, { ...base, ...fields });
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => logTo(write, { ...base, ...fields }),
  };
}

/** A log that says nothing. */
export const silentLog: Log = logTo(() => undefined);
