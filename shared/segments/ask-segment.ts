import { loadFacts } from '../facts/load-facts.ts';
import { compileCondition, inWords } from '../kernel/compile-condition.ts';
import type { Condition } from '../kernel/condition.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { getSegment } from './edit-segments.ts';
import { memberPage, type MemberPage } from './members.ts';
import { SEGMENT_FIELDS } from './segment-input.ts';

/** Pages of owners that one request for a count goes through: a second or two of the store. */
const PAGES_PER_COUNT = 10;

interface WhichPart {
  readonly tenantId: string;
  readonly segmentId: string;
  /** The `next` of the part before; undefined: from the first owner. */
  readonly cursor?: string | undefined;
}

/** Members among the next owners, `limit` of whom are looked at. */
export async function segmentMembers(
  context: Context,
  input: WhichPart & { readonly limit: number },
): Promise<MemberPage> {
  const { tenantId, cursor, limit } = input;
  const { conditions } = await getSegment(context, input);
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  return memberPage(context.records, tenant, conditions, { cursor, now, limit });
}

/** How many of the owners looked at are members. */
export interface SegmentCount {
  readonly members: number;
  /** Of them, those who may be sent a service text now. */
  readonly textable: number;
  readonly looked: number;
  readonly next?: string;
}

/**
 * Counts members among the next 1,000 owners; whoever wants the whole asks on with `next` and adds up,
 * and can show how far it is.
 */
export async function countSegment(context: Context, input: WhichPart): Promise<SegmentCount> {
  const { tenantId } = input;
  const { conditions } = await getSegment(context, input);
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  let [members, textable, looked] = [0, 0, 0];
  let { cursor } = input;
  for (let n = 0; n < PAGES_PER_COUNT; n++) {
    const page = await memberPage(context.records, tenant, conditions, { cursor, now });
    members += page.members.length;
    textable += page.members.filter(({ facts }) => facts['owner.sms_opted_in'] === true).length;
    looked += page.looked;
    cursor = page.next;
    if (cursor === undefined) return { members, textable, looked };
  }
  return { members, textable, looked, ...(cursor !== undefined && { next: cursor }) };
}

/** Whether an owner is in a segment, and why not. */
export interface Membership {
  readonly ownerId: string;
  readonly member: boolean;
  /** What the segment asks, as a sentence. */
  readonly asks: string;
  /** What keeps the owner out, in words; empty for a member. */
  readonly whyNot: readonly string[];
}

/** Tells of one owner, merged ones followed, whether conditions hold, and what keeps them out. 404 for an unknown one. */
export async function explainMembership(
  context: Context,
  input: { readonly tenantId: string; readonly segmentId: string; readonly ownerId: string },
): Promise<Membership> {
  const { conditions } = await getSegment(context, input);
  return explain(context, input, conditions);
}

async function explain(
  context: Context,
  { tenantId, ownerId }: { readonly tenantId: string; readonly ownerId: string },
  conditions: Condition,
): Promise<Membership> {
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  const loaded = await loadFacts(context.records, tenant, { ownerId }, now);
  if (loaded === undefined) throw notFound('owner', ownerId);
  const compiled = compileCondition(conditions, SEGMENT_FIELDS);
  const today = dateAt(tenant, now);
  const member = compiled.holds(loaded.facts, today);
  const reasons = member ? [] : compiled.whyNot(loaded.facts, today);
  return {
    ownerId: loaded.owner.value.id,
    member,
    asks: inWords(conditions, SEGMENT_FIELDS),
    whyNot: member || reasons.length > 0 ? reasons : ['No part of the conditions holds.'],
  };
}
