import { expect, it } from 'vitest';
import { tick } from '../../../shared/due-work/tick.ts';
import type { Pointer, QueueName } from '../../../shared/platform/queues/queues.ts';
import { workers } from '../../../shared/workers.ts';
import { startRunByHand } from '../../../shared/workflows/steer-run.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { workedQueue } from '../due-work/worked-queue.ts';
import { openCrowd } from './crowd.ts';

const KINDS: readonly QueueName[] = [
  'jobs',
  'workflow-steps',
  'workflow-steps-bulk',
  'sms',
  'sms-bulk',
];
/** Messages of a kind that workers get done in a minute. */
const PER_MINUTE = 80;
const OWNERS = 500;

/** Segments a minute: a little less than workers get done, and far more. */
const PACES = [60, 600];

it.each(PACES)(
  'lets another business’s text out within a minute while a campaign of hundreds is under way at %i a minute',
  async (pace) => {
    const queues = workedQueue();
    const crowd = await openCrowd(['big', 'small'], { queues, pace });
    try {
      await crowd.fill('big', OWNERS);
      await crowd.fill('small', 1);
      await crowd.campaign('big', await crowd.workflow('big'));
      const workflowId = await crowd.workflow('small');
      const { context } = crowd;
      const minute = async (): Promise<void> => {
        await tick(context);
        for (const kind of KINDS) {
          await queues.deliver(kind, PER_MINUTE, {
            work: async (pointer: Pointer) => workers[kind].work(context, pointer),
            poison: async (pointer: Pointer) => workers[kind].poison(context, pointer),
          });
        }
        crowd.wait(60_000);
      };
      // The campaign is planned, and its texts leave.
      for (let n = 0; n < 3; n++) await minute();
      expect(crowd.sent.length).toBeGreaterThan(60);
      const ownerId = derivedId('owner', 'small', '0');
      await startRunByHand(context, { tenantId: 'small', workflowId, ownerId, requestId: 'r' });
      const number = '+12122000000';
      const before = crowd.sent.length;
      let minutes = 0;
      const isOut = (): boolean =>
        crowd.sent.slice(before).some((it) => it.body.startsWith('small'));
      while (!isOut() && minutes < 30) {
        await minute();
        minutes++;
      }
      expect(crowd.sent.find((it) => it.body.startsWith('small'))?.to).toBe(number);
      expect(minutes).toBe(1);
      // The campaign was far from done then: it did wait for the other one.
      const waiting = await context.records.count(
        workflowRunType,
        { tenantId: 'big' },
        { status: 'running', createdAt: { from: '2000' } },
      );
      expect(waiting).toBeGreaterThan(100);
    } finally {
      await crowd.stop();
    }
  },
);
