import { dayAndTime } from '../kernel/in-words.ts';
import { addMs } from '../kernel/instant.ts';
import { memberPage } from '../segments/members.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import {
  closeJob,
  holdCampaign,
  putOff,
  turnPage,
  type AfterPage,
  type CampaignPage,
} from './campaign-page.ts';
import { startInstant } from './campaign-job.ts';
import { groupsOf } from './count-audience.ts';
import { addOwners } from './planned-sample.ts';
import { readPlan, type Plan } from './read-plan.ts';

/** A campaign that is met later than this after its time waits for a person: three hours. */
const LATE_MS = 3 * 3_600_000;
/** So often its time is worked out anew: the business may move to another zone. */
const LOOK_MS = 3_600_000;

/** Lets a scheduled campaign begin when its time has come; one that is met late is held. */
export async function beginPage(page: CampaignPage): AfterPage {
  const { campaign, tenant, now } = page;
  const at = startInstant(campaign.value, tenant) ?? now;
  if (at > now) {
    const look = addMs(now, LOOK_MS);
    return putOff(page, at < look ? at : look);
  }
  if (now > addMs(at, LATE_MS)) {
    const planned = dayAndTime(at, zoneAt(tenant, at));
    return holdCampaign(page, `It was to begin on ${planned} and was met hours later.`);
  }
  return turnPage(page, { status: 'running', startedAt: now });
}

/** What a campaign sends; a person is told when it cannot go on with it. */
export async function planOrHold(page: CampaignPage): Promise<Plan | undefined> {
  const { context, tenant, campaign } = page;
  const plan = await readPlan(context.records, tenant, campaign.value);
  if (plan?.workflow.status === 'active') return plan;
  const what = plan === undefined ? 'gone' : plan.workflow.status;
  await holdCampaign(page, `Its workflow is ${what}.`);
  return undefined;
}

/**
 * Counts the next owners it would send something to. Behind the last of them it goes on to let owners
 * enter, or is held when they are more than the guard and nobody confirmed that.
 */
export async function countPage(page: CampaignPage): AfterPage {
  const { context, tenant, campaign, progress, now } = page;
  const { pinned, confirmedAt } = campaign.value;
  const plan = await planOrHold(page);
  if (plan === undefined) return undefined;
  if (pinned === undefined) return closeJob(page);
  const { cursor, counted: before = {}, ...rest } = progress;
  const found = await memberPage(context.records, tenant, pinned.conditions, { cursor, now });
  const today = dateAt(tenant, now);
  const sent = found.members.filter((it) => plan.whyNotEnter(it, today) === undefined);
  const theirs = plan.sends ? sent : [];
  const expected = (progress.expected ?? 0) + theirs.length;
  const byGroup = addOwners(before, groupsOf(campaign.value, theirs));
  const counted = { ...rest, expected, looked: progress.looked + found.looked };
  if (found.next !== undefined) {
    return turnPage(page, { progress: { ...counted, counted: byGroup, cursor: found.next } });
  }
  const foreseen = campaign.value.experiment && { byGroup, whole: true };
  const ready = {
    ...{ ...counted, phase: 'enter' as const, looked: 0 },
    ...(foreseen && { foreseen }),
  };
  const { textGuard } = tenant.vaccination;
  if (expected <= textGuard || confirmedAt !== undefined)
    return turnPage(page, { progress: ready });
  const because = `It would send to ${String(expected)} owners, more than ${String(textGuard)}.`;
  return holdCampaign(page, because, { progress: ready });
}
