import {
  campaignMemberType,
  campaignType,
  type Campaign,
  type CampaignMember,
} from '../../../shared/campaigns/model.ts';
import { emailType } from '../../../shared/messaging/email/model.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';
import { whoIs } from './who-is.ts';

const isMember = (it: Json | undefined): boolean => it?.['type'] === campaignMemberType.type;

/** Checks every commit in which somebody comes into a campaign: while it runs, once, and counted. */
export function campaignChecks(salon: Salon): (commit: Commit) => void {
  const { world, plan } = salon;
  const { truth, broken } = world;
  const people = whoIs(salon);

  const cameIn = ({ changes, by }: Commit, member: CampaignMember): void => {
    const { campaignId, ownerId, outcome, runId } = member;
    const name = `${ownerId} came into ${campaignId}`;
    const change = changes.find(({ after }) => after?.id === campaignId);
    const was = (change?.before ?? truth.document(plan.tenantId, campaignId))?.['status'];
    if (was !== 'running') broken(`${name} when it was ${String(was)}`);
    const begun = changes.some(({ before, after }) => before === undefined && after?.id === runId);
    if ((outcome === 'entered') !== (begun && runId !== undefined) && outcome !== 'skipped')
      broken(`${name} as ${outcome} and ${begun ? 'has' : 'has no'} run`);
    const same = allOf(truth, campaignMemberType).filter(
      (it) => it.campaignId === campaignId && it.id !== member.id,
    );
    const others = same.filter((it) => people.now(it.ownerId) === people.now(ownerId));
    if (others.length === 0) return;
    const theirs = others.map((it) => it.ownerId);
    if (people.becameOneSince(by, ownerId, theirs))
      world.tally('residuals', 'somebody came into a campaign while they were merged');
    else broken(`${name} twice`);
  };

  /** How far a campaign says it is, is what there is. */
  const counted = ({ id, progress, variants }: Campaign): void => {
    if (progress === undefined) return;
    const members = allOf(truth, campaignMemberType).filter((it) => it.campaignId === id);
    const count = (outcome: string): number =>
      members.filter((it) => it.outcome === outcome).length;
    const skipped = Object.values(progress.skipped).reduce((sum, n) => sum + n, 0);
    const says = [progress.entered, progress.heldOut, skipped].join();
    const is = [count('entered'), count('held-out'), count('skipped')].join();
    if (says !== is)
      broken(`campaign ${id} says entered, held out, skipped ${says}; they are ${is}`);
    const inGroup = (variant: string): number =>
      members.filter((it) => it.outcome === 'entered' && it.variant === variant).length;
    for (const { id: variant } of variants) {
      const [saysOf, isOf] = [progress.byVariant[variant] ?? 0, inGroup(variant)];
      if (saysOf !== isOf) broken(`campaign ${id} says ${saysOf} in ${variant}; they are ${isOf}`);
    }
  };

  const changed = (before: Campaign | undefined, after: Campaign): void => {
    counted(after);
    if (after.status === 'paused') salon.wasPaused.add(after.id);
    if (before?.status === 'stopped' && after.status !== 'stopped')
      broken(`campaign ${after.id} was stopped and is ${after.status}`);
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if (after?.['type'] === campaignType.type)
        changed(before as Campaign | undefined, after as unknown as Campaign);
      if (before === undefined && isMember(after))
        cameIn(commit, after as unknown as CampaignMember);
    }
    if (commit.changes.some(({ after }) => isMember(after)))
      for (const campaign of allOf(truth, campaignType)) counted(campaign);
  };
}

/** Once all is quiet: no campaign is under way, nobody was passed over, and who was to be left alone was. */
export function checkCampaigns(salon: Salon): void {
  const { world, plan, facts } = salon;
  const { truth, broken } = world;
  const people = whoIs(salon);
  const members = allOf(truth, campaignMemberType);
  for (const { id, status, holdoutPercent } of allOf(truth, campaignType)) {
    world.tally('endings of campaigns', holdoutPercent > 0 ? `${status}, with hold-out` : status);
    if (!['draft', 'done', 'stopped'].includes(status)) broken(`campaign ${id} is still ${status}`);
    const own = members.filter((it) => it.campaignId === id);
    const inIt = new Set(own.map(({ ownerId }) => people.now(ownerId)));
    const began = facts.since('campaign-began', plan.tenantId, id) ?? 0;
    for (const { id: ownerId } of truth.all('owner')) {
      const active = facts.since('owner-active', plan.tenantId, ownerId) ?? Infinity;
      if (status === 'done' && active < began && !inIt.has(ownerId))
        broken(`${ownerId} was passed over by campaign ${id}`);
    }
    for (const { outcome } of own) world.tally('in campaigns', outcome);
    const leftAlone = own.filter(({ outcome }) => outcome === 'held-out');
    const entered = new Set(
      own.flatMap(({ outcome, ownerId }) => (outcome === 'entered' ? [people.now(ownerId)] : [])),
    );
    const sent = [...allOf(truth, messageType), ...allOf(truth, emailType)].filter(
      ({ campaignId }) => campaignId === id,
    );
    for (const { ownerId } of leftAlone) {
      if (entered.has(people.now(ownerId))) continue;
      const got = sent.find((it) => people.now(it.ownerId ?? '') === people.now(ownerId));
      if (got) broken(`${ownerId} was to be left alone by campaign ${id} and got ${got.id}`);
    }
  }
}
