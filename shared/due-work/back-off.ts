import { hash } from 'node:crypto';

/**
 * Seconds to wait before the attempt after the n-th failed one; the last entry repeats.
 * @internal
 */
export const BACK_OFF_SECONDS = [30, 120, 600, 1800, 3600, 7200, 14_400] as const;

/** After so many attempts without progress a document is `failed` and waits for a person. */
export const MAX_ATTEMPTS = 8;

/**
 * Milliseconds to wait after attempt number `attempts` (1 is the first) failed: the table's
 * entry plus up to a quarter of it. The addition depends on the document alone, so that
 * documents that failed together do not come back together, and a replay waits as long.
 */
export function backOffMs(id: string, attempts: number): number {
  const index = Math.min(Math.max(attempts, 1), BACK_OFF_SECONDS.length) - 1;
  const base = (BACK_OFF_SECONDS[index] ?? 30) * 1000;
  const spread = hash('sha256', `${id}|${String(attempts)}`, 'buffer').readUInt16BE(0);
  return base + Math.floor((base / 4) * (spread / 65_536));
}
