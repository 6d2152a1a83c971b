import type { Instant } from '../kernel/instant.ts';
import { nextOccurrence } from '../kernel/local-rule.ts';
import { jobId, jobType, type Job } from '../jobs/model.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt, zoneOn } from '../tenants/zone-periods.ts';
import { VACCINATION_SCAN } from './scan-job.ts';

/**
 * The write that lets the daily scan follow changed settings, for their commit. One that waits
 * moves to its new time; when that would leave out the day it was to scan, it is due now. One
 * that is due already or under way only learns the new time, and that settings changed: its next
 * commit fails and it reads them. No write when the tenant has no scan.
 */
export async function moveScan(
  records: Records,
  before: Tenant,
  after: Tenant,
  now: Instant,
): Promise<{ readonly job: Job; readonly write: Write } | undefined> {
  const stored = await records.get(jobType, liveOf(after.tenantId), jobId(VACCINATION_SCAN));
  if (stored === undefined) return undefined;
  const rule = { every: 'day' as const, at: after.vaccination.scanAt };
  const { value, etag } = stored;
  const { status, dueAt } = value;
  const waits = status === 'waiting' && dueAt !== undefined && dueAt > now;
  const moved = waits ? { dueAt: newTime(dueAt, rule, before, after, now) } : {};
  const job: Job = { ...value, rule, ...moved, updatedAt: now };
  return { job, write: { op: 'replace', document: job, etag } };
}

function newTime(
  dueAt: Instant,
  rule: NonNullable<Job['rule']>,
  before: Tenant,
  after: Tenant,
  now: Instant,
): Instant {
  const next = nextOccurrence(rule, now, (date) => zoneOn(after, date));
  return dateAt(before, dueAt) < dateAt(after, next) ? now : next;
}
