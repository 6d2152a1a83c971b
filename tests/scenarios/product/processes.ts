import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';

/** A child process with what it printed. */
export interface Running {
  readonly pid: number;
  /** What it printed so far, both streams together. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it ended and everything it printed was read. */
  readonly ended: Promise<Finished>;
}

/** How a process ended: its exit code, or null when a signal ended it. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start a process. */
export interface ProcessOptions {
  readonly cwd: string;
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts a module with the Node that runs the tests. It ends with the test process at the latest. */
export function startModule(
  module: string,
  args: readonly string[],
  { cwd, env }: ProcessOptions,
): Running {
  const child = spawn(process.execPath, [module, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, output] = ['', '', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    output += chunk.toString();
  });
  const endWithTests = () => child.kill('SIGKILL');
  process.once('exit', endWithTests);
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', endWithTests);
    return { code: code as number | null, stdout, stderr };
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    signal: (name) => child.kill(name),
    ended,
  };
}

/** The processes below this one that live now. */
export async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([child, ppid]) =>
      child !== undefined && ppid === parent ? [child, ...below(child)] : [],
    );
  return below(pid);
}

/** Those of the processes that still live. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}

/** Ports of 127.0.0.1 that nobody listens on at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map((server) => {
      const closed = once(server, 'close');
      server.close();
      return closed;
    }),
  );
  return ports;
}
