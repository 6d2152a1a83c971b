import { ownerType } from '../customers/model.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { TextOutcome } from '../messaging/content-source.ts';
import { whyNoEmail } from '../messaging/email/may-email.ts';
import {
  emailAddressId,
  emailAddressType,
  emailType,
  type Email,
} from '../messaging/email/model.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { alertChannels } from './alert-channel.ts';
import type { Digest } from './digest-facts.ts';
import { digestEmail } from './digest-email.ts';

/** Ends of a text after which its owner is known not to have it, and to be out of reach of texts. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'no-phone',
  'number-changed',
  'number-unusable',
  'opted-out',
  'suppressed',
  'not-delivered',
]);

/**
 * The e-mail that takes over from a digest's text that did not reach its owner; undefined: none
 * does, because the business, the owner or the outcome does not ask for it. Its id derives from
 * the text's, so that a text has one at most, whatever happens to it. An unclear outcome is
 * no reason: the owner may have the text.
 */
export async function fallBackToEmail(
  context: Context,
  message: Digest,
  { status, reason }: TextOutcome,
  now: Instant,
): Promise<Email | undefined> {
  if (context.email === undefined || status === 'sent') return undefined;
  const { tenantId, ownerId } = message;
  if (reason === undefined || !OUT_OF_REACH.has(reason)) return undefined;
  const partition = { tenantId };
  const tenant = await loadTenant(context, tenantId);
  if (!alertChannels(tenant, true).includes('email')) return undefined;
  const id = derivedId('email', 'vaccination-digest', message.id);
  if ((await context.records.get(emailType, partition, id)) !== undefined) return undefined;
  const owner = (await context.records.get(ownerType, partition, ownerId))?.value;
  const to = owner?.email ?? '';
  const address = await context.records.get(emailAddressType, partition, emailAddressId(to));
  if (whyNoEmail(owner, address?.value, 'service') !== undefined) return undefined;
  return digestEmail({ id, tenantId, ownerId, to, content: message.content, now });
}
