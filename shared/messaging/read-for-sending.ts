import { ownerType, phoneType } from '../customers/model.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { parsed } from '../platform/store/records.ts';
import { liveOf, TENANT_DOCUMENT_ID, tenantType, type Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import type { Message } from './model.ts';
import { recentTextsId, recentTextsType, type RecentTexts } from './recent-texts.ts';
import type { TextRecipient } from './text-recipient.ts';
import { SENDER_STATE_ID, senderStateType, type SenderState } from './sender-state.ts';

/** Everything that decides whether a text may go now, as of one call of the store. */
export interface SendingFacts extends TextRecipient {
  /** Its settings in force now. */
  readonly tenant: Tenant;
  readonly senderState: Stored<SenderState> | undefined;
  /** The texts to the number in the last two days; absent: none. */
  readonly recent: RecentTexts | undefined;
}

/** Reads what decides on a text in one call of the store. */
export async function readForSending(context: Context, message: Message): Promise<SendingFacts> {
  const { tenantId, ownerId, phoneId } = message;
  const owners = ownerId === undefined ? [] : [ownerId];
  const recentId = recentTextsId(phoneId);
  const ids = [TENANT_DOCUMENT_ID, ...owners, phoneId, SENDER_STATE_ID, recentId];
  const found = await context.records.store.getMany(liveOf(tenantId), ids);
  const pick = <T>(type: DocumentType<T>, id: string): Stored<T> | undefined => {
    const stored = found.find(({ value }) => value.id === id && value['type'] === type.type);
    return stored && parsed(type, stored);
  };
  const tenant = pick(tenantType, TENANT_DOCUMENT_ID)?.value;
  if (tenant === undefined) throw new InvariantError(`The tenant of ${message.id} is gone.`);
  return {
    tenant: { ...tenant, timeZone: zoneAt(tenant, context.clock.now()) },
    owner: ownerId === undefined ? undefined : pick(ownerType, ownerId),
    phone: pick(phoneType, phoneId),
    senderState: pick(senderStateType, SENDER_STATE_ID),
    recent: pick(recentTextsType, recentId)?.value,
  };
}
