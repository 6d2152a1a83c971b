/** How much a line of the host matters. */
export type HostLogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of the local host. */
export interface HostLogEntry {
  readonly level: HostLogLevel;
  /** Who speaks: the host itself, the app through its context, or the record of an invocation. */
  readonly source: 'host' | 'app' | 'invocation';
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
  /** Of a finished invocation. */
  readonly durationMs?: number;
  readonly outcome?: 'succeeded' | 'failed';
}

/** Takes the host's lines, one by one, at once. */
export type HostLog = (entry: HostLogEntry) => void;
