import type { StoredMessage } from './stored-message.ts';
import { formBody, signForm } from './sign.ts';

/** A callback as it goes over the wire. */
export interface Callback {
  /** Path and query below the API's root, as the app is asked for them. */
  readonly target: string;
  readonly raw: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What Twilio sends when a message comes to `status`, signed over the address asked for without its
 * fragment. Nobody promises that it arrives, once, or in order.
 */
export function callbackOf(
  message: StoredMessage,
  authToken: string,
  status: string,
  errorCode?: number,
): Callback {
  const [url = ''] = (message.statusCallback ?? '').split('#', 1);
  const fields = {
    AccountSid: message.account_sid,
    ApiVersion: '2010-04-01',
    From: message.from ?? '+14155550100',
    MessageSid: message.sid,
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    To: message.to,
    ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
  };
  const { pathname, search } = new URL(url);
  return {
    target: pathname.replace('/api/', '') + search,
    raw: formBody(fields),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signForm(authToken, url, fields),
    },
  };
}
