import { describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  readConfig,
  type Environment,
} from '../../../shared/platform/config.ts';

const BASE = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  SQLITE_FILE: '.petops/petops.sqlite',
  AUTH_ISSUER: 'http://127.0.0.1:4000/oidc',
  AUTH_AUDIENCE: 'api://petops',
};
const LOCAL: Environment = {
  ...BASE,
  SMS_TRANSPORT: 'local',
  SMS_OUTBOX_FILE: '.petops/outbox.jsonl',
};
const TWILIO: Environment = {
  ...BASE,
  SMS_TRANSPORT: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'0a'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'correct-horse',
  PUBLIC_BASE_URL: 'https://petops.example.com',
  TWILIO_MESSAGING_SERVICE_SID: `MG${'1b'.repeat(16)}`,
};
const COSMOS: Environment = {
  ...LOCAL,
  STORE: 'cosmos',
  COSMOS_ENDPOINT: 'https://petops.documents.azure.com',
  COSMOS_KEY: Buffer.from('correct-horse').toString('base64'),
};

/** The findings of a configuration that is refused, one line each. */
function findings(environment: Environment): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    const [, ...lines] = error instanceof Error ? error.message.split('\n') : [];
    return lines.map((line) => line.trim());
  }
  return [];
}

describe('a value that is missing', () => {
  const needed: [string, Environment][] = [
    ['AzureWebJobsStorage', LOCAL],
    ['SQLITE_FILE', LOCAL],
    ['AUTH_ISSUER', LOCAL],
    ['AUTH_AUDIENCE', LOCAL],
    ['SMS_TRANSPORT', LOCAL],
    ['SMS_OUTBOX_FILE', LOCAL],
    ['COSMOS_ENDPOINT', COSMOS],
    ['TWILIO_ACCOUNT_SID', TWILIO],
    ['TWILIO_AUTH_TOKEN', TWILIO],
    ['PUBLIC_BASE_URL', TWILIO],
    ['TWILIO_MESSAGING_SERVICE_SID', TWILIO],
  ];

  test.each(needed)('stops the start and is named, with an example: %s', (name, from) => {
    for (const absent of [undefined, '', '  ']) {
      const found = findings({ ...from, [name]: absent });
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(new RegExp(`^${name} is missing \\(for example .+\\)$`));
    }
  });

  test('is named with all the others: nobody starts ten times to learn of ten values', () => {
    const named = findings({}).map((line) => line.split(' ')[0]);
    expect(named).toEqual(
      expect.arrayContaining([
        'AzureWebJobsStorage',
        'SQLITE_FILE',
        'AUTH_ISSUER',
        'AUTH_AUDIENCE',
        'SMS_TRANSPORT',
      ]),
    );
    expect(new Set(named).size).toBe(named.length);
  });

  test('of a transport that is not chosen is not asked for', () => {
    expect(findings(TWILIO)).toEqual([]);
    expect(findings(LOCAL)).toEqual([]);
    expect(findings({ ...BASE, SMS_TRANSPORT: 'pigeon' })).toHaveLength(1);
  });
});

describe('a value that is malformed', () => {
  test.each<[string, string, Environment]>([
    ['AUTH_ISSUER', 'login.example.com', LOCAL],
    ['AUTH_ISSUER', 'localhost:4000', LOCAL],
    ['AUTH_ISSUER', 'javascript:alert(1)', LOCAL],
    ['TIMEZONE', 'Eastern', LOCAL],
    ['TIMEZONE', '-05:00', LOCAL],
    ['NO_SHOW_GRACE_PERIOD_MINUTES', '241', LOCAL],
    ['NO_SHOW_GRACE_PERIOD_MINUTES', '-5', LOCAL],
    ['NO_SHOW_FEE_AMOUNT', '25.00', LOCAL],
    ['NO_SHOW_FEE_AMOUNT', '100001', LOCAL],
    ['NO_SHOW_FEE_ESCALATION', 'yes', LOCAL],
    ['REPUTATION_MIN_SCORE', '100', LOCAL],
    ['REPUTATION_MAX_SCORE', '101', LOCAL],
    ['REPUTATION_BOOKING_THRESHOLD', '101', LOCAL],
    ['REPUTATION_BOOKING_THRESHOLD', '81', { ...LOCAL, REPUTATION_MAX_SCORE: '80' }],
    ['REPUTATION_MIN_SCORE', '80', { ...LOCAL, REPUTATION_MAX_SCORE: '80' }],
    ['SCHEDULER_ENABLED', 'yes', LOCAL],
    ['SCHEDULER_ENABLED', 'TRUE', LOCAL],
    ['LOG_LEVEL', 'verbose', LOCAL],
    ['STORE', 'mongo', LOCAL],
    ['COSMOS_ENDPOINT', 'petops.documents.azure.com', COSMOS],
    ['COSMOS_DATABASE', 'a/b', COSMOS],
    ['SMS_TRANSPORT', 'pigeon', LOCAL],
    ['TWILIO_FROM', '415-555-0123', TWILIO],
    ['TWILIO_FROM', '+0155550123', TWILIO],
    ['TWILIO_BASE_URL', '127.0.0.1:4010', TWILIO],
    ['PUBLIC_BASE_URL', 'petops.example.com', LOCAL],
    ['PUBLIC_BASE_URL', 'ftp://petops.example.com', LOCAL],
    ['PUBLIC_BASE_URL', 'https://petops.example.com?a=1', LOCAL],
    ['PUBLIC_BASE_URL', 'https://pet_ops.example.com', TWILIO],
  ])('stops the start and is shown, with an example: %s=%s', (name, value, from) => {
    const found = findings({ ...from, [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${name}: ${JSON.stringify(value)} is not valid (for example `);
  });

  test.each([
    ['TWILIO_ACCOUNT_SID', 'my-secret-pasted-here'],
    ['TWILIO_ACCOUNT_SID', `SK${'0a'.repeat(16)}`],
    ['TWILIO_ACCOUNT_SID', `AC${'0a'.repeat(16)} `],
    ['TWILIO_MESSAGING_SERVICE_SID', 'my-secret-pasted-here'],
  ])('is not repeated where a secret may stand: %s', (name, value) => {
    const found = findings({ ...TWILIO, [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name}: .+ is not valid \\(for example .+\\)$`));
    expect(found[0]).not.toContain(value.trim());
  });

  test('is not repeated where it was to be the key of the store', () => {
    const found = findings({ ...COSMOS, COSMOS_KEY: 'correct-horse!' });
    expect(found).toEqual([expect.stringMatching(/^COSMOS_KEY: what it is set to is not valid/)]);
  });

  test('does not make a start repeat the secrets beside it', () => {
    const text = findings({ ...TWILIO, TIMEZONE: 'Mars', AUTH_ISSUER: 'x' }).join('\n');
    expect(text).toContain('TIMEZONE');
    expect(text).not.toContain('correct-horse');
    expect(text).not.toContain('UseDevelopmentStorage');
  });

  test('is named with every other finding', () => {
    const named = findings({
      ...TWILIO,
      TIMEZONE: 'Mars',
      TWILIO_ACCOUNT_SID: 'x',
      TWILIO_AUTH_TOKEN: undefined,
      TWILIO_MESSAGING_SERVICE_SID: undefined,
      AUTH_AUDIENCE: undefined,
    }).map((line) => line.split(/[ :]/)[0]);
    expect(named.sort()).toEqual([
      'AUTH_AUDIENCE',
      'TIMEZONE',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_MESSAGING_SERVICE_SID',
    ]);
  });
});

describe('real texts', () => {
  test('need a sender, and the finding says which two would do', () => {
    const [finding] = findings({ ...TWILIO, TWILIO_MESSAGING_SERVICE_SID: undefined });
    expect(finding).toContain('TWILIO_MESSAGING_SERVICE_SID');
    expect(finding).toContain('TWILIO_FROM');
  });

  test.each([
    ['a messaging service', {}],
    ['a number', { TWILIO_MESSAGING_SERVICE_SID: undefined, TWILIO_FROM: '+14155550123' }],
    ['both', { TWILIO_FROM: '+14155550123' }],
  ])('are sent by %s', (_what, sender) => {
    expect(findings({ ...TWILIO, ...sender })).toEqual([]);
  });

  test('never go by a clock that was set by hand', () => {
    const found = findings({ ...TWILIO, LOCAL_CLOCK_FILE: '.petops/clock.json' });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('LOCAL_CLOCK_FILE');
    expect(findings({ ...LOCAL, LOCAL_CLOCK_FILE: '.petops/clock.json' })).toEqual([]);
  });
});

describe('a complete configuration', () => {
  test('keeps what is set and fills in the rest', () => {
    expect(readConfig(LOCAL)).toMatchObject({
      general: {
        SCHEDULER_ENABLED: true,
        LOG_LEVEL: 'info',
        TIMEZONE: 'America/New_York',
      },
      storage: { AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
      store: { STORE: 'sqlite', SQLITE_FILE: '.petops/petops.sqlite' },
      auth: { AUTH_AUDIENCE: 'api://petops' },
      sms: { SMS_TRANSPORT: 'local', SMS_OUTBOX_FILE: '.petops/outbox.jsonl' },
    });
    expect(readConfig(TWILIO)).toMatchObject({
      sms: { SMS_TRANSPORT: 'twilio', TWILIO_AUTH_TOKEN: 'correct-horse' },
    });
  });

  test('names one store, and asks nothing of the other one', () => {
    const { store } = readConfig({ ...COSMOS, SQLITE_FILE: undefined });
    expect(store).toEqual({
      STORE: 'cosmos',
      COSMOS_ENDPOINT: 'https://petops.documents.azure.com',
      COSMOS_KEY: COSMOS['COSMOS_KEY'],
      COSMOS_DATABASE: 'petops',
    });
    const keyless = { ...COSMOS, COSMOS_KEY: undefined, AZURE_CLIENT_ID: 'an-identity' };
    expect(readConfig(keyless).store).toMatchObject({ AZURE_CLIENT_ID: 'an-identity' });
  });

  test.each([
    ['true', true],
    ['false', false],
  ])('SCHEDULER_ENABLED=%s is %s, not merely a text', (text, value) => {
    const { general } = readConfig({ ...LOCAL, SCHEDULER_ENABLED: text });
    expect(general.SCHEDULER_ENABLED).toBe(value);
  });

  test('reads the numbers the local outbox refuses as a list', () => {
    const listed = (text?: string) => {
      const { sms } = readConfig({ ...LOCAL, SMS_OUTBOX_UNUSABLE: text });
      return 'SMS_OUTBOX_UNUSABLE' in sms ? sms.SMS_OUTBOX_UNUSABLE : undefined;
    };
    expect(listed()).toEqual([]);
    expect(listed('+14155550123, +14155550124,')).toEqual(['+14155550123', '+14155550124']);
  });

  test('leaves alone what other programs have in their environment', () => {
    const config = readConfig({ ...LOCAL, PATH: '/bin', TWILIO_ACCOUNT_SID: 'not ours today' });
    expect(JSON.stringify(config)).not.toContain('not ours today');
    expect(JSON.stringify(config)).not.toContain('/bin');
  });
});

describe('e-mail', () => {
  const SMTP = {
    ...LOCAL,
    EMAIL_TRANSPORT: 'smtp',
    EMAIL_SENDER: 'hello@example.com',
    SMTP_URL: 'smtps://user:correct-horse@smtp.example.com:465',
  };
  const ACS = {
    ...LOCAL,
    EMAIL_TRANSPORT: 'acs',
    EMAIL_SENDER: 'hello@example.com',
    ACS_CONNECTION_STRING: 'endpoint=https://x.communication.azure.com;accesskey=correct-horse',
  };

  test('is off unless it is asked for', () => {
    expect(readConfig(LOCAL).email).toEqual({ EMAIL_TRANSPORT: 'none' });
  });

  test('is paced as a new account allows unless told otherwise', () => {
    expect(readConfig(SMTP).email).toMatchObject({ EMAIL_PER_MINUTE: 30, EMAIL_PER_HOUR: 100 });
    const faster = readConfig({ ...ACS, EMAIL_PER_MINUTE: '200', EMAIL_PER_HOUR: '5000' }).email;
    expect(faster).toMatchObject({ EMAIL_PER_MINUTE: 200, EMAIL_PER_HOUR: 5000 });
  });

  test.each<[string, Environment, string]>([
    ['EMAIL_TRANSPORT', { ...SMTP, EMAIL_TRANSPORT: 'pigeon' }, '"pigeon"'],
    ['EMAIL_SENDER', { ...SMTP, EMAIL_SENDER: 'Hello <hello@example.com>' }, '<hello@example.com>'],
    ['EMAIL_SENDER', { ...SMTP, EMAIL_SENDER: '' }, 'is missing'],
    ['SMTP_URL', { ...SMTP, SMTP_URL: 'https://user:correct-horse@x.com' }, 'what it is set to'],
    ['SMTP_URL', { ...SMTP, SMTP_URL: '' }, 'is missing'],
    ['EMAIL_PER_HOUR', { ...SMTP, EMAIL_PER_HOUR: '0' }, '"0"'],
    ['EMAIL_PER_MINUTE', { ...SMTP, EMAIL_PER_MINUTE: '1.5' }, '"1.5"'],
    ['EMAIL_OUTBOX_FOLDER', { ...LOCAL, EMAIL_TRANSPORT: 'local' }, 'is missing'],
    ['ACS_CONNECTION_STRING', { ...ACS, ACS_CONNECTION_STRING: '' }, 'ACS_ENDPOINT does instead'],
    ['ACS_CONNECTION_STRING', { ...ACS, ACS_CONNECTION_STRING: 'correct-horse' }, 'is set to'],
  ])('stops the start and names %s, never a secret', (name, environment, says) => {
    const found = findings(environment);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(name);
    expect(found[0]).toContain(says);
    expect(found[0]).not.toContain('correct-horse');
  });

  test('signs in by managed identity where an endpoint stands in for the connection string', () => {
    const { ACS_CONNECTION_STRING: _key, ...rest } = ACS;
    const ACS_ENDPOINT = 'https://x.communication.azure.com';
    expect(readConfig({ ...rest, ACS_ENDPOINT }).email).toMatchObject({ ACS_ENDPOINT });
  });
});
