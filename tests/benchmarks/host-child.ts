import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';

const main = resolve(import.meta.dirname, '../../local/host/main.ts');
const START_LIMIT_MS = 60_000;

/** The local host in a process of its own. */
export interface HostChild {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/**
 * Starts the local host in a fresh process; resolves when it listens. Throws with what the host said
 * when it does not start. It ends with this process at the latest.
 */
export async function startHostChild(
  appDirectory: string,
  env: Readonly<Record<string, string>>,
): Promise<HostChild> {
  const child = fork(main, ['--port', '0', '--app', appDirectory, '--quiet'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const kill = async (): Promise<void> => {
    process.off('exit', endWithUs);
    const gone = once(child, 'exit');
    if (child.kill('SIGKILL')) await gone;
  };
  try {
    return { url: await listening(child), kill };
  } catch (error) {
    await kill();
    throw error;
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
