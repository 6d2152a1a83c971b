import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TimerStatus } from './timer-status.ts';

const statusSchema = z.object({
  last: z.iso.datetime().optional(),
  next: z.iso.datetime(),
  lastUpdated: z.iso.datetime(),
});

/** Where the status of one timer is kept between starts. */
export interface StatusFile {
  /** Undefined when nothing readable is stored: then the timer starts afresh. */
  read(): TimerStatus | undefined;
  /** Replaces the whole file at once; a crash leaves the old or the new one. */
  write(status: TimerStatus): void;
}

/** The status of the timer `name` under `directory`, which is made when needed. */
export function statusFile(directory: string, name: string): StatusFile {
  const path = join(directory, `timer-${name}.json`);
  return {
    read: () => {
      try {
        const { last, ...rest } = statusSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
        return { last, ...rest };
      } catch {
        return undefined;
      }
    },
    write: (status) => {
      mkdirSync(directory, { recursive: true });
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(status));
      renameSync(draft, path);
    },
  };
}
