import { Presets, SingleBar } from 'cli-progress';
import type { CommonOptions } from './session.ts';

/** A progress bar on standard error. */
export interface Progress {
  /** Sets how much is done, and how much there is when that is known. */
  update(done: number, total?: number): void;
  stop(): void;
}

/** A bar for people at a terminal; nothing at all for scripts and pipes. */
export function progressBar(options: CommonOptions, what: string): Progress {
  if (options.json === true || !process.stderr.isTTY) {
    return { update: () => undefined, stop: () => undefined };
  }
  const bar = new SingleBar(
    { format: `${what} |{bar}| {percentage}% {value}/{total}`, clearOnComplete: true },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total) {
      if (!started) bar.start(total ?? done, done);
      started = true;
      bar.setTotal(total ?? done);
      bar.update(done);
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
