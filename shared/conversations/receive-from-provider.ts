import { phoneId, phoneType } from '../customers/model.ts';
import { receiveText, type ReceivedText } from '../messaging/receive-text.ts';
import type { Context } from '../platform/context.ts';
import type { ProviderText } from '../platform/sms/webhook-verifier.ts';
import { create } from '../platform/store/records.ts';
import { inboundTextId } from '../messaging/receive-text.ts';
import { liveOf, PLATFORM_TENANT } from '../tenants/model.ts';
import { tenantOfSender, tenantsOfDefaultSender } from '../tenants/sender-entry.ts';

/**
 * Stores a text that came in with the business that has the number it was sent to, by the number
 * itself or by its Messaging Service. A number that no business has as its own is the deployment's
 * default sender: the text is theirs who send from it and know who wrote, or, when nobody does,
 * theirs if there is one such business. All of them get it, a STOP above all. What is nobody's is
 * kept for the operator. Answers the businesses.
 *
 * Safe to repeat: the text's id derives from the provider's. It throws when one of the businesses could
 * not store it; the provider hands it over again then, and those that have it store nothing new.
 */
export async function receiveFromProvider(
  context: Context,
  text: ProviderText,
): Promise<readonly string[]> {
  const { serviceSid, ...rest } = text;
  const tenantIds = await addressees(context, text);
  for (const tenantId of tenantIds) await receiveText(context, { ...rest, tenantId });
  if (tenantIds.length === 0) await keepForOperator(context, rest);
  return tenantIds;
}

async function addressees(context: Context, text: ProviderText): Promise<readonly string[]> {
  for (const name of [text.to, text.serviceSid]) {
    const own = name === undefined ? undefined : await tenantOfSender(context, name);
    if (own !== undefined) return [own];
  }
  const sharing = await tenantsOfDefaultSender(context);
  const id = phoneId(text.from);
  const knowing = await Promise.all(
    sharing.map(async (tenantId) => {
      const phone = await context.records.get(phoneType, liveOf(tenantId), id);
      return phone === undefined ? [] : [tenantId];
    }),
  );
  const known = knowing.flat();
  return known.length > 0 || sharing.length > 1 ? known : sharing;
}

async function keepForOperator(
  context: Context,
  text: Omit<ReceivedText, 'tenantId'>,
): Promise<void> {
  const id = inboundTextId(text.providerId);
  const at = context.clock.now();
  const document = { ...text, id, type: 'unclaimedText', tenantId: PLATFORM_TENANT };
  const stamped = { ...document, schemaVersion: 1, createdAt: at };
  await context.records.commit({ tenantId: PLATFORM_TENANT }, [create(stamped)]);
  context.log.error('Text for no business received', { id });
}
