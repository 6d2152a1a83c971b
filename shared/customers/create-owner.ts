import { entryWrites } from '../consent/end-marketing.ts';
import { ownerWords } from '../consent/owner-word.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { movePhone, requirePhoneNumber } from './link-phone.ts';
import type { Owner } from './model.ts';
import type { NewOwnerInput } from './owner-input.ts';
import { ownerKeys } from './search-keys.ts';

/** Adds an owner, and joins them to their number's document in the same commit. */
export async function createOwner(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly owner: NewOwnerInput;
    /** The member who adds them; absent: the command line. */
    readonly actorId?: string | undefined;
  },
): Promise<Owner> {
  const { tenantId } = input;
  const { phone, lastName = '', ...rest } = input.owner;
  const tenant = await loadTenant(context, tenantId);
  const number = phone === undefined ? undefined : requirePhoneNumber(phone, tenant.country);
  const now = context.clock.now();
  const named = { firstName: rest.firstName, lastName };
  const fresh: Owner = {
    id: context.ids.next('owner'),
    type: 'owner',
    tenantId,
    schemaVersion: 1,
    ...named,
    ...ownerKeys({ ...named, email: rest.email }),
    ...(rest.email !== undefined && { email: rest.email }),
    ...(number !== undefined && { phone: number }),
    ...(rest.smsOptedIn !== undefined && { smsOptedIn: rest.smsOptedIn }),
    ...(rest.emailOptedIn !== undefined && { emailOptedIn: rest.emailOptedIn }),
    ...(rest.timeZone !== undefined && { timeZone: rest.timeZone }),
    ...(rest.postalCode !== undefined && { postalCode: rest.postalCode }),
    ...(rest.region !== undefined && { region: rest.region }),
    ...(rest.notes !== undefined && { notes: rest.notes }),
    ...(rest.tags !== undefined && { tags: rest.tags }),
    status: 'active',
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  const words = ownerWords(undefined, fresh, { source: 'staff', actorId: input.actorId }, now);
  const owner: Owner = { ...fresh, ...words.owner };
  return commitWithRetry(context.records, liveOf(tenantId), async () => {
    const moves = await movePhone(context.records, {
      tenantId,
      ownerId: owner.id,
      from: undefined,
      to: number,
      now,
    });
    return { writes: [create(owner), ...moves, ...entryWrites(words.entries)], value: owner };
  });
}
