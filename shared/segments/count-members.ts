import type { Condition } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Records } from '../platform/store/records.ts';
import type { Tenant } from '../tenants/model.ts';
import { memberPage, type Member } from './members.ts';

/** Pages of owners that are looked at while a person waits for the answer: 5,000 owners. */
const MOST_PAGES = 50;

/**
 * How many owners of whom the conditions hold also count for `counts`: counted until there are more than
 * `enough`, and among the first 5,000 owners at most. A job that acts on them counts all of them.
 */
export async function countMembers(
  records: Records,
  tenant: Tenant,
  conditions: Condition,
  asked: {
    readonly now: Instant;
    readonly enough: number;
    readonly counts: (member: Member) => boolean;
  },
): Promise<number> {
  const { now, enough, counts } = asked;
  let found = 0;
  await lookThrough(records, tenant, conditions, {
    now,
    see: (members) => {
      found += members.filter(counts).length;
      return found <= enough;
    },
  });
  return found;
}

/**
 * Shows `see` the members, page by page, while it answers that it wants more, and among the first 5,000
 * owners at most. Answers whether all owners were looked at.
 */
export async function lookThrough(
  records: Records,
  tenant: Tenant,
  conditions: Condition,
  asked: {
    readonly now: Instant;
    readonly see: (members: readonly Member[]) => boolean;
  },
): Promise<boolean> {
  let cursor: string | undefined;
  for (let n = 0; n < MOST_PAGES; n++) {
    const page = await memberPage(records, tenant, conditions, { cursor, now: asked.now });
    const more = asked.see(page.members);
    cursor = page.next;
    if (cursor === undefined) return true;
    if (!more) return false;
  }
  return false;
}
