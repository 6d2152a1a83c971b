import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../kernel/instant.ts';
import { nextOccurrence, type LocalRule } from '../kernel/local-rule.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt, zoneOn, zonePeriodsOf } from '../tenants/zone-periods.ts';
import { jobId, jobType, type Job } from './model.ts';

/** A recurring job and the settings before and after a change. */
export interface JobMove {
  readonly job: string;
  /** What it is done to, if a tenant can have several of the name. */
  readonly subject?: string;
  /** When it recurs from now on. */
  readonly rule: LocalRule;
  readonly before: Tenant;
  readonly after: Tenant;
  readonly now: Instant;
}

/** A job as moved, and the write that moves it. */
export interface MovedJob {
  readonly job: Job;
  readonly write: Write;
}

/**
 * The write that lets a recurring job follow changed settings, for their commit. One that waits
 * moves to its new time; when that would leave out the day it was to run on, it is due now. One
 * that is due already or under way only learns the new time, and that settings changed: its next
 * commit fails and it reads them. No write when the tenant has no such job, and none when neither
 * its rule nor the zones changed, unless `always`.
 */
export async function moveJob(
  records: Records,
  { job: name, subject, rule, before, after, now }: JobMove,
  always = false,
): Promise<MovedJob | undefined> {
  const stored = await records.get(jobType, liveOf(after.tenantId), jobId(name, subject));
  if (stored === undefined) return undefined;
  const { value, etag } = stored;
  const sameZones = isDeepStrictEqual(zonePeriodsOf(before), zonePeriodsOf(after));
  if (!always && sameZones && isDeepStrictEqual(value.rule, rule)) return undefined;
  const { status, dueAt } = value;
  const waits = status === 'waiting' && dueAt !== undefined && dueAt > now;
  const moved = waits ? { dueAt: newTime(dueAt, rule, before, after, now) } : {};
  const job: Job = { ...value, rule, ...moved, updatedAt: now };
  return { job, write: { op: 'replace', document: job, etag } };
}

function newTime(
  dueAt: Instant,
  rule: LocalRule,
  before: Tenant,
  after: Tenant,
  now: Instant,
): Instant {
  const next = nextOccurrence(rule, now, (date) => zoneOn(after, date));
  return dateAt(before, dueAt) < dateAt(after, next) ? now : next;
}
