import { jobId, jobType, type Job } from '../jobs/model.ts';
import { oneOffJob } from '../jobs/one-off-job.ts';
import type { Instant } from '../kernel/instant.ts';
import { instantAt } from '../kernel/time-zone.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { zoneOn } from '../tenants/zone-periods.ts';
import type { Campaign } from './model.ts';

/** The name of the job that carries a campaign out; its subject is the campaign. */
export const CAMPAIGN = 'campaign';

/** A job that is done vanishes after so many seconds: 90 days. */
const JOB_TTL_SECONDS = 90 * 24 * 3600;

/**
 * The write that makes the job of a campaign due at an instant, for the commit that gives it something to
 * do. One that has ended or failed begins anew; one that waits or works is due then and finds the
 * campaign as the commit leaves it.
 */
export async function jobDue(
  records: Records,
  { id: subject, tenantId }: Campaign,
  dueAt: Instant,
  now: Instant,
): Promise<Write> {
  const stored = await records.get(jobType, liveOf(tenantId), jobId(CAMPAIGN, subject));
  const ttl = JOB_TTL_SECONDS;
  if (stored === undefined) {
    return create(oneOffJob({ tenantId, job: CAMPAIGN, subject, now, dueAt, ttl }));
  }
  const due = { dueKind: 'jobs', dueAt, attempts: 0, lastError: undefined, updatedAt: now };
  const working = stored.value.status === 'running';
  const anew: Partial<Job> = working ? {} : { status: 'waiting', run: undefined };
  return replace(stored, { ...due, ...anew });
}

/** Where the job of a campaign lies. */
export function jobPointer({ id, tenantId }: Pick<Campaign, 'id' | 'tenantId'>): Pointer {
  return { tenantId, id: jobId(CAMPAIGN, id), kind: 'jobs' };
}

/**
 * When a campaign is to begin, by the clocks the business has on that day: a time that clocks skip is the
 * first one after it, one that comes twice is the first. undefined: when a person starts it.
 */
export function startInstant(
  { startOn }: Pick<Campaign, 'startOn'>,
  tenant: Tenant,
): Instant | undefined {
  return startOn && instantAt(startOn.date, startOn.at, zoneOn(tenant, startOn.date));
}

/** What staff are told of while a campaign waits for them. */
export function heldCampaign({ id }: Pick<Campaign, 'id'>) {
  return { kind: 'campaign-held', subject: { type: 'campaign', id } } as const;
}
