import { ownerIdsOf } from '../customers/merge-follow.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { nextWithin } from '../kernel/week-hours.ts';
import { allowedHours } from '../messaging/allowed-hours.ts';
import type { Records } from '../platform/store/records.ts';
import { memberPage, type Member } from '../segments/members.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { groupOf } from './assign.ts';
import { planOrHold } from './begin-page.ts';
import { enterOwners, withMembers, type Verdict } from './enter-owners.ts';
import { closeJob, putOff, turnPage, type AfterPage, type CampaignPage } from './campaign-page.ts';
import { membershipsOf } from './memberships.ts';
import { campaignType, type Campaign, type Progress } from './model.ts';
import type { Plan } from './read-plan.ts';

/** Owners of a page: each is three writes at most, with the job and the campaign in one commit. */
const ENTERED_PER_PAGE = 32;

/** So far ahead of the clock runs are planned, and no further: a pause or a stop finds little under way. */
const AHEAD_MS = 15 * 60_000;

/** The job comes back when so much of that is left. */
const AGAIN_MS = 5 * 60_000;

/** The most campaigns of a business that share the sender's time with each other. */
const MOST_RUNNING = 100;

/**
 * Lets the next owners enter: each gets a membership, and a run at the sender's pace unless they are held
 * out or cannot enter. Runs are planned a quarter of an hour ahead, and only in the hours in which the
 * business may text; in between the job lets go. Who is a member already, under the id of an owner that
 * was merged into them included, is passed over.
 */
export async function enterPage(page: CampaignPage): AfterPage {
  const { context, tenant, campaign, progress, now } = page;
  const { records } = context;
  const { pinned } = campaign.value;
  const plan = await planOrHold(page);
  if (plan === undefined) return undefined;
  if (pinned === undefined) return closeJob(page);
  const busyUntil = await senderBusyUntil(records, campaign.value, progress);
  const wait = waitFor(plan, tenant, busyUntil, now);
  if (wait !== undefined) return putOff(page, wait);
  const { cursor, ...rest } = progress;
  const at = { cursor, now, limit: ENTERED_PER_PAGE };
  const found = await memberPage(records, tenant, pinned.conditions, at);
  const fresh = await notYetIn(records, campaign.value, found.members);
  const verdicts = fresh.map((member) => verdictOn(member, plan, campaign.value, tenant, now));
  const entered = await enterOwners(page, plan, verdicts, busyUntil);
  const looked = progress.looked + found.looked;
  const counted: Progress = { ...withMembers(rest, entered.members), looked };
  const segments = progress.segments + entered.segments;
  const pacedUntil = entered.segments > 0 ? entered.busyUntil : progress.pacedUntil;
  const after = { ...counted, segments, ...(pacedUntil !== undefined && { pacedUntil }) };
  const { writes } = entered;
  if (found.next !== undefined) {
    return turnPage(page, { progress: { ...after, cursor: found.next } }, writes);
  }
  const phase = campaign.value.experiment === undefined ? 'over' : 'evaluate';
  const ended = { status: 'done', finishedAt: now, progress: { ...after, phase } } as const;
  return turnPage(page, ended, writes);
}

/** Until when the business's sender is busy with what this campaign and others have planned. */
async function senderBusyUntil(
  records: Records,
  { id, tenantId }: Campaign,
  progress: Progress,
): Promise<Instant | undefined> {
  const running = await records.query(campaignType, liveOf(tenantId), {
    where: { status: 'running' },
    orderBy: { field: 'createdAt' },
    limit: MOST_RUNNING,
  });
  const others = running.items.filter(({ value }) => value.id !== id);
  return [progress, ...others.map(({ value }) => value.progress)]
    .flatMap((it) => it?.pacedUntil ?? [])
    .toSorted()
    .at(-1);
}

/** When the job is to come back because enough is planned, or because nobody may be texted now. */
function waitFor(
  { workflow, sends }: Plan,
  tenant: Tenant,
  busyUntil: Instant | undefined,
  now: Instant,
): Instant | undefined {
  if (!sends) return undefined;
  if (busyUntil !== undefined && busyUntil > addMs(now, AHEAD_MS)) {
    return later(addMs(now, 60_000), addMs(busyUntil, -AGAIN_MS));
  }
  const here = { zones: [tenant.timeZone] };
  const hours = allowedHours(workflow.definition.purpose, here, tenant);
  const open = nextWithin(later(now, busyUntil ?? now), hours);
  return open === undefined || open <= later(now, busyUntil ?? now) ? undefined : open;
}

async function notYetIn(
  records: Records,
  { id: campaignId, tenantId }: Campaign,
  members: readonly Member[],
): Promise<readonly Member[]> {
  const ownerIds = members.flatMap(({ owner }) => ownerIdsOf(owner));
  const known = await membershipsOf(records, { tenantId, campaignId }, ownerIds);
  const there = new Set(known.map(({ ownerId }) => ownerId));
  return members.filter(({ owner }) => !ownerIdsOf(owner).some((id) => there.has(id)));
}

function verdictOn(
  member: Member,
  { whyNotEnter }: Plan,
  campaign: Campaign,
  tenant: Tenant,
  now: Instant,
): Verdict {
  const reason = whyNotEnter(member, dateAt(tenant, now));
  if (reason !== undefined) return { member, group: undefined, reason };
  const { id: campaignId, variants, holdoutPercent } = campaign;
  const group = groupOf({ campaignId, variants, holdoutPercent }, member.owner.id);
  return { member, group };
}
