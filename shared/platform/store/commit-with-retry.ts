import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../../kernel/problem.ts';
import type { Partition, Write } from './document-store.ts';
import type { Records } from './records.ts';

const ROUNDS = 10;

/** The longest pause before a round beyond the usual ones; half of it is chance, so that rivals part. */
const LONGEST_PAUSE_MS = 10;

/** What one round of reading and deciding came to. */
export interface Decision<T> {
  /** None: nothing is to be changed. */
  readonly writes: readonly Write[];
  readonly value: T;
}

/**
 * Reads, decides and commits; when a guard breaks because somebody was quicker, does it all
 * again from fresh reads. `decide` may throw to refuse. After 10 rounds, or as many as `rounds`
 * says, it gives up with `busy` (409); nothing was changed then. Of n rivals for one document one
 * commits in each round, so that n rounds serve n of them; beyond the tenth there is a pause.
 */
export async function commitWithRetry<T>(
  records: Records,
  partition: Partition,
  decide: () => Promise<Decision<T>>,
  rounds = ROUNDS,
): Promise<T> {
  for (let round = 1; round <= rounds; round++) {
    if (round > ROUNDS) await wait(LONGEST_PAUSE_MS * (0.5 + Math.random() / 2));
    const { writes, value } = await decide();
    if (writes.length === 0) return value;
    const result = await records.commit(partition, writes);
    if (result.ok) return value;
  }
  throw new ProblemError({
    kind: 'busy',
    status: 409,
    detail: 'Others are changing the same thing right now. Try again.',
  });
}
