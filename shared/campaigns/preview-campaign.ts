import { ownerType, type Owner } from '../customers/model.ts';
import { later, type Instant } from '../kernel/instant.ts';
import { nextWithin } from '../kernel/week-hours.ts';
import { allowedHours } from '../messaging/allowed-hours.ts';
import { bulkPace } from '../messaging/bulk-plan.ts';
import type { Context } from '../platform/context.ts';
import { smsTermsOf } from '../sms-analytics/sms-terms.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { decodeCursor, digestOf, encodeCursor } from '../workflows/dry-run-cursor.ts';
import {
  addItems,
  NO_TOTALS,
  type DryRunItem,
  type DryRunTotals,
} from '../workflows/dry-run-model.ts';
import { tryOwners } from '../workflows/dry-run-owners.ts';
import { prepareDryRun } from '../workflows/dry-run-question.ts';
import type { Workflow } from '../workflows/model.ts';
import { groupOf } from './assign.ts';
import { audienceConditions } from './audience-conditions.ts';
import { startInstant } from './campaign-job.ts';
import { getCampaign, type WhichCampaign } from './edit-campaigns.ts';
import { HOLDOUT, type Campaign } from './model.ts';
import { addOwners, sampleOutlook, type SampleOutlook } from './planned-sample.ts';
import { refuseCampaign } from './refuse-campaign.ts';
import { definitionFor } from './variant-definition.ts';

/** The most texts that are shown in full, over all pages. */
const MAX_SAMPLES = 20;

/** Where a preview begins. */
const FIRST_PAGE = { at: undefined, samples: 0, byGroup: {}, totals: NO_TOTALS };

/** One page of a preview: what it found, and what all pages so far come to. */
export interface CampaignPreview {
  readonly samples: readonly {
    readonly ownerId: string;
    readonly variant?: string;
    readonly stepId: string;
    readonly body: string;
  }[];
  /** Of this page and all before it; those left alone on purpose were looked at and are nowhere else in it. */
  readonly totals: DryRunTotals;
  /** Owners that would be left alone on purpose. */
  readonly heldOut: number;
  /** Whether those who would be sent something suffice for the experiment, of this page and all before it. */
  readonly sample?: SampleOutlook;
  /** Estimated cost of `totals.segments` in millionths of `currency`; null: no rate is set. */
  readonly costMicros: number | null;
  readonly currency: string;
  /** How long the sender is busy with `totals.segments`. */
  readonly minutes: number;
  /** All owners of the business, to show how far it is. */
  readonly ownersInAll: number;
  readonly next?: string;
}

/**
 * Tries a campaign on the next owners, in the order of their ids, and writes nothing: whom it would send to
 * and what, each in the group they would be in, who would get nothing and why, and what it would cost. It is
 * tried as if it began at its time, or at the next one at which the business may text. Refused: what does
 * not fit what the business has (422, `invalid-campaign`), a cursor of another question (400).
 */
export async function previewCampaign(
  context: Context,
  input: WhichCampaign & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<CampaignPreview> {
  const { tenantId, limit } = input;
  const campaign = await getCampaign(context, input);
  const workflow = await refuseCampaign(context, tenantId, campaign);
  const tenant = await loadTenant(context, tenantId);
  const asked = digestOf([campaign.id, campaign.revision, workflow.version]);
  const from = input.cursor === undefined ? FIRST_PAGE : decodeCursor(input.cursor, asked);
  const page = await context.records.query(ownerType, liveOf(tenantId), {
    limit,
    ...(from.at !== undefined && { cursor: from.at }),
  });
  const owners = page.items.map(({ value }) => value);
  const tried = await tryGroups(context, { campaign, workflow, tenant, limit }, owners);
  const sent = tried.filter(({ group }) => group !== HOLDOUT);
  const found = sent.reduce((sum, it) => addItems(sum, it.items), from.totals);
  const totals = { ...found, owners: from.totals.owners + owners.length };
  const reached = tried.filter(({ items }) => wouldGetSomething(items));
  const groups = reached.flatMap(({ group }) => group ?? []);
  const byGroup = addOwners(from.byGroup ?? {}, groups);
  const sample = sampleOutlook(campaign, { byGroup, whole: page.next === undefined });
  const shown = from.samples;
  const samples = sent.flatMap(samplesOf).slice(0, MAX_SAMPLES - shown);
  const state = { asked, samples: shown + samples.length, byGroup, totals };
  const { currency, segmentMicros } = smsTermsOf(tenant);
  return {
    samples,
    totals,
    heldOut: byGroup[HOLDOUT] ?? 0,
    ...(sample && { sample }),
    costMicros: segmentMicros === undefined ? null : totals.segments * segmentMicros,
    currency,
    minutes: Math.ceil(totals.segments / bulkPace(tenant)),
    ownersInAll: await context.records.count(ownerType, liveOf(tenantId)),
    ...(page.next !== undefined && { next: encodeCursor({ ...state, at: page.next }) }),
  };
}

interface Question {
  readonly campaign: Campaign;
  readonly workflow: Workflow;
  readonly tenant: Tenant;
  readonly limit: number;
}

interface Tried {
  readonly group: string | undefined;
  readonly items: readonly DryRunItem[];
}

/** What each of these owners would get, every group by what it gets; the hold-out by what it would have got. */
async function tryGroups(
  context: Context,
  { campaign, workflow, tenant, limit }: Question,
  owners: readonly Owner[],
): Promise<Tried[]> {
  const { id: campaignId, tenantId, variants, holdoutPercent } = campaign;
  const among = await audienceConditions(context, campaign);
  const now = beginOf(campaign, workflow, tenant, context.clock.now());
  const split = { campaignId, variants, holdoutPercent };
  const tried: Tried[] = [];
  for (const [group, theirs] of Map.groupBy(owners, ({ id }) => groupOf(split, id))) {
    const definition = definitionFor(workflow.definition, variants, group);
    const question = { tenantId, workflowId: workflow.id, definition, limit };
    const prepared = await prepareDryRun(context, question);
    const found = await tryOwners({ ...prepared, among, now }, theirs);
    tried.push(...found.map((items) => ({ group, items })));
  }
  return tried;
}

function beginOf(
  campaign: Campaign,
  { definition }: Workflow,
  tenant: Tenant,
  now: Instant,
): Instant {
  const at = later(now, startInstant(campaign, tenant) ?? now);
  const hours = allowedHours(definition.purpose, { zones: [tenant.timeZone] }, tenant);
  return nextWithin(at, hours) ?? at;
}

function wouldGetSomething(items: readonly DryRunItem[]): boolean {
  return items.some(({ texts }) => texts.length > 0);
}

function samplesOf({ group, items }: Tried): CampaignPreview['samples'] {
  return items.flatMap(({ ownerId, texts }) =>
    texts.map(({ stepId, body }) => {
      return { ownerId, ...(group !== undefined && { variant: group }), stepId, body };
    }),
  );
}
