import { ownerType } from '../customers/model.ts';
import type { Context } from '../platform/context.ts';
import { smsTermsOf } from '../sms-analytics/sms-terms.ts';
import { liveOf } from '../tenants/model.ts';
import { decodeCursor, digestOf, encodeCursor } from './dry-run-cursor.ts';
import { addItems, NO_TOTALS, type DryRunItem, type DryRunTotals } from './dry-run-model.ts';
import { tryOwners } from './dry-run-owners.ts';
import { prepareDryRun, type DryRunQuestion } from './dry-run-question.ts';

/** The most texts that are shown in full, over all pages. */
const MAX_SAMPLES = 20;

/** One page of a dry run: what it found, and what all pages so far come to. */
export interface DryRunPage {
  readonly items: readonly DryRunItem[];
  readonly samples: readonly {
    readonly ownerId: string;
    readonly stepId: string;
    readonly body: string;
  }[];
  /** Of this page and all before it. */
  readonly totals: DryRunTotals;
  /** Estimated cost of `totals.segments` in millionths of `currency`; null: no rate is set. */
  readonly costMicros: number | null;
  readonly currency: string;
  /** All owners of the business, to show how far it is. */
  readonly ownersInAll: number;
  readonly next?: string;
}

/**
 * Tries a workflow on the next owners, in the order of their ids, and writes nothing: what each would
 * have been sent, and whatever would not have been sent with the reason. With a period its trigger is
 * replayed from what happened to them; without one everybody enters now whom the trigger means today. All of an owner's occasions
 * are on one page, so that re-entry and frequency cap count them all.
 *
 * Owners, pets, consent, segment and settings are those of today. Refused: a definition that does not
 * fit what the business has (422, `invalid-workflow`), a manual workflow with a period, one that needs
 * a visit without one, a period over 92 days or not over yet (422), a cursor of another question (400).
 */
export async function dryRun(context: Context, question: DryRunQuestion): Promise<DryRunPage> {
  const { tenantId, limit } = question;
  const prepared = await prepareDryRun(context, question);
  const { definition, tenant } = prepared;
  const { workflowId, period, segmentId } = question;
  const asked = digestOf([tenantId, workflowId, definition, period, segmentId]);
  const from = question.cursor === undefined ? undefined : decodeCursor(question.cursor, asked);
  const page = await context.records.query(ownerType, liveOf(tenantId), {
    limit,
    ...(from !== undefined && { cursor: from.at }),
  });
  const owners = page.items.map(({ value }) => value);
  const byOwner = await tryOwners(prepared, owners);
  const totals = byOwner.reduce(addItems, from?.totals ?? NO_TOTALS);
  const items = byOwner.flat();
  const samples = samplesOf(items).slice(0, MAX_SAMPLES - (from?.samples ?? 0));
  const state = { asked, samples: (from?.samples ?? 0) + samples.length, totals };
  const { currency, segmentMicros } = smsTermsOf(tenant);
  return {
    items,
    samples,
    totals,
    costMicros: segmentMicros === undefined ? null : totals.segments * segmentMicros,
    currency,
    ownersInAll: await context.records.count(ownerType, liveOf(tenantId)),
    ...(page.next !== undefined && { next: encodeCursor({ ...state, at: page.next }) }),
  };
}

function samplesOf(items: readonly DryRunItem[]): DryRunPage['samples'] {
  return items.flatMap(({ ownerId, texts }) =>
    texts.map(({ stepId, body }) => ({ ownerId, stepId, body })),
  );
}
