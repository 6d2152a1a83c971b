import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationType } from '../../../shared/conversations/model.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { dueOwnersCsv, numberOf, openBusiness, TENANT, type Business } from './business.ts';
import { buildCommandLine, type CommandLine } from './command-line.ts';

const TWILIO = {
  SMS_TRANSPORT: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token-never-to-be-seen',
  TWILIO_FROM: '+14155550100',
};

let business: Business;
let commandLine: CommandLine;

beforeAll(async () => {
  [business, commandLine] = await Promise.all([openBusiness({ owners: 3 }), buildCommandLine()]);
});

afterAll(async () => {
  await business.close();
  commandLine.remove();
});

/** Runs a command on the business. */
async function petops(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return commandLine.run(business, args, env);
}

/** Writes a file into the folder of the business and gives its path. */
function file(name: string, content: string | Buffer): string {
  const path = join(business.folder, name);
  writeFileSync(path, content);
  return path;
}

const forMaple = ['--tenant', TENANT];

describe.concurrent('a command that cannot be done', () => {
  it.for([
    ['an unknown tenant', ['scan-vaccinations', '--tenant', 'oak'], 'There is no tenant "oak".'],
    [
      'an unknown tenant of links',
      ['links', 'index', '--tenant', 'oak'],
      'There is no tenant "oak".',
    ],
    [
      'an unknown tenant of an import',
      ['import', 'SHEET', '--tenant', 'oak'],
      'There is no tenant "oak".',
    ],
    ['an --at that is no instant', ['run-due', '--at', 'soon'], '--at "soon" is not an instant.'],
    [
      'an --at without an offset',
      ['scan-vaccinations', '--at', '2026-03-02T10:00:00'],
      'is not an instant.',
    ],
    [
      'a time zone that does not exist',
      ['tenants', 'create', '--id', 'oak', '--name', 'Oak', '--time-zone', 'Mars/Base'],
      'timeZone "Mars/Base" is not allowed',
    ],
    [
      'a tenant that is there already',
      ['tenants', 'create', '--id', TENANT, '--name', 'Again'],
      'There is a tenant "maple" already.',
    ],
    ['a file that is not there', ['import', '/none.csv', ...forMaple], '/none.csv'],
    ['a quote that is never closed', ['import', 'QUOTE', ...forMaple], 'is never closed'],
    ['a workbook', ['import', 'WORKBOOK', ...forMaple], 'the file is an Excel workbook'],
    ['a mapping file that is no JSON', ['import', 'SHEET', '--map', 'QUOTE', ...forMaple], 'QUOTE'],
    ['a job that does not exist', ['jobs', 'run', 'sleep', ...forMaple], 'no job "sleep"'],
    [
      'an approval that nobody waits for',
      ['jobs', 'approve', 'vaccination-scan', ...forMaple],
      'is waiting; this needs it to be held',
    ],
    [
      'a number that is none',
      ['reply', ...forMaple, '--from', '555', '--text', 'STOP'],
      '--from "555" is not a number.',
    ],
    [
      'a token while nothing runs',
      ['token', ...forMaple],
      'does not answer: is `npm start` running?',
    ],
  ] as const)('says so of %s in a line and exits with 1', async ([_, args, words], { expect }) => {
    const files: Readonly<Record<string, string>> = {
      SHEET: file('sheet.csv', dueOwnersCsv(0, 1, localDateAt(business.now(), 'America/New_York'))),
      QUOTE: file('QUOTE.csv', 'First Name,Last Name,Mobile\nA,B,"+1 201 555 01'),
      WORKBOOK: file('book.xlsx', Buffer.from('PK\u0003\u0004 and so on')),
    };
    const finished = await petops(args.map((arg) => files[arg] ?? arg));
    expect(finished).toMatchObject({ code: 1, stdout: '' });
    expect(finished.stderr).toContain(words);
    expect(finished.stderr).toMatch(/^Error: /);
    expect(finished.stderr.split('\n').length).toBeLessThanOrEqual(3);
  });

  it('refuses an instant to come while texts would leave the machine', async ({ expect }) => {
    const finished = await petops(['run-due', '--at', '2999-01-01T00:00:00Z'], TWILIO);
    expect(finished).toMatchObject({ code: 1, stdout: '' });
    expect(finished.stderr).toContain('lies in the future, and messages would leave this machine');
    expect(finished.stderr).not.toContain(TWILIO.TWILIO_AUTH_TOKEN);
  });

  it('names what is missing in the configuration, never a secret', async ({ expect }) => {
    const { TWILIO_FROM: _, ...incomplete } = TWILIO;
    const finished = await petops(['run-due'], { ...incomplete, TWILIO_FROM: '555' });
    expect(finished).toMatchObject({ code: 1, stdout: '' });
    expect(finished.stderr).toContain('TWILIO_FROM');
    expect(finished.stderr).not.toContain(TWILIO.TWILIO_AUTH_TOKEN);
  });

  it('shows the help after a word it does not know', async ({ expect }) => {
    const finished = await petops(['frobnicate']);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain("unknown command 'frobnicate'");
    expect(finished.stderr).toContain('Usage: petops');
  });
});

describe('every command', () => {
  it('explains itself when asked for help', async () => {
    const commands = await commandsBelow([]);
    expect(commands).toContain('scan-vaccinations');
    expect(commands).toContain('tenants create');
  });
});

/** The names of all commands below one, each asked for its help. */
async function commandsBelow(words: readonly string[]): Promise<string[]> {
  const finished = await commandLine.help(words);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toContain(['Usage: petops', ...words].join(' '));
  const [, list = ''] = finished.stdout.split('Commands:\n');
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name);
  const found = words.length === 0 ? [] : [words.join(' ')];
  for (const name of names) {
    if (name !== 'help') found.push(...(await commandsBelow([...words, name])));
  }
  return found;
}

describe('an import with wrong rows', () => {
  it('takes the right rows, reports the others in a file and exits with 2', async () => {
    const today = localDateAt(business.now(), 'America/New_York');
    const rows = dueOwnersCsv(3, 4, today) + ',,,,Rex,dog,rabies,2026-03-09\n';
    const path = file('rows.csv', rows);
    const finished = await petops(['import', path, ...forMaple, '--json']);
    expect(finished).toMatchObject({ code: 2, stderr: '' });
    const result = JSON.parse(finished.stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      counts: { refusedRows: 1, owners: { created: 1 }, vaccinations: { created: 1 } },
    });
    expect(existsSync(String(result['problemFile']))).toBe(true);
  });
});

describe('a reply', () => {
  // A number of nobody: the other tests go on with the owners as they are.
  const STRANGER = '+14155550190';

  it('goes the way of every text that comes in, without a host and without naming the only tenant', async () => {
    const reply = await petops(['reply', '--from', STRANGER, '--text', 'Is 3 pm fine?']);
    expect(reply).toMatchObject({ code: 0, stderr: '', stdout: 'Received; taken for: other\n' });
    const stored = await business.context.records.query(
      conversationType,
      { tenantId: TENANT },
      { limit: 10 },
    );
    expect(stored.items.map(({ value }) => value)).toMatchObject([
      { number: STRANGER, unreadCount: 1, lastText: { preview: 'Is 3 pm fine?' } },
    ]);
  });

  it('of STOP is confirmed in the outbox at once', async () => {
    await petops(['reply', '--from', STRANGER, '--text', 'STOP']);
    const outbox = await petops(['outbox', '--json']);
    const texts = JSON.parse(outbox.stdout) as { body: string }[];
    expect(texts.map(({ body }) => body)).toEqual([
      expect.stringContaining('You are unsubscribed'),
    ]);
  });
});

describe('faults of the local outbox', () => {
  it('wait for the next texts, are shown, and can be taken back', async () => {
    const fault = async (...args: readonly string[]) => petops(['outbox', 'fault', ...args]);
    const asked = await fault('--next', 'rate-limited', '--count', '2');
    expect(asked).toMatchObject({
      ...{ code: 0, stderr: '', stdout: 'The next texts: rate-limited, rate-limited\n' },
    });
    const shown = await fault('--json');
    expect(JSON.parse(shown.stdout)).toEqual([{ kind: 'rate-limited' }, { kind: 'rate-limited' }]);
    expect(await fault('--clear')).toMatchObject({ code: 0, stdout: 'No fault waits.\n' });
  });

  it.for([
    [['--next', 'flood'], 'Allowed choices are undelivered, unknown'],
    [['--next', 'lost', '--count', '0'], 'a whole number from 1 to 1000'],
  ] as const)('refuse what there is not: %s', async ([args, words]) => {
    const finished = await petops(['outbox', 'fault', ...args]);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain(words);
  });
});

describe('a reply of STOP', () => {
  it('keeps the next scan from texting that number, and the alert says why', async () => {
    const from = numberOf(1);
    const reply = await petops(['reply', ...forMaple, '--from', from, '--text', 'STOP']);
    expect(reply).toMatchObject({ code: 0, stderr: '', stdout: 'Received; taken for: stop\n' });
    const scan = await petops(['scan-vaccinations', ...forMaple, '--json']);
    expect(scan).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(scan.stdout)).toMatchObject([
      { tenantId: TENANT, outcome: 'done', counts: { 'skipped:suppressed': 1 } },
    ]);
    const outbox = await petops(['outbox', '--json']);
    const texts = JSON.parse(outbox.stdout) as { to: string; body: string }[];
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.map(({ body }) => body).filter((body) => body.includes('Owner1'))).toEqual([]);
    for (const { to } of texts) expect(to).toMatch(/^\+1•+\d{4}$/);
    const skipped = (await business.alerts()).filter(({ status }) => status === 'skipped');
    expect(skipped).toMatchObject([{ reason: 'suppressed' }]);
  });
});

describe('credits made anew by hand', () => {
  it('say how many bookings were looked at and changed, under a rule that there is', async () => {
    const done = await petops(['recompute-attribution', ...forMaple]);
    const line = 'maple: rule 1, 0 of 0 bookings changed (done)\n';
    expect(done).toEqual(expect.objectContaining({ code: 0, stderr: '', stdout: line }));
    const again = await petops(['recompute-attribution', ...forMaple, '--rule', '2', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject([
      { tenantId: TENANT, rule: 2, outcome: 'done' },
    ]);
    const refused = await petops(['recompute-attribution', '--rule', '9']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Allowed choices are 1, 2');
  });
});

// The last one: it adds a second business.
describe('a business', () => {
  it('begins with its reminders, and one that was there before is given them once', async () => {
    const made = await petops(['tenants', 'create', '--id', 'elm', '--name', 'Elm']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const installs = ['workflows', 'install-defaults'];
    const first = await petops(installs);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const lines = first.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(lines).toEqual([
      ['elm', 'reminder_24h', 'kept as it is (active)'],
      ['elm', 'reminder_2h', 'kept as it is (active)'],
      [TENANT, 'reminder_24h', 'switched on'],
      [TENANT, 'reminder_2h', 'switched on'],
    ]);
    const again = await petops([...installs, ...forMaple]);
    expect(again.stdout.match(/kept as it is \(active\)/g)).toHaveLength(2);
    expect(await petops([...installs, '--tenant', 'nobody'])).toMatchObject({ code: 1 });
  });
});
