import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueuesUnavailableError, type Pointer } from '../../shared/platform/queues/queues.ts';
import { storageQueues } from '../../shared/platform/queues/storage-queues.ts';
import { azuriteConnectionString, startAzurite, type Azurite } from '../fixtures/azurite.ts';
import { queuesSuite, type QueuesUnderTest } from './queues.ts';

const pointer: Pointer = { tenantId: 'happy-paws', id: 'job_1', kind: 'jobs' };

/** How the service answers that it took a message. */
const ENQUEUED = `<?xml version="1.0"?><QueueMessagesList><QueueMessage>
<MessageId>1</MessageId><PopReceipt>x</PopReceipt>
<InsertionTime>Mon, 02 Mar 2026 12:00:00 GMT</InsertionTime>
<ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>
<TimeNextVisible>Mon, 02 Mar 2026 12:00:00 GMT</TimeNextVisible>
</QueueMessage></QueueMessagesList>`;

/** Receives until nothing is left; deletes what it received. */
async function drain(service: QueueServiceClient, queue: string): Promise<string[]> {
  const client = service.getQueueClient(queue);
  await client.createIfNotExists();
  const texts: string[] = [];
  for (;;) {
    const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 });
    if (receivedMessageItems.length === 0) return texts;
    for (const message of receivedMessageItems) {
      texts.push(message.messageText);
      await client.deleteMessage(message.messageId, message.popReceipt);
    }
  }
}

queuesSuite('storage account', async (): Promise<QueuesUnderTest> => {
  const azurite = await startAzurite();
  const service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  return {
    queues: storageQueues({ connectionString: azurite.connectionString }),
    receiveAll: (queue) => drain(service, queue),
    close: () => azurite.stop(),
  };
});

describe('a storage account', () => {
  let azurite: Azurite;
  let service: QueueServiceClient;
  beforeAll(async () => {
    azurite = await startAzurite();
    service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  });
  afterAll(async () => {
    await azurite.stop();
  });

  it('keeps a pointer until it is taken, however long that is', async () => {
    const queues = storageQueues({
      connectionString: azurite.connectionString,
      createMissing: true,
    });
    await queues.send([pointer]);
    const { receivedMessageItems } = await service.getQueueClient('jobs').receiveMessages();
    expect(receivedMessageItems[0]?.expiresOn.getUTCFullYear()).toBe(9999);
  });

  it('counts pointers that are being worked on', async () => {
    await drain(service, 'sms');
    const queues = storageQueues({ connectionString: azurite.connectionString });
    await queues.send([{ ...pointer, kind: 'sms' }]);
    await service.getQueueClient('sms').receiveMessages({ visibilityTimeout: 60 });
    expect(await queues.length('sms')).toBe(1);
    expect(await queues.hasWaiting('sms')).toBe(false);
  });

  it('reports a queue that is missing, and makes none, unless it is told to', async () => {
    await service.getQueueClient('jobs').deleteIfExists();
    const strict = storageQueues({ connectionString: azurite.connectionString });
    await expect(strict.send([pointer])).rejects.toThrow(/"jobs".*QueueNotFound/);
    await expect(strict.length('jobs')).rejects.toThrow(QueuesUnavailableError);
    await expect(strict.hasWaiting('jobs')).rejects.toThrow(QueuesUnavailableError);
    expect(await service.getQueueClient('jobs').exists()).toBe(false);
  });

  it('makes a missing queue when it is told to, also for many senders at once', async () => {
    await service.getQueueClient('jobs').deleteIfExists();
    const { connectionString } = azurite;
    const [one, two] = [
      storageQueues({ connectionString, createMissing: true }),
      storageQueues({ connectionString, createMissing: true }),
    ];
    const many = Array.from({ length: 20 }, (_, n) => ({ ...pointer, id: `job_${String(n)}` }));
    await Promise.all([one.send(many), two.send(many)]);
    expect(await drain(service, 'jobs')).toHaveLength(40);
    await service.getQueueClient('jobs').deleteIfExists();
    expect(await one.length('jobs')).toBe(0);
  });

  it('works again, through the same adapter, after the account was away', async () => {
    const first = await startAzurite();
    const queues = storageQueues({
      connectionString: first.connectionString,
      createMissing: true,
    });
    await queues.send([pointer]);
    await first.kill();
    await expect(queues.send([pointer])).rejects.toThrow(QueuesUnavailableError);
    const second = await startAzurite({ ports: first.ports });
    await queues.send([pointer]);
    expect(await queues.length('jobs')).toBe(1);
    await second.stop();
  });
});

describe('a storage account that misbehaves', () => {
  /** A server that treats every request as told; counts them. */
  async function fakeAccount(
    treat: 'hang' | 'busy' | 'reset',
  ): Promise<{ connectionString: string; requests: () => number; close: () => void }> {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      if (treat === 'reset') request.socket.resetAndDestroy();
      if (treat === 'busy') response.writeHead(503, { 'x-ms-error-code': 'ServerBusy' }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      connectionString: azuriteConnectionString({ blob: port, queue: port, table: port }),
      requests: () => requests,
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  it.each(['hang', 'busy', 'reset'] as const)(
    'gives up in time and without a second try: %s',
    async (treat) => {
      const account = await fakeAccount(treat);
      const queues = storageQueues({
        connectionString: account.connectionString,
        timeoutMs: 300,
        parallel: 4,
      });
      const many = Array.from({ length: 200 }, () => pointer);
      const began = performance.now();
      await expect(queues.send(many)).rejects.toThrow(QueuesUnavailableError);
      expect(performance.now() - began).toBeLessThan(3000);
      expect(account.requests()).toBeLessThanOrEqual(4);
      await expect(queues.length('jobs')).rejects.toThrow(QueuesUnavailableError);
      account.close();
    },
  );

  it('sends at most as many requests at once as it may', async () => {
    const held: ServerResponse[] = [];
    let hold = true;
    const answer = (response: ServerResponse) => {
      response.writeHead(201, { 'Content-Type': 'application/xml' }).end(ENQUEUED);
    };
    const server = createServer((request, response) => {
      if (request.method === 'GET') response.writeHead(200).end();
      else if (hold) held.push(response);
      else answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const queues = storageQueues({
      connectionString: azuriteConnectionString({ blob: port, queue: port, table: port }),
      parallel: 3,
    });
    const sending = queues.send(Array.from({ length: 40 }, () => pointer));
    await expect.poll(() => held.length).toBe(3);
    // Whatever else was on its way has arrived once these have been answered.
    for (let n = 0; n < 5; n++) await queues.length('jobs');
    expect(held).toHaveLength(3);
    hold = false;
    held.forEach(answer);
    await sending;
    server.close();
    server.closeAllConnections();
  });

  it('starts no further request once one has failed, though others go well', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      if (requests === 2) response.writeHead(503).end();
      else response.writeHead(201, { 'Content-Type': 'application/xml' }).end(ENQUEUED);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const queues = storageQueues({
      connectionString: azuriteConnectionString({ blob: port, queue: port, table: port }),
      parallel: 2,
    });
    const many = Array.from({ length: 500 }, () => pointer);
    await expect(queues.send(many)).rejects.toThrow(QueuesUnavailableError);
    expect(requests).toBeLessThan(10);
    server.close();
    server.closeAllConnections();
  });

  it('says that the connection string is at fault, without repeating it', async () => {
    const queues = storageQueues({ connectionString: 'AccountKey=secret-key' });
    const failure = await queues.send([pointer]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QueuesUnavailableError);
    expect(String(failure)).not.toContain('secret-key');
  });
});
