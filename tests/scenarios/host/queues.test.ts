import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { startHostProcess, type HostProcess } from '../../fixtures/host-process.ts';
import { buildTestApp, queueOf, type TestApp } from './test-app.ts';

const SOON = { timeout: 20_000, interval: 50 };
const MAX_DEQUEUE = 3;
const RETRY_SECONDS = 1;
const LOCK_SECONDS = 2;

let azurite: Azurite;
let app: TestApp;
let host: HostProcess;
/** Whether the host has ended: the next test needs another one. */
let gone = true;

async function start(): Promise<HostProcess> {
  const started = await startHostProcess(
    app.hostOptions(azurite.connectionString, {
      args: ['--queue-lock-seconds', String(LOCK_SECONDS)],
    }),
  );
  gone = false;
  void started.ended.then(() => (gone = true));
  return started;
}

async function send(message: unknown): Promise<void> {
  await queueOf(azurite.connectionString, 'work').sendMessage(JSON.stringify(message));
}

async function left(queue: string): Promise<number> {
  const { approximateMessagesCount } = await queueOf(
    azurite.connectionString,
    queue,
  ).getProperties();
  return approximateMessagesCount ?? 0;
}

beforeAll(async () => {
  app = await buildTestApp({
    messageEncoding: 'none',
    maxDequeueCount: MAX_DEQUEUE,
    visibilityTimeout: `00:00:0${RETRY_SECONDS}`,
    maxPollingInterval: '00:00:00.2',
    batchSize: 4,
    newBatchThreshold: 0,
  });
  azurite = await startAzurite();
});

afterAll(async () => {
  await host.stop();
  await azurite.stop();
  app.remove();
});

beforeEach(async () => {
  if (gone) host = await start();
  // The host makes the queues of its triggers, so that a test may send at once.
  await expect.poll(async () => left('work'), SOON).toBe(0);
});

const seenOf = (what: string) => (message: unknown) =>
  app.seen(what).filter((seen) => JSON.stringify(seen.message) === JSON.stringify(message));
const triesOf = seenOf('work');
const doneOf = seenOf('work done');
const poisonOf = seenOf('poison');

describe('a queue function', () => {
  it('gets the message parsed, with its metadata, and the message is gone afterwards', async () => {
    const message = { id: 'plain' };
    await send(message);
    await expect.poll(() => doneOf(message), SOON).toHaveLength(1);
    await expect.poll(async () => left('work'), SOON).toBe(0);
    expect(triesOf(message)).toHaveLength(1);
    expect(triesOf(message)[0]?.metadata).toMatchObject({
      dequeueCount: 1,
      queueTrigger: message,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      popReceipt: expect.any(String) as unknown,
      insertionTime: expect.stringMatching(/Z$/) as unknown,
    });
  });

  it('gets a failed message again, not before the visibility time-out', async () => {
    const message = { id: 'again', does: 'fail once' };
    await send(message);
    await expect.poll(() => doneOf(message), SOON).toHaveLength(1);
    const [first, second] = triesOf(message);
    expect([first?.dequeueCount, second?.dequeueCount]).toEqual([1, 2]);
    // The service counts in whole seconds, from its own clock.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(RETRY_SECONDS * 1000 - 100);
  });

  it('fails for the last time into the poison queue, unchanged and once', async () => {
    const message = { id: 'bad', does: 'fail' };
    await send(message);
    await expect.poll(() => poisonOf(message), SOON).toHaveLength(1);
    expect(triesOf(message).map((seen) => seen.dequeueCount)).toEqual([1, 2, 3]);
    await expect.poll(async () => left('work'), SOON).toBe(0);
    await expect.poll(async () => left('work-poison'), SOON).toBe(0);
    expect(poisonOf(message)).toHaveLength(1);
  });

  it('keeps its message from others for as long as it runs, by renewing the hold', async () => {
    const gate = app.gate('renewed');
    const message = { id: 'long', does: 'wait', gate: gate.path };
    await send(message);
    await expect.poll(() => triesOf(message), SOON).toHaveLength(1);
    const begun = triesOf(message)[0]?.at ?? 0;
    let others = 0;
    const look = async () => {
      const { peekedMessageItems } = await queueOf(azurite.connectionString, 'work').peekMessages();
      others += peekedMessageItems.length;
      return Date.now() - begun;
    };
    await expect.poll(look, SOON).toBeGreaterThan(LOCK_SECONDS * 2500);
    expect(others).toBe(0);
    gate.open();
    await expect.poll(() => doneOf(message), SOON).toHaveLength(1);
    await expect.poll(async () => left('work'), SOON).toBe(0);
    expect(triesOf(message)).toHaveLength(1);
  });

  it('works on a batch at a time and no more when the threshold is 0', async () => {
    // While one is worked on the host asks for no more: the six are all there when it does.
    const [before, gate] = [app.gate('before the batch'), app.gate('batch')];
    const first = { id: 'before', does: 'wait', gate: before.path };
    await send(first);
    await expect.poll(() => triesOf(first), SOON).toHaveLength(1);
    const messages = Array.from({ length: 6 }, (_, index) => ({
      id: `batch-${index}`,
      does: 'wait',
      gate: gate.path,
    }));
    await Promise.all(messages.map(send));
    before.open();
    const begun = () => messages.filter((message) => triesOf(message).length > 0).length;
    await expect.poll(begun, SOON).toBeGreaterThanOrEqual(4);
    const sentAt = Date.now();
    await expect.poll(() => Date.now() - sentAt, SOON).toBeGreaterThan(600);
    expect(begun()).toBe(4);
    gate.open();
    await expect
      .poll(() => messages.filter((message) => doneOf(message).length === 1), SOON)
      .toHaveLength(6);
  });

  it('comes again after the process died in its middle, once the hold has run out', async () => {
    const message = { id: 'dead', does: 'die' };
    await send(message);
    expect(await host.ended).toBe(9);
    host = await start();
    await expect.poll(() => doneOf(message), SOON).toHaveLength(1);
    expect(triesOf(message).map((seen) => seen.dequeueCount)).toEqual([1, 2]);
  });

  it('is not tried again when the process died at every try: the message is poison', async () => {
    const message = { id: 'deadly', does: 'die always' };
    await send(message);
    for (let life = 1; life <= MAX_DEQUEUE; life += 1) {
      expect(await host.ended).toBe(9);
      host = await start();
    }
    await expect.poll(() => poisonOf(message), SOON).toHaveLength(1);
    expect(triesOf(message).map((seen) => seen.dequeueCount)).toEqual([1, 2, 3]);
  });

  it('survives an outage of the service, which is told once, and goes on by itself', async () => {
    const { ports } = azurite;
    await azurite.kill();
    const warnings = () => host.output().match(/Queue work does not answer/g) ?? [];
    await expect.poll(warnings, SOON).toHaveLength(1);
    azurite = await startAzurite({ ports });
    // This Azurite keeps nothing over a restart, so the host must make the queue again as well.
    await expect.poll(() => host.output(), SOON).toContain('Queue work answers again');
    const message = { id: 'after the outage' };
    await expect.poll(async () => send(message).then(() => true), SOON).toBe(true);
    await expect.poll(() => doneOf(message), SOON).toHaveLength(1);
    expect(warnings()).toHaveLength(1);
  });

  it('gives its time to finish when the host stops, and the message does not come again', async () => {
    const gate = app.gate('stopping');
    const message = { id: 'last', does: 'wait', gate: gate.path };
    await send(message);
    await expect.poll(() => triesOf(message), SOON).toHaveLength(1);
    const stopped = host.stop();
    gate.open();
    expect(await stopped).toBe(0);
    expect(doneOf(message)).toHaveLength(1);
    expect(await left('work')).toBe(0);
  });
});

describe('base64 messages', () => {
  it('are decoded, and what is not base64 goes to the poison queue untouched', async () => {
    await host.stop();
    const encoded = await buildTestApp({ maxPollingInterval: '00:00:00.2' });
    try {
      host = await startHostProcess(
        encoded.hostOptions(azurite.connectionString, { args: ['--queue-lock-seconds', '1'] }),
      );
      const work = queueOf(azurite.connectionString, 'work');
      await work.sendMessage(Buffer.from('{"id":"encoded"}').toString('base64'));
      await work.sendMessage('{"id":"plain text"}');
      await expect
        .poll(() => encoded.seen('work done').map((seen) => seen.message), SOON)
        .toEqual([{ id: 'encoded' }]);
      await expect.poll(async () => left('work-poison').catch(() => 0), SOON).toBe(1);
      await expect.poll(async () => left('work'), SOON).toBe(0);
      // The function of the poison queue cannot read it either, so it stays there.
      await host.stop();
      const poison = queueOf(azurite.connectionString, 'work-poison');
      await expect
        .poll(async () => (await poison.peekMessages()).peekedMessageItems[0]?.messageText, SOON)
        .toBe('{"id":"plain text"}');
      expect(encoded.seen('poison')).toEqual([]);
    } finally {
      encoded.remove();
    }
  });
});
