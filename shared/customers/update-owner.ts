import { leftAddress, sameAddress } from '../consent/address-consent.ts';
import { endMarketing, entryWrites } from '../consent/end-marketing.ts';
import { ownerWords } from '../consent/owner-word.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { applyChanges } from './apply-changes.ts';
import { movePhone, requirePhoneNumber } from './link-phone.ts';
import { noSuchOwner } from './merge-follow.ts';
import { ownerType, type Owner } from './model.ts';
import type { OwnerChanges } from './owner-input.ts';
import { ownerKeys } from './search-keys.ts';

/**
 * Edits an owner. A new number moves them from the old number's document to the new one's in
 * the same commit; what the owner's own word on service messages becomes goes into the consent
 * ledger with it, and consent to marketing ends where they refuse or leave. Changes that change nothing leave the revision as it is. An owner who was
 * merged is not edited (409, `owner-merged`).
 */
export async function updateOwner(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly ownerId: string;
    readonly changes: OwnerChanges;
    readonly expected: ExpectedRevisions;
    /** The member who edits; absent: the command line. */
    readonly actorId?: string | undefined;
  },
): Promise<Owner> {
  const { records } = context;
  const { tenantId, ownerId } = input;
  const changes = await fieldChanges(context, tenantId, input.changes);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(ownerType, liveOf(tenantId), ownerId);
    if (stored === undefined) throw await noSuchOwner(records, tenantId, ownerId);
    requireRevision(stored.value.revision, input.expected);
    const { changed, document } = applyChanges(stored.value, changes);
    if (!changed) return { writes: [], value: stored.value };
    const now = context.clock.now();
    const origin = { source: 'staff', actorId: input.actorId } as const;
    const words = ownerWords(stored.value, document, origin, now);
    const owner: Owner = {
      ...document,
      ...ownerKeys(document),
      ...words.owner,
      revision: stored.value.revision + 1,
      updatedAt: now,
    };
    const from = stored.value.phone;
    const moves = await movePhone(records, { tenantId, ownerId, from, to: owner.phone, now });
    const { value: before } = stored;
    // A number or address that is left takes the owner's consent with it anyway.
    const refuses = words.refuses.filter((it) =>
      it === 'sms' ? owner.phone === from : sameAddress(owner.email, before.email),
    );
    const consent = [
      ...entryWrites(words.entries),
      ...(await endMarketing(records, owner, refuses, origin, now)),
      ...(sameAddress(owner.email, before.email)
        ? []
        : await leftAddress(records, before, before.email, now)),
    ];
    const edit = { op: 'replace', document: owner, etag: stored.etag } as const;
    return { writes: [edit, ...moves, ...consent], value: owner };
  });
}

async function fieldChanges(context: Context, tenantId: string, changes: OwnerChanges) {
  const { lastName, phone, ...others } = changes;
  return {
    ...others,
    ...(lastName !== undefined && { lastName: lastName ?? '' }),
    ...(phone !== undefined && {
      phone: phone === null ? null : await readForTenant(context, tenantId, phone),
      // What could not be read before is settled by the staff's word on the number.
      phoneRaw: null,
    }),
  };
}

async function readForTenant(context: Context, tenantId: string, phone: string): Promise<string> {
  const tenant = await loadTenant(context, tenantId);
  return requirePhoneNumber(phone, tenant.country);
}
