import { setTimeout as wait } from 'node:timers/promises';
import { faultOf, isPassing } from './faults.ts';

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 2000;

/**
 * Does `work`, again after each failure that passes, until it succeeds or the next pause would end
 * after `patienceMs`; then it throws the last failure. The pause is what the service asks for,
 * else it doubles, and half of it is chance so that rivals part.
 *
 * `work` must be safe to repeat.
 */
export async function insisting<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    let pauseMs: number;
    try {
      return await work();
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined || !isPassing(fault)) throw error;
      const backOff = Math.min(SHORTEST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
      pauseMs = fault.retryAfterMs ?? backOff * (0.5 + Math.random() / 2);
      if (performance.now() + pauseMs >= deadline) throw error;
    }
    await wait(pauseMs);
  }
}
