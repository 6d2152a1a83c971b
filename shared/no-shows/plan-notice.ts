import { phoneId, type Owner } from '../customers/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { MessageOf } from '../messaging/model.ts';
import { nextTextTime } from '../messaging/text-hours.ts';
import type { Tenant } from '../tenants/model.ts';
import { noShowMessageId } from './model.ts';

/** A text that could not go out within so long after its time says nothing new any more. */
const USEFUL_MS = 48 * 3_600_000;

/**
 * The text about a record's fee, or its correction, planned for the next hours in which owners are
 * texted; undefined: the owner has no number. Whether they may be texted, and whether there is still
 * something to say, is decided when it is claimed.
 */
export function planNotice(
  tenant: Tenant,
  owner: Pick<Owner, 'id' | 'phone'>,
  about: { readonly recordId: string; readonly says: 'fee' | 'correction' },
  now: Instant,
): MessageOf<'no-show-fee'> | undefined {
  const { phone: to } = owner;
  if (to === undefined) return undefined;
  const sendAt = nextTextTime(now, tenant.textHours, tenant.timeZone);
  return {
    id: noShowMessageId(about.recordId, about.says),
    type: 'message',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    purpose: 'service',
    ownerId: owner.id,
    phoneId: phoneId(to),
    to,
    content: { kind: 'no-show-fee', ...about },
    status: 'planned',
    notAfter: addMs(sendAt, USEFUL_MS),
    sends: 0,
    attempts: 0,
    dueKind: 'sms',
    dueAt: sendAt,
    createdAt: now,
    updatedAt: now,
  };
}
