import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';

const main = resolve(import.meta.dirname, '../../local/host/main.ts');
const START_LIMIT_MS = 60_000;

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
  const child = fork(main, ['--port', '0', '--app', appDirectory, '--quiet'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  try {
    const response = await fetch(`${await listening(child)}${path}`);
    const body: unknown = await response.json();
    return { ms: performance.now() - startedAt, status: response.status, body };
  } finally {
    process.off('exit', endWithUs);
    const gone = once(child, 'exit');
    if (child.kill('SIGKILL')) await gone;
  }
}

async function listening(child: ChildProcess): Promise<string> {
  const { promise, resolve: found, reject } = Promise.withResolvers<string>();
  let output = '';
  const fail = (why: string) => {
    reject(new Error(`The host ${why}. It said:\n${output}`));
  };
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('message', (message: { readonly url: string }) => {
    found(message.url);
  });
  child.once('exit', (code) => {
    fail(`ended with ${code}`);
  });
  const limit = setTimeout(() => {
    fail(`did not listen within ${START_LIMIT_MS} ms`);
  }, START_LIMIT_MS);
  return promise.finally(() => {
    clearTimeout(limit);
  });
}
