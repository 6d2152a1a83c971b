import type { Instant } from '../kernel/instant.ts';
import { jobId, type Job } from './model.ts';

/**
 * A job to be done once, due at once or at `dueAt`. Create it in the commit of what asks for it:
 * its id derives from name and subject, so that asking twice collides. Whoever commits it sends
 * its pointer, or the tick finds it.
 */
export function oneOffJob(from: {
  readonly tenantId: string;
  readonly job: string;
  readonly subject?: string;
  readonly now: Instant;
  readonly dueAt?: Instant;
  /** Seconds after its last change in which it vanishes; longer than it may wait. Absent: it stays. */
  readonly ttl?: number;
}): Job {
  const { tenantId, job, subject, now, ttl } = from;
  return {
    id: jobId(job, subject),
    type: 'job',
    tenantId,
    schemaVersion: 1,
    job,
    ...(subject !== undefined && { subject }),
    status: 'waiting',
    runNumber: 0,
    history: [],
    attempts: 0,
    dueKind: 'jobs',
    dueAt: from.dueAt ?? now,
    ...(ttl !== undefined && { ttl }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
