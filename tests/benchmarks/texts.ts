import type { QueueClient } from '@azure/storage-queue';
import { ownerType } from '../../shared/customers/model.ts';
import { addMs } from '../../shared/kernel/instant.ts';
import { messageType } from '../../shared/messaging/model.ts';
import { planText } from '../../shared/messaging/plan-text.ts';
import { takeReceipt } from '../../shared/messaging/receipts/take-receipt.ts';
import { fixedClock } from '../../shared/platform/clock.ts';
import type { Context } from '../../shared/platform/context.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { pointerSchema, type Pointer } from '../../shared/platform/queues/queues.ts';
import { create, recordsOver } from '../../shared/platform/store/records.ts';
import { liveOf } from '../../shared/tenants/model.ts';
import { textSources } from '../../shared/text-sources.ts';
import { workers } from '../../shared/workers.ts';
import { inPopulatedWorld, onAzurite } from './azurite-world.ts';
import { bareRate, workOff } from './bare-queue.ts';
import { median, type Benchmark, type Comparison } from './benchmark.ts';
import { countingStore, type StoreCounts } from './counting-store.ts';
import { SCANNED_AT, TENANT_ID } from './scan-world.ts';

const TEXTS = 400;
const ROUNDS = 3;
const DAY_MS = 24 * 3_600_000;

/**
 * Texts from planned to recorded, by pointers on a queue of Azurite, against the same number of bare
 * messages on it: sent, received and deleted, and nothing else. Fair, because whatever is built on
 * that queue pays at least this; both sides run in this process, in turns, with as much under way
 * at once. A text is committed as planned, its pointer sent and received, decided, claimed, handed to
 * the local outbox and recorded, on SQLite. Times are medians. Store calls hold for every adapter.
 */
export const texts: Benchmark = {
  name: 'texts',
  async run() {
    // Owners have one and two pets by turns, so there are enough owners for a text each.
    return inPopulatedWorld(2 * TEXTS, async (inProcess) =>
      onAzurite(inProcess, async ({ context, queue }) => {
        const [bare, sms] = [await queue('bare'), await queue('sms')];
        const world = { context, owners: await textedOwners(context) };
        const rates: { readonly ours: number; readonly peer: number }[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          rates.push({ peer: await bareRate(bare, TEXTS), ours: await textRate(world, sms) });
        }
        return [
          {
            what: `texts planned, sent and recorded, ${TEXTS} at a time`,
            unit: 'a second',
            ours: median(rates.map(({ ours }) => ours)),
            peer: median(rates.map(({ peer }) => peer)),
            peerName: 'messages sent, received, deleted',
            limit: { atLeast: 1 / 8 },
          },
          ...(await storeCalls(world)),
        ];
      }),
    );
  },
};

interface World {
  readonly context: Context;
  readonly owners: readonly { readonly ownerId: string; readonly to: string }[];
}

async function textedOwners(context: Context): Promise<World['owners']> {
  const page = await context.records.query(ownerType, liveOf(TENANT_ID), { limit: TEXTS });
  const owners = page.items.map(({ value }) => ({ ownerId: value.id, to: value.phone ?? '' }));
  if (owners.length < TEXTS) throw new Error(`There are ${owners.length} owners only.`);
  return owners;
}

/** Plans a text to each owner; gives their pointers. */
async function planAll({ context, owners }: World): Promise<Pointer[]> {
  const now = context.clock.now();
  const planned = owners.map(({ ownerId, to }) =>
    planText(
      {
        ...{ id: context.ids.next('message'), tenantId: TENANT_ID, ownerId, to },
        ...{ body: 'See you tomorrow at 3 pm.', sendAt: now, notAfter: addMs(now, DAY_MS) },
      },
      now,
    ),
  );
  for (const text of planned) {
    const result = await context.records.commit(liveOf(TENANT_ID), [create(text)]);
    if (!result.ok) throw new Error(result.broken.id);
  }
  return planned.map(({ id }) => ({ tenantId: TENANT_ID, id, kind: 'sms' }));
}

/** Texts a second, from planned to recorded. */
async function textRate(world: World, queue: QueueClient): Promise<number> {
  const { context } = world;
  const startedAt = performance.now();
  const pointers = await planAll(world);
  await context.queues.send(pointers);
  await workOff(queue, TEXTS, async (text) => {
    const pointer = pointerSchema.parse(JSON.parse(text));
    const outcome = await workers.sms.work(context, pointer);
    if (outcome !== 'worked') throw new Error(`A text ended as ${outcome}.`);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const ids = pointers.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += 100) {
    const part = ids.slice(from, from + 100);
    const found = await context.records.getMany(messageType, liveOf(TENANT_ID), part);
    if (found.some(({ value }) => value.status !== 'accepted') || found.length < part.length) {
      throw new Error('Not every text was taken and recorded.');
    }
  }
  return TEXTS / seconds;
}

/** The calls of one text's life beside what was promised for each part of it. */
async function storeCalls(world: World): Promise<Comparison[]> {
  const { context } = world;
  const [pointer] = await planAll({ ...world, owners: world.owners.slice(0, 1) });
  if (pointer === undefined) throw new Error('No text was planned.');
  const queues = inProcessQueues();
  const { store, counts } = countingStore(context.records.store);
  const counted: Context = { ...context, queues, records: recordsOver(store) };
  const calls = async (act: () => Promise<unknown>): Promise<number> => {
    const before: StoreCounts = { ...counts };
    await act();
    return counts.calls - before.calls;
  };
  const sent = await calls(async () => workers.sms.work(counted, pointer));
  const text = await context.records.get(messageType, liveOf(TENANT_ID), pointer.id);
  const { providerId = '', receiptSecret: secret = '' } = text?.value ?? {};
  const receipt = { providerId, status: 'delivered' } as const;
  const arrived = { tenantId: TENANT_ID, messageId: pointer.id, attempt: 1, secret, receipt };
  const taken = await calls(async () => takeReceipt(counted, textSources, arrived));
  if (queues.take() !== undefined) throw new Error('The receipt was left to its worker.');
  const later: Context = { ...counted, clock: fixedClock(addMs(SCANNED_AT, 2 * 3_600_000)) };
  const priced = await calls(async () =>
    workers['sms-bulk'].work(later, { ...pointer, kind: 'sms-bulk' }),
  );
  const end = await context.records.get(messageType, liveOf(TENANT_ID), pointer.id);
  if (end?.value.status !== 'delivered' || end.value.costMicros === undefined) {
    throw new Error('The text was not delivered and priced.');
  }
  return [
    promised('store calls from planned to recorded', sent, 5),
    promised('store calls for a receipt', taken, 2),
    promised('store calls for a price', priced, 2),
  ];
}

function promised(what: string, ours: number, peer: number): Comparison {
  return { what, unit: 'calls', ours, peer, peerName: 'promised', limit: { atMost: 1 } };
}
