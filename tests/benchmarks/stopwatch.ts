import process from 'node:process';

/** How long something took. */
export interface Elapsed {
  /** By the clock on the wall. */
  readonly ms: number;
  /** Of processors, all threads of this process together: what else the machine does hardly matters. */
  readonly processorMs: number;
}

/** Starts to measure; each call of the result tells what has passed since the start. */
export function stopwatch(): () => Elapsed {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { ms: performance.now() - startedAt, processorMs: (user + system) / 1000 };
  };
}
