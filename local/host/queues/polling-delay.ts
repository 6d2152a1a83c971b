/** The pauses between two polls of a queue. */
export interface PollingDelay {
  /** The next pause, in milliseconds: longer each time, never over the maximum. */
  next(): number;
  /** Starts again at the shortest pause. */
  reset(): void;
}

/** The runtime's shortest pause. */
const SHORTEST_MS = 100;

/**
 * Doubling pauses from 100 ms to `longestMs`, spread by a fifth either way so that several hosts do
 * not poll in step. `random` answers 0..1.
 */
export function pollingDelay(longestMs: number, random: () => number = Math.random): PollingDelay {
  let doublings = 0;
  return {
    next: () => {
      const plainMs = Math.min(SHORTEST_MS * 2 ** doublings, longestMs);
      if (plainMs < longestMs) doublings += 1;
      return Math.min(Math.round(plainMs * (0.8 + 0.4 * random())), longestMs);
    },
    reset: () => {
      doublings = 0;
    },
  };
}
