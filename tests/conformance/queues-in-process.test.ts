import { expect, it } from 'vitest';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import type { Pointer } from '../../shared/platform/queues/queues.ts';
import { queuesSuite } from './queues.ts';

queuesSuite('in process', () => {
  const queues = inProcessQueues();
  return Promise.resolve({
    queues,
    receiveAll: (queue) => {
      const texts: string[] = [];
      for (let it = queues.take(queue); it !== undefined; it = queues.take(queue)) {
        texts.push(JSON.stringify(it));
      }
      return Promise.resolve(texts);
    },
    close: () => Promise.resolve(),
  });
});

const pointer = (n: number, kind: Pointer['kind'] = 'jobs'): Pointer => ({
  tenantId: 'happy-paws',
  id: `job_${String(n)}`,
  kind,
});

it('hands pointers out oldest first over all queues, each once, also while more come in', async () => {
  const queues = inProcessQueues();
  const taken: string[] = [];
  await queues.send([pointer(0), pointer(1, 'sms'), pointer(2)]);
  for (let it = queues.take(); it !== undefined; it = queues.take()) {
    taken.push(it.id);
    const next = taken.length + 2;
    if (next < 5000) await queues.send([pointer(next, next % 3 === 0 ? 'sms' : 'jobs')]);
  }
  expect(taken).toEqual(Array.from({ length: 5000 }, (_, n) => `job_${String(n)}`));
  expect(await queues.length('jobs')).toBe(0);
  expect(await queues.length('sms')).toBe(0);
});

it('hands out the oldest of one queue and leaves the others where they are', async () => {
  const queues = inProcessQueues();
  await queues.send([pointer(0), pointer(1), pointer(2, 'sms'), pointer(3, 'sms')]);
  expect(queues.take()?.id).toBe('job_0');
  expect(queues.take('sms')?.id).toBe('job_2');
  expect(await queues.length('sms')).toBe(1);
  expect(queues.take()?.id).toBe('job_1');
  expect(queues.take('jobs')).toBeUndefined();
  expect(queues.take()?.id).toBe('job_3');
});
