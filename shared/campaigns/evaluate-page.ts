import { addMs, later, type Instant } from '../kernel/instant.ts';
import { liveOf } from '../tenants/model.ts';
import { closeJob, putOff, turnPage, type AfterPage, type CampaignPage } from './campaign-page.ts';
import { membershipsOf } from './memberships.ts';
import { campaignMemberType, type Campaign, type CampaignMember, type Group } from './model.ts';
import { convertedAmong, WINDOW_DAYS } from './outcomes.ts';

const DAY_MS = 86_400_000;

/** Members of a page. */
const READ_PER_PAGE = 100;

/** A text may wait so long for the hours of where its recipient is. */
const TEXT_WAIT_MS = DAY_MS;

/**
 * When the experiment of a campaign whose owners have all entered is read: when the last of them has had
 * the metric's days since their text. Once, and not before: whoever looks again and again finds a
 * difference in the end that is none.
 */
export function evaluationAt({
  experiment,
  finishedAt,
  progress,
}: Pick<Campaign, 'experiment' | 'finishedAt' | 'progress'>): Instant | undefined {
  if (experiment === undefined || finishedAt === undefined) return undefined;
  const last = later(finishedAt, progress?.pacedUntil ?? finishedAt);
  return addMs(last, TEXT_WAIT_MS + WINDOW_DAYS[experiment.metric] * DAY_MS);
}

/** Counts whom the metric counts among the next members; behind the last the result stands. */
export async function evaluatePage(page: CampaignPage): AfterPage {
  const { context, tenant, campaign, progress, now } = page;
  const { records } = context;
  const { experiment, variants, id: campaignId } = campaign.value;
  const at = evaluationAt(campaign.value);
  if (experiment === undefined || at === undefined) return closeJob(page);
  if (at > now) return putOff(page, at);
  const { cursor, tally, ...rest } = progress;
  const found = await records.query(campaignMemberType, liveOf(tenant.tenantId), {
    where: { campaignId, outcome: 'entered' },
    limit: READ_PER_PAGE,
    ...(cursor !== undefined && { cursor }),
  });
  const members = found.items.map(({ value }) => value);
  const single = await withoutMixed(page, members);
  const converted = await convertedAmong(records, tenant.tenantId, experiment.metric, single);
  const before = tally ?? variants.map(({ id }) => ({ variant: id, owners: 0, converted: 0 }));
  const groups = before.map((group) => counted(group, single, converted));
  if (found.next !== undefined) {
    return turnPage(page, { progress: { ...rest, tally: groups, cursor: found.next } });
  }
  const result = { evaluatedAt: now, groups };
  return turnPage(page, { result, progress: { ...rest, phase: 'over' } });
}

function counted(
  group: Group,
  members: readonly CampaignMember[],
  converted: ReadonlySet<string>,
): Group {
  const theirs = members.filter(({ variant }) => variant === group.variant);
  const hits = theirs.filter(({ id }) => converted.has(id)).length;
  return { ...group, owners: group.owners + theirs.length, converted: group.converted + hits };
}

/**
 * The members that count: an owner who was two when the campaign ran, and was merged since, has been in two
 * groups and says nothing about either, or twice in one and counts once.
 */
async function withoutMixed(
  { context, tenant, campaign }: CampaignPage,
  members: readonly CampaignMember[],
): Promise<readonly CampaignMember[]> {
  const { id: campaignId } = campaign.value;
  const which = { tenantId: tenant.tenantId, campaignId };
  const ownerIds = members.map(({ ownerId }) => ownerId);
  const all = await membershipsOf(context.records, which, ownerIds);
  const counting = all.filter(({ outcome }) => outcome !== 'skipped');
  const byOwner = Map.groupBy(counting, ({ ownerId }) => ownerId);
  return members.filter(({ id, ownerId, variant }) => {
    const theirs = byOwner.get(ownerId) ?? [];
    if (theirs.some((it) => it.variant !== variant)) return false;
    return theirs.every((it) => it.id >= id);
  });
}
