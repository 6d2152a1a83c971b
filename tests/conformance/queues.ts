import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  QUEUE_NAMES,
  type Pointer,
  type QueueName,
  type Queues,
} from '../../shared/platform/queues/queues.ts';

/** An adapter under test, and a look at what lies in its queues. */
export interface QueuesUnderTest {
  readonly queues: Queues;
  /** Takes everything that waits on a queue, as the texts that travelled. */
  receiveAll(queue: QueueName): Promise<string[]>;
  close(): Promise<void>;
}

const pointer = (n: number, kind: QueueName = 'jobs'): Pointer => ({
  tenantId: 'happy-paws',
  id: `job_${String(n)}`,
  kind,
});

/** What every adapter of the queues promises. */
export function queuesSuite(name: string, open: () => Promise<QueuesUnderTest>): void {
  describe(`queues: ${name}`, () => {
    let tested: QueuesUnderTest;
    beforeAll(async () => {
      tested = await open();
    });
    afterAll(async () => {
      await tested.close();
    });
    beforeEach(async () => {
      for (const queue of QUEUE_NAMES) await tested.receiveAll(queue);
    });

    it('carries a pointer as plain JSON on the queue of its kind, and on no other', async () => {
      await tested.queues.send([pointer(1, 'jobs'), pointer(2, 'sms')]);
      const jobs = await tested.receiveAll('jobs');
      const sms = await tested.receiveAll('sms');
      expect(jobs.map(parse)).toEqual([pointer(1, 'jobs')]);
      expect(sms.map(parse)).toEqual([pointer(2, 'sms')]);
    });

    it('carries nothing but tenant, id and kind', async () => {
      const talkative = { ...pointer(1), name: 'Dana', to: '+14155550123' };
      await tested.queues.send([talkative]);
      expect((await tested.receiveAll('jobs')).map(parse)).toEqual([pointer(1)]);
    });

    it('carries names in any script', async () => {
      const strange = { ...pointer(1), tenantId: 'pfötchen-犬 "<&>\\' };
      await tested.queues.send([strange]);
      expect((await tested.receiveAll('jobs')).map(parse)).toEqual([strange]);
    });

    it('carries each of many pointers once when nothing fails', async () => {
      const many = Array.from({ length: 150 }, (_, n) => pointer(n));
      await tested.queues.send(many);
      const ids = (await tested.receiveAll('jobs')).map((it) => parse(it).id);
      expect(ids.toSorted()).toEqual(many.map((it) => it.id).toSorted());
    });

    it('tells how many pointers wait', async () => {
      expect(await tested.queues.length('sms')).toBe(0);
      await tested.queues.send([pointer(1, 'sms'), pointer(2, 'sms'), pointer(3, 'jobs')]);
      expect(await tested.queues.length('sms')).toBe(2);
      expect(await tested.queues.length('jobs')).toBe(1);
    });

    it('tells whether any waits, however often it is asked', async () => {
      await tested.queues.send([pointer(1, 'sms')]);
      const ask = async () => [
        await tested.queues.hasWaiting('sms'),
        await tested.queues.hasWaiting('jobs'),
      ];
      expect(await ask()).toEqual([true, false]);
      expect(await ask()).toEqual([true, false]);
      expect(await tested.receiveAll('sms')).toHaveLength(1);
    });

    it('does nothing when there is nothing to send', async () => {
      await tested.queues.send([]);
      for (const queue of QUEUE_NAMES) expect(await tested.queues.length(queue)).toBe(0);
    });
  });
}

function parse(text: string): Pointer {
  return JSON.parse(text) as Pointer;
}
