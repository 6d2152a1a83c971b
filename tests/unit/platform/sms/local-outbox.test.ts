import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../../shared/platform/clock.ts';
import {
  localOutbox,
  type LocalOutboxOptions,
} from '../../../../shared/platform/sms/local-outbox.ts';
import {
  askForFaults,
  dropFaults,
  faultFolderOf,
  waitingFaults,
} from '../../../../shared/platform/sms/outbox-faults.ts';
import type { OutboundText } from '../../../../shared/platform/sms/sms-transport.ts';

const noon = instantOf(Date.parse('2026-03-02T12:00:00Z'));
const text: OutboundText = {
  tenantId: 'happy-paws',
  messageId: 'msg_1',
  attempt: 1,
  to: '+14155550123',
  body: 'Hi Dana,\nBo is due: “rabies” 🐶',
  validitySeconds: 3600,
};

let folder: string;
let file: string;
const open = (changes: Partial<LocalOutboxOptions> = {}) =>
  localOutbox({ file, clock: fixedClock(noon), ...changes });
const trace = (messageId: string) => ({ messageId, to: text.to, body: text.body, since: noon });

async function sent(outbox: ReturnType<typeof open>, changes: Partial<OutboundText> = {}) {
  const outcome = await outbox.send({ ...text, ...changes });
  return outcome.kind === 'accepted' ? outcome.providerId : outcome.kind;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  file = join(folder, 'data', 'outbox.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the local outbox', () => {
  it('keeps texts in order, whole, with masked numbers and distinct provider ids', async () => {
    const outbox = open();
    const first = await sent(outbox);
    const second = await sent(outbox, { messageId: 'msg_2', sender: { from: '+14155550100' } });
    expect(await outbox.read()).toEqual([
      {
        ...{ providerId: first, at: noon, tenantId: 'happy-paws', messageId: 'msg_1', attempt: 1 },
        ...{ to: '+1•••••••0123', body: text.body },
      },
      {
        ...{ providerId: second, at: noon, tenantId: 'happy-paws', messageId: 'msg_2', attempt: 1 },
        ...{ sender: { from: '+14155550100' }, to: '+1•••••••0123', body: text.body },
      },
    ]);
    expect(second).not.toBe(first);
    await sent(outbox, { messageId: 'msg_3', receiptSecret: 'not-to-be-read' });
    expect(JSON.stringify(await outbox.read())).not.toContain('not-to-be-read');
    expect(outbox.local).toBe(true);
  });

  it('is empty, and knows nothing, before the first text', async () => {
    expect(await open().read()).toEqual([]);
    expect(await open().lookUp('local_1')).toEqual({ kind: 'missing' });
    expect(await open().find(trace('msg_1'))).toEqual({ kind: 'missing' });
  });

  it('knows a text as delivered, after a restart and in another instance too', async () => {
    const [one, other] = [open(), open()];
    expect(await other.lookUp('local_?')).toEqual({ kind: 'missing' });
    const id = await sent(one);
    for (const outbox of [one, other, open()]) {
      expect(await outbox.lookUp(id)).toEqual({
        ...{ kind: 'found', status: 'delivered', costMicros: 0, costCurrency: 'USD' },
      });
      expect(await outbox.find(trace('msg_1'))).toEqual({ kind: 'found', providerId: id });
      expect(await outbox.find(trace('msg_2'))).toEqual({ kind: 'missing' });
    }
  });

  it('finds the first text of a message, save those known to be others', async () => {
    const outbox = open();
    const first = await sent(outbox);
    const second = await sent(outbox, { attempt: 2 });
    expect(await outbox.find(trace('msg_1'))).toEqual({ kind: 'found', providerId: first });
    const rest = await outbox.find({ ...trace('msg_1'), exclude: [first] });
    expect(rest).toEqual({ kind: 'found', providerId: second });
  });

  it('refuses unusable numbers as the provider would, and texts of impossible length', async () => {
    const outbox = open({ unusable: ['+14155550199'] });
    expect(await outbox.send({ ...text, to: '+14155550199' })).toMatchObject({
      ...{ kind: 'rejected', code: 21211, fault: 'number' },
    });
    expect(await sent(outbox, { body: '' })).toBe('rejected');
    expect(await sent(outbox, { body: 'a'.repeat(1601) })).toBe('rejected');
    expect(await outbox.read()).toEqual([]);
  });
});

describe('the price of a text in the local outbox', () => {
  it('is always told, so that nobody has to ask twice', async () => {
    const outbox = open({ costMicrosOf: (body) => body.length * 100 });
    const id = await sent(outbox, { body: 'Hello' });
    expect(await outbox.lookUp(id)).toMatchObject({ costMicros: 500, costCurrency: 'USD' });
  });
});

describe('the local outbox in trouble', () => {
  it.each([
    ['nothing', ''],
    ['half a line', '{"providerId":"local_torn","at":"2026'],
    ['half a letter', Buffer.from('{"body":"é').subarray(0, -1)],
    ['lines that are something else', '\n[]\nnull\n{"a":1}\nplain\n'],
  ])('loses no text to %s left behind by a crash', async (_title, left) => {
    const outbox = open();
    const before = await sent(outbox);
    await outbox.lookUp(before);
    await appendFile(file, left);
    await outbox.lookUp(before);
    const after = await sent(outbox, { messageId: 'msg_2' });
    expect((await outbox.read()).map((it) => it.providerId)).toEqual([before, after]);
    expect(await outbox.find(trace('msg_2'))).toEqual({ kind: 'found', providerId: after });
    expect(await outbox.lookUp(before)).toMatchObject({ kind: 'found' });
  });

  it('waits for the end of a line that another process is writing', async () => {
    const [outbox, other] = [open(), open()];
    const id = await sent(other);
    const bytes = await readFile(file);
    await truncate(file, bytes.length - 10);
    expect(await outbox.lookUp(id)).toEqual({ kind: 'missing' });
    await appendFile(file, bytes.subarray(-10));
    expect(await outbox.lookUp(id)).toMatchObject({ kind: 'found' });
  });

  it('forgets what a deleted file held and goes on with a new one', async () => {
    const outbox = open();
    const old = await sent(outbox);
    await outbox.lookUp(old);
    await rm(file);
    expect(await outbox.lookUp(old)).toEqual({ kind: 'missing' });
    const fresh = await sent(outbox);
    expect(await outbox.lookUp(fresh)).toMatchObject({ kind: 'found' });
    expect(await outbox.lookUp(old)).toEqual({ kind: 'missing' });
  });

  it('notices that a file has taken the place of another, longer or not', async () => {
    const outbox = open();
    const old = await sent(outbox);
    await outbox.lookUp(old);
    await rename(file, `${file}.old`);
    const [first] = [await sent(open()), await sent(open())];
    expect(await outbox.find(trace('msg_1'))).toEqual({ kind: 'found', providerId: first });
    expect(await outbox.lookUp(old)).toEqual({ kind: 'missing' });
  });

  it('says not processed when the file cannot be opened, and unavailable when it cannot be read', async () => {
    await mkdir(file, { recursive: true });
    const outbox = open();
    expect(await sent(outbox)).toBe('not-processed');
    expect(await outbox.lookUp('local_1')).toMatchObject({ kind: 'unavailable' });
    expect(await outbox.find(trace('msg_1'))).toMatchObject({ kind: 'unavailable' });
    await rm(file, { recursive: true });
    expect(await outbox.lookUp(await sent(outbox))).toMatchObject({ kind: 'found' });
  });
});

describe('faults that were asked for', () => {
  const faultFolder = () => faultFolderOf(file);
  const faulty = () => open({ faultFolder: faultFolder() });

  it.each([
    ['unreachable', { kind: 'not-processed' }, false],
    ['rate-limited', { kind: 'not-processed', code: 20429 }, false],
    ['lost', { kind: 'unknown' }, false],
    ['unknown', { kind: 'unknown' }, true],
    ['refused', { kind: 'rejected', code: 21614, fault: 'number' }, false],
    ['undelivered', { kind: 'accepted' }, true],
  ] as const)('befall one text each: %s', async (kind, outcome, taken) => {
    await askForFaults(faultFolder(), { kind }, 1);
    expect(await faulty().send(text)).toMatchObject(outcome);
    expect(await faulty().find(trace('msg_1'))).toMatchObject({
      kind: taken ? 'found' : 'missing',
    });
    expect(await sent(faulty(), { messageId: 'msg_2' })).toMatch(/^local_/);
  });

  it('mean what their code means at the provider', async () => {
    await askForFaults(faultFolder(), { kind: 'refused', code: 21610 }, 1);
    await askForFaults(faultFolder(), { kind: 'undelivered', code: 30007 }, 1);
    const outbox = faulty();
    expect(await outbox.send(text)).toMatchObject({ kind: 'rejected', fault: 'opted-out' });
    expect(await outbox.lookUp(await sent(outbox))).toMatchObject({
      ...{ kind: 'found', status: 'undelivered', code: 30007, fault: 'message', filtered: true },
    });
  });

  it('befall each as many texts as were asked for, though two processes send at once', async () => {
    await askForFaults(faultFolder(), { kind: 'rate-limited' }, 7);
    expect(await waitingFaults(faultFolder())).toHaveLength(7);
    const [one, other] = [faulty(), faulty()];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => sent(n % 2 === 0 ? one : other)),
    );
    expect(outcomes.filter((it) => it === 'not-processed')).toHaveLength(7);
    expect(await waitingFaults(faultFolder())).toEqual([]);
  });

  it('can be taken back, and one that is damaged harms no text', async () => {
    await askForFaults(faultFolder(), { kind: 'lost' }, 2);
    await dropFaults(faultFolder());
    expect(await waitingFaults(faultFolder())).toEqual([]);
    await askForFaults(faultFolder(), { kind: 'lost' }, 1);
    const [name = ''] = await readdir(faultFolder());
    await writeFile(join(faultFolder(), name), 'half a f');
    expect(await sent(faulty())).toMatch(/^local_/);
  });
});
