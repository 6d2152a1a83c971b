import { ProblemError } from '../../kernel/problem.ts';
import type { Partition, Write } from './document-store.ts';
import type { Records } from './records.ts';

const ATTEMPTS = 10;

/** What one round of reading and deciding came to. */
export interface Decision<T> {
  /** None: nothing is to be changed. */
  readonly writes: readonly Write[];
  readonly value: T;
}

/**
 * Reads, decides and commits; when a guard breaks because somebody was quicker, does it all
 * again from fresh reads. `decide` may throw to refuse. After 10 rounds it gives up with
 * `busy` (409); nothing was changed then.
 */
export async function commitWithRetry<T>(
  records: Records,
  partition: Partition,
  decide: () => Promise<Decision<T>>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
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
