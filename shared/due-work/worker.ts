import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer, QueueName } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import type { DueDocument } from './model.ts';

/** What a worker decides about a due document before anything is claimed. */
export type Decision<T> =
  /**
   * All is decided: commit these writes (the document's own replacement among them) and end. `next`
   * is the work that they make due, for the fast path.
   */
  | {
      readonly kind: 'settle';
      readonly writes: readonly Write[];
      readonly next?: readonly Pointer[];
    }
  /**
   * Claim the document with these changes, together with `guards` (documents that must not
   * change meanwhile), then run.
   */
  | { readonly kind: 'claim'; readonly changes: Partial<T>; readonly guards?: readonly Write[] };

/**
 * How working a pointer ended. gone: no such document. stale: nothing due behind it.
 * settled: decided without a claim. worked: claimed and run. failed-attempt: the run threw,
 * which is recorded. failed: attempts are used up. overtaken: somebody else was faster.
 */
export type WorkOutcome =
  'gone' | 'stale' | 'settled' | 'worked' | 'failed-attempt' | 'failed' | 'overtaken';

/** The time a claim lasts. */
export interface Lease {
  readonly id: string;
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * The work of one kind of due document.
 *
 * `decide` and `run` may be called twice, at once or late for the same document, and the
 * process may die at any await: `decide` has no effect but its writes; `run` may have one
 * outside effect, made at most once per claim, and commits its result guarded by the ETag.
 */
export interface Worker<T extends DueDocument> {
  /** The queue and `dueKind` it serves. */
  readonly kind: QueueName;
  readonly type: DocumentType<T>;
  /** How long a claim holds; at least ten times the longest outside call. */
  readonly leaseMs: number;
  /** The id of the one document that is read in the same call, as far as the due document's id tells it. */
  readonly companionIdOf?: (id: string) => string;
  decide(
    context: Context,
    stored: Stored<T>,
    now: Instant,
    companion?: Stored,
  ): Promise<Decision<T>>;
  run(context: Context, claimed: Stored<T>, lease: Lease): Promise<void>;
  /** The changes that make the document `failed`, and what else must be written with them. */
  fail(
    context: Context,
    stored: Stored<T>,
    reason: string,
    now: Instant,
  ): Promise<{ readonly changes: Partial<T>; readonly writes?: readonly Write[] }>;
}

/** Thrown by `run` before its outside effect when the claim is too old to be sure of it. */
export class LeaseSpentError extends Error {
  override name = 'LeaseSpentError';
  constructor() {
    super('Half of the lease was used up before the work began; it is left to the next attempt.');
  }
}

/** Throws {@link LeaseSpentError} when more than half of the lease has passed. Call it right before the effect. */
export function assertLeaseFresh(lease: Lease, now: Instant): void {
  const used = Date.parse(now) - Date.parse(lease.from);
  const total = Date.parse(lease.until) - Date.parse(lease.from);
  if (used > total / 2) throw new LeaseSpentError();
}
