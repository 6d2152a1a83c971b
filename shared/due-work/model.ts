import type { Instant } from '../kernel/instant.ts';

/** The fields the engine reads and writes on any document that can be due. */
export interface DueDocument {
  readonly id: string;
  readonly type: string;
  readonly tenantId: string;
  /** The queue its pointers travel on; absent with `dueAt`: nothing left to do. */
  readonly dueKind?: string | undefined;
  readonly dueAt?: Instant | undefined;
  /** Attempts begun since the last progress. */
  readonly attempts: number;
  readonly lastError?: string | undefined;
  /** Names the claim under way, so that a worker knows its own. */
  readonly leaseId?: string | undefined;
}
