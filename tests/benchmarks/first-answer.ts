import { startHostChild } from './host-child.ts';

/** An answer and how long it took to get it from nothing. */
export interface FirstAnswer {
  /** From the start of the process to the last byte of the answer. */
  readonly ms: number;
  readonly status: number;
  readonly body: unknown;
}

/**
 * Starts the local host in a fresh process, asks `path` as soon as it listens, and ends it. Throws
 * with what the host said when it does not start.
 */
export async function firstAnswer(
  appDirectory: string,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<FirstAnswer> {
  const startedAt = performance.now();
  const host = await startHostChild(appDirectory, env);
  try {
    const response = await fetch(`${host.url}${path}`);
    const body: unknown = await response.json();
    return { ms: performance.now() - startedAt, status: response.status, body };
  } finally {
    await host.kill();
  }
}
