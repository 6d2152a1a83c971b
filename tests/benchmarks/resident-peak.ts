import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

const STATUS = '/proc/self/status';

/**
 * The most memory this process ever held, in bytes. Linux counts the parent's memory into `maxRSS` of
 * a process that was forked, so there its own high-water mark is read instead.
 */
export function residentPeakBytes(): number {
  const own = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8')) : null;
  return 1024 * Number(own?.[1] ?? process.resourceUsage().maxRSS);
}
