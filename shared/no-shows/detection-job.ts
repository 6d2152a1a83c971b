import { appointmentType, OPEN_STATUSES, type Appointment } from '../appointments/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import type { JobProgram } from '../jobs/job-worker.ts';
import type { Job } from '../jobs/model.ts';
import { recurringJob } from '../jobs/recurring-job.ts';
import { runPages } from '../jobs/run-pages.ts';
import { commitPage, finishRun } from '../jobs/run-state.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { LocalRule } from '../kernel/local-rule.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { noShowRulesOf } from '../tenants/no-show-rules.ts';
import { decideMissed } from './decide-missed.ts';
import { noShowId, noShowRecordType } from './model.ts';
import { graceEnd } from './no-show-record.ts';

/** The name of the daily look at visits that nobody marked. */
export const NO_SHOW_DETECTION = 'no-show-detection';

const DAY_MS = 24 * 3_600_000;
/** Visits that began longer ago than this are left alone. */
const LOOK_BACK_DAYS = 31;
/** Each visit found is a commit of its own; the page is what a killed run may look at twice. */
const PAGE_SIZE = 50;
/** A look met later than this waits for the next day's: 18 hours. */
const MAX_LATE_MINUTES = 18 * 60;

/** What a look at unmarked visits found. */
export interface Detection {
  readonly marked: number;
  readonly held: number;
}

/** When a tenant's daily look comes. */
export function detectionRule(tenant: Tenant): LocalRule {
  return { every: 'day', at: noShowRulesOf(tenant).detectAt };
}

/** The daily look of a tenant, waiting for its first occurrence after `now`. */
export function noShowDetectionJob(tenant: Tenant, now: Instant): Job {
  const rule = detectionRule(tenant);
  const maxLateMinutes = MAX_LATE_MINUTES;
  return recurringJob(tenant, { job: NO_SHOW_DETECTION, rule, maxLateMinutes, now });
}

/**
 * The job that looks every day for visits whose own checkpoint did not settle them: open ones that
 * ended their grace in the last {@link LOOK_BACK_DAYS} days. Its cost follows those, not the size of
 * the book. A run that dies is resumed; a visit looked at twice is marked once.
 */
export const noShowDetection: JobProgram = {
  name: NO_SHOW_DETECTION,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => {
      const { run } = job.value;
      if (run === undefined) return undefined;
      const page = await detectPage(context, tenant, run.cursor);
      const counts = {
        marked: (run.counts['marked'] ?? 0) + page.marked,
        held: (run.counts['held'] ?? 0) + page.held,
      };
      const { cursor: _before, ...rest } = run;
      const next = { ...rest, counts, ...(page.next !== undefined && { cursor: page.next }) };
      const committed = await commitPage(context, job, next, []);
      if (page.next !== undefined) return committed;
      await finishRun(context, committed, tenant);
      return undefined;
    });
  },
};

/**
 * Looks at all visits nobody marked, at once, in one go instead of the job's pages.
 * @internal
 */
export async function detectNoShows(context: Context, tenant: Tenant): Promise<Detection> {
  let cursor: string | undefined;
  const total = { marked: 0, held: 0 };
  do {
    const page = await detectPage(context, tenant, cursor);
    total.marked += page.marked;
    total.held += page.held;
    cursor = page.next;
  } while (cursor !== undefined);
  return total;
}

/** The open visits that ended their grace and that no person decides about, oldest first, and the next page. */
export async function unmarkedVisits(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  tenant: Tenant,
  cursor?: string,
): Promise<{ readonly visits: readonly Appointment[]; readonly next?: string | undefined }> {
  const now = clock.now();
  const graceMs = Date.parse(graceEnd({ startsAt: now }, tenant)) - Date.parse(now);
  const partition = liveOf(tenant.tenantId);
  const page = await records.query(appointmentType, partition, {
    where: {
      status: { in: [...OPEN_STATUSES] },
      startsAt: { from: addMs(now, -LOOK_BACK_DAYS * DAY_MS), to: addMs(now, -graceMs) },
    },
    orderBy: { field: 'startsAt' },
    limit: PAGE_SIZE,
    ...(cursor !== undefined && { cursor }),
  });
  const visits = page.items.map(({ value }) => value);
  const ids = visits.filter((it) => it.markSeq > 0).map((it) => noShowId(it.id, it.markSeq));
  const known = ids.length === 0 ? [] : await records.getMany(noShowRecordType, partition, ids);
  // What a person decides, or decided about this start, is theirs; one that was moved is looked at anew.
  const theirs = new Set(
    known
      .filter(({ value }) => value.status === 'held' || value.status === 'dismissed')
      .map(({ value }) => `${value.appointmentId} ${value.startsAt}`),
  );
  const left = visits.filter(({ id, startsAt }) => !theirs.has(`${id} ${startsAt}`));
  return { visits: left, next: page.next };
}

async function detectPage(
  context: Context,
  tenant: Tenant,
  cursor: string | undefined,
): Promise<Detection & { readonly next?: string | undefined }> {
  const { visits, next } = await unmarkedVisits(context, tenant, cursor);
  const counts = { marked: 0, held: 0 };
  for (const visit of visits) {
    const kind = await settleMissed(context, visit);
    if (kind !== 'not-missed') counts[kind] += 1;
  }
  return { ...counts, next };
}

async function settleMissed(
  context: Context,
  { tenantId, id, markSeq }: Appointment,
): Promise<'marked' | 'held' | 'not-missed'> {
  const { records, clock } = context;
  const missed = await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(appointmentType, liveOf(tenantId), id);
    // Another mark than when it was found: its checkpoint or a person was quicker.
    if (stored?.value.markSeq !== markSeq) return { writes: [], value: undefined };
    const decided = await decideMissed(context, stored, 'daily', clock.now());
    const writes = decided.kind === 'not-missed' ? [] : decided.outcome.writes;
    return { writes, value: decided };
  });
  if (missed === undefined || missed.kind === 'not-missed') return 'not-missed';
  await enqueueNow(context, missed.outcome.next);
  return missed.kind;
}
