import {
  campaignMemberType,
  campaignType,
  type Campaign,
  type CampaignMember,
} from '../../../shared/campaigns/model.ts';
import { verdictOf } from '../../../shared/campaigns/verdict.ts';
import { inboundTextType, messageType, type Message } from '../../../shared/messaging/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import { neededBy } from './experiments.ts';
import type { Salon } from './salon.ts';
import { whoIs } from './who-is.ts';

const DAY_MS = 86_400_000;
/** So long after their text somebody's answer counts. */
const ANSWERS_MS = 3 * DAY_MS;

/** People of one group, by who they are today, with their memberships. */
type Group = ReadonlyMap<string, readonly CampaignMember[]>;

/**
 * Checks what is said of an experiment at every commit of its campaign: nothing of who is ahead before everybody had their
 * days, then once and of what there was, and no winner with fewer owners than the plan needs.
 */
export function verdictChecks(salon: Salon): (commit: Commit) => void {
  const { world, plan } = salon;
  const { truth, broken } = world;
  const people = whoIs(salon);

  /** Who was in one group alone; who was two people in two groups says nothing of either. */
  const groupsOf = ({ id }: Campaign): ReadonlyMap<string, Group> => {
    const members = allOf(truth, campaignMemberType).filter(
      ({ campaignId, outcome }) => campaignId === id && outcome !== 'skipped',
    );
    const all = [...Map.groupBy(members, ({ ownerId }) => people.now(ownerId))];
    const alone = all.filter(([, [first, ...others]]) =>
      others.every(({ variant }) => variant === first?.variant),
    );
    const byVariant = Map.groupBy(alone, ([, [first]]) => first?.variant ?? '');
    return new Map([...byVariant].map(([variant, group]) => [variant, new Map(group)]));
  };

  const textsOf = ({ runId }: CampaignMember): readonly Message[] =>
    allOf(truth, messageType).filter(
      ({ content, claimedAt }) =>
        content.kind === 'workflow' && content.runId === runId && claimedAt !== undefined,
    );

  const answered = (member: CampaignMember): boolean => {
    const texts = textsOf(member);
    const since = sentAt(texts);
    return allOf(truth, inboundTextType).some(({ answersId, meaning, createdAt }) => {
      const isTheirs = meaning === 'other' && texts.some(({ id }) => id === answersId);
      const after = Date.parse(createdAt) - since;
      return isTheirs && after >= 0 && after <= ANSWERS_MS;
    });
  };

  const wasRead = (campaign: Campaign): void => {
    const { id, result } = campaign;
    const readAt = Date.parse(result?.evaluatedAt ?? '');
    const groups = groupsOf(campaign);
    for (const member of [...groups.values()].flatMap((it) => [...it.values()].flat())) {
      const texts = textsOf(member);
      if (texts.length > 0 && !(sentAt(texts) + ANSWERS_MS <= readAt))
        broken(`the experiment of ${id} was read before ${member.ownerId} had their days`);
    }
    for (const { variant, owners, converted } of result?.groups ?? []) {
      const theirs = [...(groups.get(variant)?.values() ?? [])];
      const is = theirs.length;
      if (owners !== is) broken(`${id} says ${owners} owners of ${variant}; they are ${is}`);
      const most = theirs.filter((it) => it.some(answered)).length;
      const least = theirs.filter((it) => it.every(answered)).length;
      if (converted > most || converted < least)
        broken(`${id} says ${converted} of ${variant} answered; ${least} to ${most} did`);
    }
  };

  const changed = (before: Campaign | undefined, after: Campaign): void => {
    const verdict = verdictOf(after, plan.timeZone);
    const name = `the experiment of ${after.id}`;
    if (after.result === undefined) {
      const says = verdict.winner ?? verdict.results ?? verdict.comparisons;
      if (says !== undefined) broken(`${name} says ${JSON.stringify(says)} before it is read`);
      return;
    }
    if (before?.result === undefined) wasRead(after);
    else if (JSON.stringify(before.result) !== JSON.stringify(after.result))
      broken(`${name} was read twice`);
    const groups = groupsOf(after);
    const fewest = Math.min(...after.variants.map(({ id }) => groups.get(id)?.size ?? 0));
    const needs = neededBy(after);
    if (verdict.winner !== undefined && fewest < needs)
      broken(`${name} names a winner with ${fewest} owners in a group, of ${needs} planned`);
  };

  return ({ changes }) => {
    for (const { before, after } of changes) {
      if (after?.['type'] !== campaignType.type || after['experiment'] === undefined) continue;
      changed(before as unknown as Campaign | undefined, after as unknown as Campaign);
    }
  };
}

/** Once all is quiet: each experiment whose owners have all entered was read. */
export function checkVerdicts({ world, plan }: Salon): void {
  for (const campaign of allOf(world.truth, campaignType)) {
    if (campaign.experiment === undefined) continue;
    const { id, status, result } = campaign;
    if (status === 'done' && result === undefined)
      world.broken(`the experiment of ${id} was never read`);
    world.tally('verdicts', verdictOf(campaign, plan.timeZone).state);
  }
}

/** When the first of some texts was claimed, milliseconds. */
function sentAt(texts: readonly Message[]): number {
  return Math.min(...texts.map(({ claimedAt }) => Date.parse(claimedAt ?? '')));
}
