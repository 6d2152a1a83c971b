import { fork, type ChildProcess } from 'node:child_process';
import type { Environment } from '../../shared/platform/config.ts';

/** A process to be started. */
export interface ChildPlan {
  readonly name: string;
  /** A module of this project, run by the same Node. */
  readonly module: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  /** Shows what it prints to its error output only. */
  readonly quiet?: boolean;
}

/** The child processes of the local product. */
export interface Children {
  /** Starts one; does nothing once the end was asked for. */
  start(plan: ChildPlan): void;
  /** Ends all, last started first: asks, waits up to 15 s each, then kills. Idempotent. */
  stopAll(): Promise<void>;
}

const PATIENCE_MS = 15_000;

/**
 * Starts children that end with this process: each holds a channel to it and stops by itself
 * when the channel breaks, even if this process was killed. `onLoss` is told when one ends
 * without having been asked to.
 */
export function children(onLoss: (name: string, code: number | null) => void): Children {
  const running: { readonly name: string; readonly process: ChildProcess }[] = [];
  let stopping = false;
  return {
    start({ name, module, args, environment, quiet = false }) {
      if (stopping) return;
      // A group of its own: Ctrl-C in a terminal reaches this process alone, which then ends them in order.
      const child = fork(module, args, {
        detached: true,
        env: { ...environment },
        execArgv: process.execArgv,
        stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
      });
      running.push({ name, process: child });
      child.once('exit', (code) => {
        if (!stopping) onLoss(name, code);
      });
    },
    async stopAll() {
      stopping = true;
      while (running.length > 0) {
        const last = running.pop();
        if (last !== undefined) await ended(last.process);
      }
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/**
 * For a child's main module: calls `stop` when the parent is gone, at once when it went while
 * this process was still loading. Without a parent that holds a channel nothing happens.
 */
export function stopWithParent(stop: () => void): void {
  if (process.send === undefined) return;
  if (!process.connected) {
    stop();
    return;
  }
  // The channel must not keep a child alive that has nothing else to do.
  process.channel?.unref();
  process.once('disconnect', stop);
}
