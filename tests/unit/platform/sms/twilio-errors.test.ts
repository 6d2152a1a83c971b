import { describe, expect, it } from 'vitest';
import {
  readTwilioError,
  reasonOf,
  sendOutcomeOf,
} from '../../../../shared/platform/sms/twilio-errors.ts';

const SECRET = '+14155550123';

/** An error with the fields that the SDK's errors have. */
function thrown(fields: object): Error {
  return Object.assign(new Error(`about ${SECRET}`), fields);
}

describe('sendOutcomeOf', () => {
  it.each([
    ['a server error', { status: 500, code: 20500 }],
    ['a server error of a gateway', { status: 503 }],
    ['a redirect', { status: 302 }],
    ['a gateway that gave up waiting', { status: 408 }],
    ['a time-out', { code: 'ECONNABORTED' }],
    ['a reset connection', { code: 'ECONNRESET' }],
    ['a broken pipe', { code: 'EPIPE' }],
    ['an answer that cannot be read', {}],
    ['a text as status', { status: '400', code: 21211 }],
  ])('leaves open what happened after %s', (_title, fields) => {
    expect(sendOutcomeOf(thrown(fields))).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['the rate limit', { status: 429, code: 20429 }],
    ['a rate limit without a code', { status: 429 }],
    ['a full queue of the sender', { status: 400, code: 21611 }],
    ['a refused connection', { code: 'ECONNREFUSED' }],
    ['an unknown host', { code: 'ENOTFOUND' }],
    ['a name server that is down', { code: 'EAI_AGAIN' }],
    ['a certificate that is not trusted', { code: 'CERT_HAS_EXPIRED' }],
    ['a connection never made', { code: 'ETIMEDOUT', cause: { syscall: 'connect' } }],
  ])('says that nothing was taken in after %s', (_title, fields) => {
    expect(sendOutcomeOf(thrown(fields))).toMatchObject({ kind: 'not-processed' });
  });

  it('does not take a broken connection for one never made', () => {
    const broken = thrown({ code: 'ETIMEDOUT', cause: { syscall: 'read' } });
    expect(sendOutcomeOf(broken)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [400, 21211, 'number'],
    [400, 21614, 'number'],
    [400, 21610, 'opted-out'],
    [400, 21617, 'message'],
    [400, 21408, 'message'],
    [401, 20003, 'sender'],
    [404, 20404, 'sender'],
    [400, 21606, 'sender'],
    [400, 99999, 'message'],
    [400, undefined, 'message'],
    [403, 99999, 'sender'],
    [401, undefined, 'sender'],
    [422, 99999, 'message'],
    // A delivery code has no business in an answer to the send call.
    [400, 30003, 'message'],
  ] as const)('reads HTTP %s with code %s as a fault of the %s', (status, code, fault) => {
    expect(sendOutcomeOf(thrown({ status, code }))).toMatchObject({ kind: 'rejected', fault });
  });

  it('keeps nothing of the words of an error, whatever it is', () => {
    const errors = [
      thrown({ status: 400, code: 21211, message: SECRET }),
      thrown({ status: 400, code: 12345, moreInfo: SECRET, details: SECRET }),
      thrown({ status: 500, code: SECRET }),
      thrown({ code: SECRET }),
      thrown({ code: 'ECONNRESET', config: { data: SECRET } }),
      SECRET,
      null,
      undefined,
    ];
    for (const error of errors) {
      expect(JSON.stringify(sendOutcomeOf(error))).not.toContain(SECRET);
      expect(reasonOf(readTwilioError(error))).not.toContain(SECRET);
    }
  });
});
