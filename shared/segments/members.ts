import type { Owner } from '../customers/model.ts';
import { ownerType } from '../customers/model.ts';
import { ownerFacts, type OwnerRead } from '../facts/owner-facts.ts';
import { readOwners } from '../facts/read-owners.ts';
import { compileCondition } from '../kernel/compile-condition.ts';
import type { Condition, Facts } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { SEGMENT_FIELDS } from './segment-input.ts';

/** How many owners are looked at in one page: what `readOwners` reads in five store calls. */
const OWNERS_PER_PAGE = 100;

/** Somebody in a segment, with what is known of them. */
export interface Member {
  readonly owner: Owner;
  readonly read: OwnerRead;
  readonly facts: Facts;
}

/** The members among one page of owners. */
export interface MemberPage {
  readonly members: readonly Member[];
  /** Owners looked at. */
  readonly looked: number;
  /** The cursor of the page that follows; absent: all owners were looked at. */
  readonly next?: string;
}

/**
 * Looks at the next owners, in the order of their ids, and answers those of whom the conditions hold.
 * Whoever goes through all pages sees every owner who was there all the time exactly once; of one
 * who changes meanwhile, what held when their page was read. Owners merged away are not looked at.
 */
export async function memberPage(
  records: Records,
  tenant: Tenant,
  conditions: Condition,
  at: {
    readonly cursor?: string | undefined;
    readonly now: Instant;
    readonly limit?: number;
    /** The local date that days count from; absent: the one of `now`. */
    readonly today?: LocalDate;
  },
): Promise<MemberPage> {
  const { cursor, now, limit = OWNERS_PER_PAGE, today = dateAt(tenant, now) } = at;
  const page = await records.query(ownerType, liveOf(tenant.tenantId), {
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const owners = page.items.map(({ value }) => value);
  const compiled = compileCondition(conditions, SEGMENT_FIELDS);
  const members = (await readOwners(records, tenant.tenantId, owners, now))
    .map((read) => ({ owner: read.owner, read, facts: ownerFacts(read, tenant, today) }))
    .filter(({ facts }) => compiled.holds(facts, today));
  const looked = owners.length;
  return page.next === undefined ? { members, looked } : { members, looked, next: page.next };
}
