import type { Owner, Phone } from '../customers/model.ts';
import { whyNoEmail, type NoEmailReason } from '../messaging/email/may-email.ts';
import type { EmailAddressRecord } from '../messaging/email/model.ts';
import { whyNoText, type NoTextReason } from '../messaging/may-text.ts';
import type { Tenant } from '../tenants/model.ts';

/** What carries an alert. */
export type AlertChannel = 'sms' | 'email';

/**
 * Why an alert reaches an owner by no channel; email-off: this deployment sends no e-mail;
 * left-to-workflows: the business wants none of the scan's own.
 */
export type NoChannelReason = NoTextReason | NoEmailReason | 'email-off' | 'left-to-workflows';

/**
 * The channels a business's alerts may take, the preferred one first; empty: e-mail is all it
 * wants, and this deployment sends none.
 */
export function alertChannels(
  { vaccination: { channel } }: Tenant,
  emailOn: boolean,
): readonly (AlertChannel | 'workflows')[] {
  if (channel === 'workflows') return ['workflows'];
  const wanted: readonly AlertChannel[] =
    channel === 'email' ? ['email'] : channel === 'sms-then-email' ? ['sms', 'email'] : ['sms'];
  return emailOn ? wanted : wanted.filter((it) => it !== 'email');
}

/** The channel that may reach an owner, or why the preferred one may not. */
export type ChannelChoice =
  | { readonly channel: AlertChannel; readonly reason?: undefined }
  | { readonly channel?: undefined; readonly reason: NoChannelReason };

/** Takes the first of the channels that nothing speaks against; see {@link whyNoText}, {@link whyNoEmail}. */
export function chooseChannel(
  channels: readonly (AlertChannel | 'workflows')[],
  owner: Owner | undefined,
  phone: Phone | undefined,
  address: EmailAddressRecord | undefined,
): ChannelChoice {
  let first: NoChannelReason | undefined;
  for (const channel of channels) {
    if (channel === 'workflows') return { reason: 'left-to-workflows' };
    const reason =
      channel === 'sms'
        ? whyNoText(owner, phone, 'service')
        : whyNoEmail(owner, address, 'service');
    if (reason === undefined) return { channel };
    first ??= reason;
  }
  return { reason: first ?? 'email-off' };
}
