import { describe, expect, it } from 'vitest';
import { twilioWebhooks } from '../../../../shared/platform/sms/twilio-webhooks.ts';
import { formValue, noWebhooks } from '../../../../shared/platform/sms/webhook-verifier.ts';
import { formBody, signForm, type FormFields } from '../../../peers/twilio/sign.ts';

const ACCOUNT = `AC${'5'.repeat(32)}`;

interface Vector {
  readonly received: string;
  readonly fields?: FormFields;
  readonly body?: string;
  readonly signature: string;
  readonly genuine: boolean;
}

const CALL = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const PAGE = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const SHA = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
const JSON_BODY = '{"property": "value", "boolean": true}';

/** Made with the token `12345`. The first nine come from Twilio's own tests of its SDK. */
const VECTORS: readonly (Vector & { readonly what: string })[] = [
  {
    what: 'an address received with a port that was not signed',
    received: 'https://mycompany.com:1234/myapp.php?foo=1&bar=2',
    fields: CALL,
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    genuine: true,
  },
  {
    what: 'plain http with its port',
    received: 'http://mycompany.com:1234/myapp.php?foo=1&bar=2',
    fields: CALL,
    signature: 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
    genuine: true,
  },
  {
    what: 'a signed :443 received without it',
    received: PAGE,
    fields: CALL,
    signature: 'kvajT1Ptam85bY51eRf/AJRuM3w=',
    genuine: true,
  },
  {
    what: 'a signed :80 received without it',
    received: 'http://mycompany.com/myapp.php?foo=1&bar=2',
    fields: CALL,
    signature: '0ZXoZLH/DfblKGATFgpif+LLRf4=',
    genuine: true,
  },
  {
    what: 'a quotation mark and a plus in the query',
    received: `${PAGE}&Body=It's+amazing`,
    fields: CALL,
    signature: 'TfZzewPq8wqrGlMfyAud8+/IvJ0=',
    genuine: true,
  },
  {
    what: 'a repeated field in another order',
    received: PAGE,
    fields: { 'MessagingBinding.Address': ['+1415xxxxxxx', '+1325xxxxxxx'] },
    signature: '83O6e2vORAoJHUNzJjDWN1jz+BA=',
    genuine: true,
  },
  {
    what: 'a repeated field with the same value twice',
    received: PAGE,
    fields: { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] },
    signature: 'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
    genuine: true,
  },
  {
    what: 'a JSON body whose hash is in the query',
    received: `${PAGE}&bodySHA256=${SHA}`,
    body: JSON_BODY,
    signature: 'a9nBmqA0ju/hNViExpshrM61xv4=',
    genuine: true,
  },
  {
    what: 'a JSON body whose hash is all of the query',
    received: `https://mycompany.com/myapp.php?bodySHA256=${SHA}`,
    body: JSON_BODY,
    signature: 'y77kIzt2vzLz71DgmJGsen2scGs=',
    genuine: true,
  },
  {
    what: 'letters beyond ASCII and an empty value',
    received: 'https://fn.example.net/api/twilio/status?m=01J&t=ten%20ant',
    fields: {
      MessageSid: 'SM1',
      MessageStatus: 'delivered',
      To: '+15558675310',
      Body: 'héllo 👍',
      ErrorCode: '',
    },
    signature: 'oOl9EOSo9EC082KpXBOGJloFKkE=',
    genuine: true,
  },
  {
    what: 'a signature that is none',
    received: PAGE,
    fields: CALL,
    signature: 'WRONG_SIGNATURE',
    genuine: false,
  },
  {
    what: 'a query that was added to',
    received: `${PAGE}&x=1`,
    fields: CALL,
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    genuine: false,
  },
];

/** Verifies as of the address a vector was received at; a vector's account is whichever it names. */
async function verdictOn({ received, fields = {}, body, signature }: Omit<Vector, 'genuine'>) {
  const { origin } = new URL(received);
  const pathAndQuery = received.slice(received.indexOf('/', 'https://'.length));
  const port = /^https?:\/\/[^/]+(:\d+)/.exec(received)?.[1];
  const publicBaseUrl = port === undefined ? origin : received.split('/', 3).join('/');
  const webhooks = twilioWebhooks({ accountSid: ACCOUNT, authTokens: ['12345'], publicBaseUrl });
  return webhooks.verify({ pathAndQuery, body: body ?? formBody(fields), signature });
}

describe("Twilio's signature", () => {
  it.each(VECTORS)('over $what: genuine is $genuine', async ({ genuine, ...vector }) => {
    const verdict = await verdictOn(vector);
    // The account is asked for after the signature, and vectors name none of ours.
    expect(verdict.ok || verdict.fault === 'other-account').toBe(genuine);
    if (!genuine) expect(verdict).toEqual({ ok: false, fault: 'wrong-signature' });
  });

  it('leaves a fragment out, which no server sees and Twilio does not sign', async () => {
    const [vector] = VECTORS.slice(2);
    if (vector === undefined) throw new Error('No vector');
    expect(await verdictOn({ ...vector, received: `${vector.received}#rc=2` })).toMatchObject({
      fault: 'other-account',
    });
  });

  it('refuses a JSON body that is not the one whose hash was signed', async () => {
    const [vector] = VECTORS.filter((it) => it.body !== undefined);
    if (vector === undefined) throw new Error('No vector');
    expect(await verdictOn({ ...vector, body: '{"property": "other"}' })).toEqual({
      ok: false,
      fault: 'wrong-signature',
    });
  });
});

describe('a request', () => {
  const publicBaseUrl = 'https://petops.example.com/';
  const webhooks = twilioWebhooks({
    accountSid: ACCOUNT,
    authTokens: ['primary', 'secondary'],
    publicBaseUrl,
  });
  const pathAndQuery = '/api/sms/status?t=maple&m=msg_1';
  const url = 'https://petops.example.com/api/sms/status?t=maple&m=msg_1';
  const fields = {
    AccountSid: ACCOUNT,
    MessageSid: 'SM1',
    ErrorCode: '',
    Added: 'x',
    Two: ['b', 'a'],
  };
  const signature = signForm('primary', url, fields);
  const arrived = { pathAndQuery, body: formBody(fields), signature };

  it('that is signed gives its fields, empty, unknown and repeated ones too', async () => {
    const verdict = await webhooks.verify(arrived);
    expect(verdict).toEqual({ ok: true, form: fields });
    if (!verdict.ok) return;
    expect(formValue(verdict.form, 'MessageSid')).toBe('SM1');
    expect(formValue(verdict.form, 'ErrorCode')).toBeUndefined();
    expect(formValue(verdict.form, 'Two')).toBe('b');
    expect(formValue(verdict.form, 'toString')).toBeUndefined();
  });

  it('may be signed with either token while the token is being changed', async () => {
    const other = { ...arrived, signature: signForm('secondary', url, fields) };
    expect(await webhooks.verify(other)).toMatchObject({ ok: true });
    const third = { ...arrived, signature: signForm('retired', url, fields) };
    expect(await webhooks.verify(third)).toEqual({ ok: false, fault: 'wrong-signature' });
  });

  it.each([undefined, ''])('without a signature (%j) is unsigned', async (signature) => {
    expect(await webhooks.verify({ ...arrived, signature })).toEqual({
      ok: false,
      fault: 'unsigned',
    });
  });

  it.each<[string, Partial<typeof arrived>]>([
    ['another query', { pathAndQuery: '/api/sms/status?t=birch&m=msg_1' }],
    ['another path', { pathAndQuery: '/api/sms/inbound?t=maple&m=msg_1' }],
    ['a field changed', { body: formBody({ ...fields, MessageSid: 'SM2' }) }],
    ['a field dropped', { body: formBody({ ...fields, Two: ['a'] }) }],
    ['a field added', { body: `${arrived.body}&More=1` }],
    ['no body', { body: '' }],
  ])('with %s is not what was signed', async (_what, changes) => {
    expect(await webhooks.verify({ ...arrived, ...changes })).toEqual({
      ok: false,
      fault: 'wrong-signature',
    });
  });

  it('of another account is refused though its signature fits', async () => {
    const theirs = { ...fields, AccountSid: `AC${'6'.repeat(32)}` };
    expect(
      await webhooks.verify({
        ...arrived,
        body: formBody(theirs),
        signature: signForm('primary', url, theirs),
      }),
    ).toEqual({ ok: false, fault: 'other-account' });
  });

  it('does not choose the address it is verified for', async () => {
    const elsewhere = signForm('primary', `https://evil.example.com${pathAndQuery}`, fields);
    expect(await webhooks.verify({ ...arrived, signature: elsewhere })).toEqual({
      ok: false,
      fault: 'wrong-signature',
    });
  });

  it('is turned away by a deployment without a provider', async () => {
    expect(await noWebhooks.verify(arrived)).toEqual({ ok: false, fault: 'not-configured' });
  });
});
