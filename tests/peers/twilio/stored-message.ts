import { randomBytes } from 'node:crypto';

/** A message as the peer keeps it, in the wire names of Twilio's Messages resource. */
export interface StoredMessage {
  readonly sid: string;
  readonly account_sid: string;
  readonly messaging_service_sid: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly body: string;
  readonly direction: 'inbound' | 'outbound-api';
  /** Seconds; what the sender asked for, which Twilio does not tell back. */
  readonly validityPeriod: number | undefined;
  /** Where callbacks go, as asked for; not told back either. */
  readonly statusCallback: string | undefined;
  readonly createdMs: number;
  status: string;
  error_code: number | null;
  num_segments: string;
  price: string | null;
}

/** A new message as Twilio stores it: an unguessable sid, not yet priced. */
export function newMessage(
  form: URLSearchParams,
  accountSid: string,
  createdMs: number,
): StoredMessage {
  const service = form.get('MessagingServiceSid');
  const validity = form.get('ValidityPeriod');
  return {
    sid: `SM${randomBytes(16).toString('hex')}`,
    account_sid: accountSid,
    messaging_service_sid: service,
    from: service === null ? form.get('From') : null,
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    direction: 'outbound-api',
    validityPeriod: validity === null ? undefined : Number(validity),
    statusCallback: form.get('StatusCallback') ?? undefined,
    createdMs,
    status: service === null ? 'queued' : 'accepted',
    error_code: null,
    num_segments: service === null ? '1' : '0',
    price: null,
  };
}

/** The message as the API answers it. */
export function toWire(message: StoredMessage): Record<string, unknown> {
  const { validityPeriod: _period, statusCallback: _callback, createdMs, ...told } = message;
  const uri = `/2010-04-01/Accounts/${message.account_sid}/Messages/${message.sid}`;
  return {
    ...told,
    api_version: '2010-04-01',
    date_created: rfc2822(createdMs),
    date_updated: rfc2822(createdMs),
    date_sent: ['queued', 'accepted', 'scheduled'].includes(message.status)
      ? null
      : rfc2822(createdMs),
    error_message: null,
    num_media: '0',
    price_unit: 'USD',
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

/** Whole seconds, as Twilio writes times. */
function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}
