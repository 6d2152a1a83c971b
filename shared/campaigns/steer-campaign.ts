import { enqueueNow } from '../due-work/fast-path.ts';
import { ProblemError } from '../kernel/problem.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import { getWorkflow } from '../workflows/edit-workflows.ts';
import { countAudience } from './count-audience.ts';
import { audienceConditions } from './audience-conditions.ts';
import { heldCampaign, jobDue, jobPointer, startInstant } from './campaign-job.ts';
import { editCampaign, type CampaignChange, type CampaignEdit } from './edit-campaigns.ts';
import type { Campaign, Progress } from './model.ts';
import type { Foreseen } from './planned-sample.ts';
import { refuseCampaign } from './refuse-campaign.ts';

/** A campaign at its begin. */
const NOTHING_DONE: Progress = {
  phase: 'count',
  looked: 0,
  entered: 0,
  heldOut: 0,
  skipped: {},
  byVariant: {},
  segments: 0,
};

/**
 * Starts a draft, now or at its time, or lets a held one go on. From here on it keeps the workflow's
 * version and the segment's conditions as they stand, so that what was seen and confirmed is what runs.
 *
 * Refused: what does not fit any more (422, `invalid-campaign`), a workflow that is not active (409,
 * `workflow-inactive`), a time that has passed (422, `start-out-of-range`), and one that would send to
 * more owners than the guard without `confirm` (409, `needs-confirmation`, says how many at least). Its
 * job counts all of them again and holds it when they have become more than the guard since.
 * Too few owners for its experiment keep nobody from starting it: `progress.foreseen` tells of them.
 */
export async function startCampaign(
  context: Context,
  input: CampaignEdit & { readonly confirm?: boolean | undefined },
): Promise<Campaign> {
  const { tenantId, confirm = false } = input;
  const { clock } = context;
  const tenant = await loadTenant(context, tenantId);
  const started = await editCampaign(context, input, ['draft', 'held'], async (before) => {
    const resumed = before.pinned !== undefined;
    const workflow = resumed
      ? await getWorkflow(context, before)
      : await refuseCampaign(context, tenantId, before);
    if (workflow.status !== 'active') throw workflowInactive(workflow.status);
    const pinned = before.pinned ?? {
      version: workflow.version,
      conditions: await audienceConditions(context, before),
    };
    const now = clock.now();
    const plan = { ...before, pinned };
    const foreseen = await foresee(context, tenant, plan, confirm);
    const at = resumed ? undefined : begin(plan, tenant, now);
    const changes: Partial<Campaign> = {
      pinned,
      status: at === undefined ? 'running' : 'scheduled',
      heldBecause: undefined,
      progress: before.progress ?? { ...NOTHING_DONE, ...(foreseen && { foreseen }) },
      ...(confirm && { confirmedAt: now }),
      ...(at === undefined && { startedAt: before.startedAt ?? now }),
    };
    const cured = await cureNotice(context.records, tenantId, heldCampaign(before), now);
    const due = await jobDue(context.records, before, at ?? now, now);
    return { changes, writes: [due, ...cured] };
  });
  return enqueued(context, started);
}

/**
 * Lets nobody enter and nothing leave until it goes on: runs wait at their step, texts that are planned
 * wait. A text whose claim came before is under way. One that is scheduled becomes a draft again.
 */
export async function pauseCampaign(context: Context, input: CampaignEdit): Promise<Campaign> {
  const statuses = ['scheduled', 'running', 'done'] as const;
  return editCampaign(context, input, statuses, (before): CampaignChange => {
    if (before.status !== 'scheduled') return { changes: { status: 'paused' } };
    const anew = { pinned: undefined, progress: undefined, confirmedAt: undefined };
    return { changes: { ...anew, status: 'draft' } };
  });
}

/** Goes on with a paused one where it was; runs that waited are woken at the sender's pace. */
export async function resumeCampaign(context: Context, input: CampaignEdit): Promise<Campaign> {
  const resumed = await editCampaign(context, input, ['paused'], async (before) => {
    const now = context.clock.now();
    const status = before.finishedAt === undefined ? 'running' : 'done';
    const progress = { ...(before.progress ?? NOTHING_DONE), waking: {} };
    const due = await jobDue(context.records, before, now, now);
    return { changes: { status, progress }, writes: [due] };
  });
  return enqueued(context, resumed);
}

/**
 * Ends a campaign for good. From this commit on no owner enters, no run of it takes a step and no text or
 * e-mail of it is claimed; its job then ends the runs and withdraws what is planned, page by page. What
 * was claimed before is under way and may arrive.
 */
export async function stopCampaign(context: Context, input: CampaignEdit): Promise<Campaign> {
  const statuses = ['draft', 'scheduled', 'held', 'running', 'paused', 'done'] as const;
  const stopped = await editCampaign(context, input, statuses, async (before) => {
    const now = context.clock.now();
    const { cursor: _cursor, waking: _waking, ...kept } = before.progress ?? NOTHING_DONE;
    const began = before.startedAt !== undefined;
    const progress: Progress = { ...kept, phase: began ? 'stop' : 'over', ended: 0, withdrawn: 0 };
    const changes: Partial<Campaign> = { status: 'stopped', heldBecause: undefined, progress };
    const cured = await cureNotice(context.records, input.tenantId, heldCampaign(before), now);
    const due = began ? [await jobDue(context.records, before, now, now)] : [];
    return { changes: { ...changes, finishedAt: now }, writes: [...due, ...cured] };
  });
  return enqueued(context, stopped);
}

async function enqueued(context: Context, campaign: Campaign): Promise<Campaign> {
  // What is not due yet is left alone by whoever follows the pointer.
  await enqueueNow(context, [jobPointer(campaign)]);
  return campaign;
}

function begin(campaign: Campaign, tenant: Tenant, now: string) {
  const at = startInstant(campaign, tenant);
  if (at === undefined || at > now) return at;
  throw new ProblemError({
    kind: 'start-out-of-range',
    status: 422,
    detail: 'The time at which this campaign was to begin has passed.',
    field: 'startOn',
    value: `${campaign.startOn?.date ?? ''} ${campaign.startOn?.at ?? ''}`,
    allowed: 'a time to come, or none to begin now',
  });
}

/**
 * Refuses one that would send to more owners than the guard when nobody confirmed it. Answers the owners
 * expected in each group of an experiment; one that goes on has counted them before.
 */
async function foresee(
  context: Context,
  tenant: Tenant,
  campaign: Campaign,
  confirm: boolean,
): Promise<Foreseen | undefined> {
  const { textGuard } = tenant.vaccination;
  const { progress, experiment } = campaign;
  const confirmed = confirm || campaign.confirmedAt !== undefined;
  if (progress?.expected !== undefined) {
    if (!confirmed && progress.expected > textGuard)
      throw unconfirmed(progress.expected, textGuard);
    return progress.foreseen;
  }
  if (confirmed && experiment === undefined) return undefined;
  const { owners, ...foreseen } = await countAudience(context, tenant, campaign, textGuard);
  if (!confirmed && owners > textGuard) throw unconfirmed(owners, textGuard);
  return experiment && foreseen;
}

function unconfirmed(owners: number, textGuard: number): ProblemError {
  return new ProblemError({
    kind: 'needs-confirmation',
    status: 409,
    detail:
      `This campaign would send to at least ${String(owners)} owners, more than ` +
      `${String(textGuard)}. Look at its preview, then send "confirm": true to start it.`,
    field: 'confirm',
    value: false,
    allowed: 'true',
  });
}

function workflowInactive(status: string): ProblemError {
  return new ProblemError({
    kind: 'workflow-inactive',
    status: 409,
    detail: 'Only an active workflow can be sent as a campaign.',
    field: 'status',
    value: status,
    allowed: 'active',
  });
}
