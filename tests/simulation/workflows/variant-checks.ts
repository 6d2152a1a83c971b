import { createHash } from 'node:crypto';
import {
  campaignMemberType,
  type Campaign,
  type CampaignMember,
} from '../../../shared/campaigns/model.ts';
import { emailType } from '../../../shared/messaging/email/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import { allOf, type Change, type Commit } from '../engine/truth.ts';
import { WORDS } from './experiments.ts';
import type { Salon } from './salon.ts';

/** What never changes of a membership, whoever it is moved to. */
const PINNED = ['campaignId', 'outcome', 'variant', 'runId'] as const;

/**
 * Checks who is in which group of a campaign: the one that campaign and owner alone decide, whenever and by
 * whomever they are let in; that it stays so over merges, and that what is sent is the group's.
 */
export function variantChecks({ world, plan }: Salon): (commit: Commit) => void {
  const { truth, broken } = world;
  const named = (id: string): Json | undefined => truth.document(plan.tenantId, id);

  const cameIn = ({ id, campaignId, ownerId, outcome, variant, runId }: CampaignMember): void => {
    if (outcome === 'skipped') return;
    const drawn = drawnGroup(named(campaignId) as unknown as Campaign, ownerId);
    if (variant !== drawn)
      broken(`${ownerId} is in ${String(variant)} of ${campaignId} and was drawn for ${drawn}`);
    const theirs = named(runId ?? '')?.['variant'];
    if (outcome === 'entered' && theirs !== variant)
      broken(`member ${id} is in ${String(variant)} and its run in ${String(theirs)}`);
    if (variant !== undefined) world.tally('in groups', variant);
  };

  const changed = (before: Json, after: Json): void => {
    for (const field of PINNED)
      if (before[field] !== after[field]) broken(`member ${after.id} changed its ${field}`);
  };

  /** A text or an e-mail of a campaign is claimed. */
  const claimed = ({ id, campaignId, content, variant, ...message }: Message): void => {
    const { runId } = content as { readonly runId: string };
    const run = named(runId) as unknown as WorkflowRun | undefined;
    const member = allOf(truth, campaignMemberType).find((it) => it.runId === runId);
    if (member?.outcome !== 'entered')
      broken(`${id} of ${String(campaignId)} goes to one who is ${String(member?.outcome)}`);
    if (variant !== run?.variant)
      broken(`${id} is of ${String(variant)} and its run of ${String(run?.variant)}`);
    const { body } = message;
    if (body !== undefined && !body.startsWith(`${WORDS[run?.variant ?? 'plain'] ?? ''}: `))
      broken(`${id} says "${body}" to one in ${String(run?.variant)}`);
  };

  const check = ({ before, after }: Change): void => {
    const type = after?.['type'];
    if (after === undefined) return;
    if (type === campaignMemberType.type) {
      if (before === undefined) cameIn(after as unknown as CampaignMember);
      else changed(before, after);
    }
    const isSent = type === messageType.type || type === emailType.type;
    if (!isSent || after['campaignId'] === undefined) return;
    if (after['status'] === 'sending' && before?.['status'] !== 'sending')
      claimed(after as unknown as Message);
  };

  return ({ changes }) => changes.forEach(check);
}

/**
 * The group of an owner, written out: `holdout`, a variant, or undefined. A campaign that is under way goes on over a
 * release, so the draw may never become another one.
 */
function drawnGroup({ id, variants, holdoutPercent }: Campaign, ownerId: string) {
  if (lot('holdout', id, ownerId) * 100 < holdoutPercent) return 'holdout';
  const tickets = variants.flatMap((it) => Array.from({ length: it.weight }, () => it.id));
  return tickets[Math.floor(lot('variant', id, ownerId) * tickets.length)];
}

function lot(what: string, campaignId: string, ownerId: string): number {
  const hash = createHash('sha256').update(`["${what}","${campaignId}","${ownerId}"]`);
  return Number.parseInt(hash.digest('hex').slice(0, 12), 16) / 16 ** 12;
}
