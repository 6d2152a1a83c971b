import { addMs, type Instant } from '../kernel/instant.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { DUE_TOLERANCE_MS } from '../due-work/work-pointer.ts';
import type { JobProgram } from '../jobs/job-worker.ts';
import type { Job, JobRun } from '../jobs/model.ts';
import { runPages } from '../jobs/run-pages.ts';
import { commitPage, finishRun, holdRun } from '../jobs/run-state.ts';
import { nextTextTime } from '../messaging/text-hours.ts';
import type { Email } from '../messaging/email/model.ts';
import type { Message } from '../messaging/model.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import { MAX_COMMIT_WRITES, type Stored, type Write } from '../platform/store/document-store.ts';
import type { Tenant } from '../tenants/model.ts';
import { alertChannels } from './alert-channel.ts';
import { countTexts } from './preview-scan.ts';
import { replanVaccinations } from './replan-vaccinations.ts';
import { planDigest, type FamilyPlan, type ScanOf } from './plan-digest.ts';
import { readScanPage } from './scan-page.ts';
import { VACCINATION_SCAN } from './scan-job.ts';
import { waitingWorkflows } from './waiting-workflows.ts';

/** Texts of one scan leave this far apart. */
const SPACING_MS = 250;

/**
 * The daily scan: finds the vaccinations whose alert is due and plans one text or e-mail per owner.
 *
 * It counts first, and waits for a person when it, and the workflows it starts, would tell more
 * owners than the tenant's guard allows. Then it plans page by page. Each commit moves the records on to their next
 * threshold together with the alerts, the texts and the job itself: dying at any await loses
 * nothing and repeats nothing, and a second worker's commits fail.
 *
 * Settings changed while it runs break its next commit, since they write the job too: it then
 * plans all records anew and counts again, so that no text goes out under the old settings and
 * none under new ones that the guard did not see.
 */
export const vaccinationScan: JobProgram = {
  name: VACCINATION_SCAN,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => {
      const run = runOf(job);
      const counted = run.phase === 'send' && run.planVersion === tenant.planVersion;
      if (!counted) return prepare(context, job, tenant);
      const page = await sendPage(context, job, tenant);
      if (!page.last) return page.job;
      await finishRun(context, page.job, tenant);
      return undefined;
    });
  },
};

/** Brings all records under the settings in force, then counts; an approval holds for these settings alone. */
async function prepare(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
): Promise<Stored<Job> | undefined> {
  const { planVersion } = tenant;
  const { approvedAt, ...run } = runOf(job);
  const older = await replanVaccinations(context, tenant, MAX_COMMIT_WRITES - 1);
  if (older.length > 0) return commitPage(context, job, runOf(job), older);
  const { texts, emails, byWorkflows } = await countTexts(context, tenant, run);
  const expected = texts + emails + byWorkflows;
  const counted = { ...run, planVersion, counts: { ...run.counts, expected } };
  const approved = approvedAt !== undefined && run.planVersion === planVersion;
  if (expected <= tenant.vaccination.textGuard || approved) {
    const kept = approvedAt === undefined ? {} : { approvedAt };
    return commitPage(context, job, { ...counted, ...kept, phase: 'send' }, []);
  }
  const notice = await heldNotice(context, tenant, run, expected);
  await holdRun(context, job, { ...counted, phase: 'start' }, notice);
  return undefined;
}

async function sendPage(
  context: Context,
  from: Stored<Job>,
  tenant: Tenant,
): Promise<{ job: Stored<Job>; last: boolean }> {
  let job = from;
  const run = runOf(job);
  const scan = {
    scanDate: run.forDate,
    runId: run.runId,
    rules: tenant.vaccination,
    channels: alertChannels(tenant, context.email !== undefined),
  };
  const partition = { tenantId: tenant.tenantId };
  const page = await readScanPage(context.records, partition, scan, undefined);
  if (page.families.length === 0) return { job, last: true };
  const waiting = await waitingWorkflows(context.records, tenant.tenantId);
  let batch: FamilyPlan[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    job = await commitBatch(context, job, batch);
    batch = [];
  };
  for (const family of page.families) {
    const position = (runOf(job).counts['texts'] ?? 0) + batch.filter((it) => it.message).length;
    const plan = planDigest(family, { ...scanOf(context, tenant, run, position), waiting });
    const size = batch.reduce((sum, it) => sum + it.writes.length, 0) + plan.writes.length;
    if (size > MAX_COMMIT_WRITES - 1) await flush();
    batch.push(plan);
  }
  await flush();
  return { job, last: false };
}

async function commitBatch(
  context: Context,
  job: Stored<Job>,
  batch: readonly FamilyPlan[],
): Promise<Stored<Job>> {
  const run = runOf(job);
  const counts = { ...run.counts };
  const add = (name: string, n: number): void => {
    counts[name] = (counts[name] ?? 0) + n;
  };
  const writes: Write[] = [];
  const messages: Message[] = [];
  const emails: Email[] = [];
  for (const plan of batch) {
    writes.push(...plan.writes);
    if (plan.message !== undefined) messages.push(plan.message);
    if (plan.email !== undefined) emails.push(plan.email);
    for (const [reason, n] of Object.entries(plan.skipped)) add(`skipped:${reason}`, n);
  }
  add('texts', messages.length);
  if (emails.length > 0) add('emails', emails.length);
  add('owners', batch.length);
  const next = await commitPage(context, job, { ...run, counts }, writes);
  const dueNow = addMs(context.clock.now(), DUE_TOLERANCE_MS);
  const due = messages.filter(({ dueAt }) => dueAt !== undefined && dueAt <= dueNow);
  await enqueueNow(context, [
    ...due.map(({ tenantId, id }) => ({ tenantId, id, kind: 'sms' as const })),
    ...emails.map(({ tenantId, id }) => ({ tenantId, id, kind: 'emails' as const })),
    ...batch.flatMap(({ event }) => event ?? []),
  ]);
  return next;
}

// `position` is how many texts of this scan go out before.
function scanOf(context: Context, tenant: Tenant, run: JobRun, position: number): ScanOf {
  const now = context.clock.now();
  const paced: Instant = addMs(now, position * SPACING_MS);
  return {
    tenantId: tenant.tenantId,
    runId: run.runId,
    scanDate: run.forDate,
    rules: tenant.vaccination,
    channels: alertChannels(tenant, context.email !== undefined),
    planVersion: tenant.planVersion,
    now,
    sendAt: nextTextTime(paced, tenant.textHours, tenant.timeZone),
  };
}

function runOf(job: Stored<Job>): JobRun {
  if (job.value.run === undefined) throw new Error(`Job ${job.value.id} has no run under way.`);
  return job.value.run;
}

async function heldNotice(
  context: Context,
  { tenantId, vaccination }: Tenant,
  run: JobRun,
  owners: number,
): Promise<Write[]> {
  return raiseNotice(context.records, {
    tenantId,
    kind: 'scan-held',
    subject: { type: 'job', id: VACCINATION_SCAN },
    detail:
      `The vaccination scan of ${run.forDate} would tell ${String(owners)} owners, more than ` +
      `${String(vaccination.textGuard)}. It waits for your approval.`,
    at: context.clock.now(),
  });
}
