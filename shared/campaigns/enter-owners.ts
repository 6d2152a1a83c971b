import type { Instant } from '../kernel/instant.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import type { Member } from '../segments/members.ts';
import { startRuns, type Entering } from '../workflows/start-runs.ts';
import type { CampaignPage } from './campaign-page.ts';
import {
  campaignMemberId,
  HOLDOUT,
  MEMBER_TTL_SECONDS,
  type Campaign,
  type CampaignMember,
  type Progress,
} from './model.ts';
import type { Plan } from './read-plan.ts';

/** What becomes of somebody in the audience. */
export interface Verdict {
  readonly member: Member;
  readonly group: string | undefined;
  /** Why they do not enter. */
  readonly reason?: string | undefined;
}

/** What a page's owners come to, and what is to be written for it. */
interface Entered {
  readonly members: readonly CampaignMember[];
  readonly writes: readonly Write[];
  readonly segments: number;
  readonly busyUntil: Instant;
}

/**
 * Decides what is written of owners that are looked at: a membership each, and a run for whoever enters, at
 * the sender's pace from `busyUntil` on.
 */
export async function enterOwners(
  { context, tenant, campaign, now }: CampaignPage,
  plan: Plan,
  verdicts: readonly Verdict[],
  busyUntil: Instant | undefined,
): Promise<Entered> {
  const { id: campaignId } = campaign.value;
  const entering = verdicts.filter(({ reason }) => reason === undefined);
  // Who is held out must have been free to enter, or the groups would not be alike.
  const starts = entering.map(({ member, group }): Entering => {
    const heldOut = group === HOLDOUT;
    const definition = plan.definitionOf(heldOut ? undefined : group);
    return {
      workflow: { ...plan.workflow, definition },
      ownerId: member.owner.id,
      absorbing: member.owner.absorbing,
      cause: `campaign:${campaignId}`,
      campaignId,
      ...(group !== undefined && !heldOut && { variant: group }),
      segments: heldOut ? 0 : plan.segmentsOf(definition, member.facts),
    };
  });
  const begun = await startRuns(context.records, tenant, starts, { now, busyUntil });
  const outcome = new Map(entering.map((verdict, n) => [verdict, begun.begun[n]]));
  const writes: Write[] = [];
  const members = verdicts.map((verdict) => {
    const started = outcome.get(verdict);
    const barred = started?.run.status === 'skipped';
    const heldOut = verdict.group === HOLDOUT && !barred;
    if (!heldOut) writes.push(...(started?.writes ?? []));
    const member = memberOf(campaign.value, verdict.member.owner.id, now, {
      ...outcomeOf(verdict, heldOut, barred),
      ...(started !== undefined && !heldOut && { runId: started.run.id }),
    });
    writes.push(create(member));
    return member;
  });
  const sizes = starts.filter((_start, n) => begun.begun[n]?.run.status === 'running');
  const segments = sizes.reduce((sum, it) => sum + it.segments, 0);
  return { members, writes, segments, busyUntil: begun.busyUntil };
}

function outcomeOf({ group, reason }: Verdict, heldOut: boolean, barred: boolean) {
  if (reason !== undefined) return { outcome: 'skipped', reason } as const;
  if (barred) return { outcome: 'skipped', reason: 're-entry' } as const;
  if (heldOut) return { outcome: 'held-out', variant: HOLDOUT } as const;
  return { outcome: 'entered', ...(group !== undefined && { variant: group }) } as const;
}

function memberOf(
  { id: campaignId, tenantId }: Campaign,
  ownerId: string,
  now: Instant,
  outcome: Pick<CampaignMember, 'outcome' | 'variant' | 'reason' | 'runId'>,
): CampaignMember {
  return {
    id: campaignMemberId(campaignId, ownerId),
    type: 'campaignMember',
    tenantId,
    schemaVersion: 1,
    campaignId,
    ownerId,
    ...outcome,
    ttl: MEMBER_TTL_SECONDS,
    createdAt: now,
    updatedAt: now,
  };
}

/** How far a campaign is with these members more. */
export function withMembers(
  progress: Omit<Progress, 'cursor'>,
  members: readonly CampaignMember[],
): Progress {
  const skipped = { ...progress.skipped };
  const byVariant = { ...progress.byVariant };
  let { entered, heldOut } = progress;
  for (const { outcome, variant, reason = '' } of members) {
    if (outcome === 'skipped') skipped[reason] = (skipped[reason] ?? 0) + 1;
    if (outcome === 'held-out') heldOut += 1;
    if (outcome === 'entered') entered += 1;
    if (outcome === 'entered' && variant !== undefined) {
      byVariant[variant] = (byVariant[variant] ?? 0) + 1;
    }
  }
  return { ...progress, skipped, byVariant, entered, heldOut };
}
