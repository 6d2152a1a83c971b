import type { QueueClient } from '@azure/storage-queue';
import { ownerType } from '../../shared/customers/model.ts';
import { messageType } from '../../shared/messaging/model.ts';
import type { Context } from '../../shared/platform/context.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { pointerSchema, type Pointer } from '../../shared/platform/queues/queues.ts';
import { recordsOver } from '../../shared/platform/store/records.ts';
import { queryAll } from '../../shared/platform/store/query-all.ts';
import { liveOf } from '../../shared/tenants/model.ts';
import { createTemplate } from '../../shared/templates/edit-templates.ts';
import { newTemplateInput } from '../../shared/templates/template-input.ts';
import { workers } from '../../shared/workers.ts';
import { definitionInput } from '../../shared/workflows/definition.ts';
import { createWorkflow } from '../../shared/workflows/edit-workflows.ts';
import { workflowRunType, type Workflow } from '../../shared/workflows/model.ts';
import { activateWorkflow } from '../../shared/workflows/set-status.ts';
import { startRun } from '../../shared/workflows/start-run.ts';
import { inPopulatedWorld, onAzurite, type AzuriteWorld } from './azurite-world.ts';
import { bareRate, workOff } from './bare-queue.ts';
import { median, type Benchmark, type Comparison } from './benchmark.ts';
import { countingStore } from './counting-store.ts';
import { TENANT_ID } from './scan-world.ts';

const RUNS = 10_000;
/** Azurite gets slower with each message it has seen: each round has a new one. */
const ROUNDS = 20;
/** Every so many pointers one comes twice, as queues deliver at least once. */
const TWICE_EVERY = 20;
const PER_COMMIT = 50;
const LIVE = liveOf(TENANT_ID);

const TAG = 'welcomed';
const WORDS = 'Welcomed by the workflow';
const STEPS = [
  { type: 'send_sms', template: 'welcome' },
  { type: 'update_record', addTags: [TAG], appendNote: WORDS },
  { type: 'log_event', message: WORDS },
];
/** What the timeline of a run must say, and nothing twice. */
const TOLD = ['entered', 'text planned', 'record updated', WORDS, 'done'];

/**
 * 10,000 runs of a workflow of three steps (a text is planned, the owner changed, something noted), by
 * pointers on a queue of Azurite, against the rate at which the bare queue sends, receives and deletes
 * messages. Fair, because each step pays at least that; both sides run in this process, in turns, with as
 * much under way at once. Every twentieth pointer comes twice. All runs, texts and owners are looked at
 * afterwards: it breaks down unless every effect is there once. Rates are medians. Store calls are
 * counted on a run of its own and hold for every adapter.
 */
export const runs: Benchmark = {
  name: 'runs',
  async run() {
    return inPopulatedWorld(2 * RUNS, compared);
  },
};

async function compared(context: Context): Promise<Comparison[]> {
  const workflow = await welcome(context);
  const ownerIds = (await queryAll(context.records, ownerType, LIVE, {}))
    .map(({ id }) => id)
    .slice(0, RUNS + 1);
  const [alone, ...others] = ownerIds;
  if (alone === undefined || others.length < RUNS) throw new Error('There are too few owners.');
  const calls = await callsOfSteps(context, await begin(context, workflow, [alone]));
  const rates: { readonly ours: number; readonly peer: number }[] = [];
  const size = RUNS / ROUNDS;
  for (let round = 0; round < ROUNDS; round++) {
    const entering = others.slice(round * size, (round + 1) * size);
    rates.push(await onAzurite(context, async (world) => roundOf(world, workflow, entering)));
  }
  await checkOnce(context, ownerIds);
  return [
    {
      what: `steps taken, ${RUNS.toLocaleString('en-US')} runs of three`,
      unit: 'a second',
      ours: median(rates.map(({ ours }) => ours)),
      peer: median(rates.map(({ peer }) => peer)),
      peerName: 'messages sent, received, deleted',
      limit: { atLeast: 1 / 8 },
    },
    ...STEPS.map(({ type }, n) => ({
      what: `store calls of a step: ${type}`,
      ...{ unit: 'calls', ours: calls[n] ?? Infinity, peer: 3, peerName: 'promised' },
      limit: { atMost: 1 },
    })),
  ];
}

async function roundOf(
  { context, queue }: AzuriteWorld,
  workflow: Workflow,
  entering: readonly string[],
): Promise<{ readonly ours: number; readonly peer: number }> {
  const [bare, steps] = [await queue('bare'), await queue('workflow-steps')];
  // Where pointers to the planned texts go.
  await queue('sms');
  const peer = await bareRate(bare, entering.length);
  const pointers = await begin(context, workflow, entering);
  return { peer, ours: await stepRate(context, steps, pointers) };
}

/** The workflow, switched on. */
async function welcome(context: Context): Promise<Workflow> {
  const body = 'Welcome, {{owner.first_name}}!';
  const words = { name: 'Welcome', category: 'follow-ups', channel: 'sms', body };
  const template = newTemplateInput.parse({ key: 'welcome', ...words });
  await createTemplate(context, { tenantId: TENANT_ID, template });
  const definition = definitionInput.parse({
    name: 'Welcome',
    trigger: { type: 'manual' },
    conditions: { field: 'owner.status', operator: 'equals', value: 'active' },
    steps: STEPS,
  });
  const { id: workflowId } = await createWorkflow(context, { tenantId: TENANT_ID, definition });
  return activateWorkflow(context, { tenantId: TENANT_ID, workflowId, expected: undefined });
}

/** Lets owners in; gives the pointers to their runs. */
async function begin(
  context: Context,
  workflow: Workflow,
  ownerIds: readonly string[],
): Promise<Pointer[]> {
  const pointers: Pointer[] = [];
  for (let from = 0; from < ownerIds.length; from += PER_COMMIT) {
    const now = context.clock.now();
    const started = await Promise.all(
      ownerIds.slice(from, from + PER_COMMIT).map(async (ownerId) => {
        const start = { workflow, ownerId, cause: 'manual:benchmark', dueAt: now };
        return startRun(context.records, start, now);
      }),
    );
    const writes = started.flatMap((it) => it.writes);
    const result = await context.records.commit(LIVE, writes);
    if (!result.ok) throw new Error(result.broken.id);
    pointers.push(...started.flatMap(({ pointer }) => pointer ?? []));
  }
  return pointers;
}

/** Steps a second, from the first pointer sent to the last step recorded. */
async function stepRate(
  context: Context,
  queue: QueueClient,
  pointers: readonly Pointer[],
): Promise<number> {
  const startedAt = performance.now();
  const sent = pointers.flatMap((it, n) => (n % TWICE_EVERY === 0 ? [it, it] : [it]));
  await context.queues.send(sent);
  const steps = pointers.length * STEPS.length;
  let taken = 0;
  // Each step but the last of a run sends the pointer to the next one.
  await workOff(queue, steps + sent.length - pointers.length, async (text) => {
    const pointer = pointerSchema.parse(JSON.parse(text));
    const outcome = await workers['workflow-steps'].work(context, pointer);
    if (outcome === 'settled') taken += 1;
    else if (outcome !== 'stale' && outcome !== 'overtaken') throw new Error(`A step: ${outcome}.`);
  });
  if (taken !== steps) throw new Error(`${taken} of ${steps} steps were taken.`);
  return steps / ((performance.now() - startedAt) / 1000);
}

/** The store calls of each step of one run. */
async function callsOfSteps(context: Context, [pointer]: readonly Pointer[]): Promise<number[]> {
  if (pointer === undefined) throw new Error('No run began.');
  const { store, counts } = countingStore(context.records.store);
  const counted: Context = { ...context, queues: inProcessQueues(), records: recordsOver(store) };
  const calls: number[] = [];
  while (calls.length < STEPS.length) {
    const before = counts.calls;
    await workers['workflow-steps'].work(counted, pointer);
    calls.push(counts.calls - before);
  }
  return calls;
}

/** Throws unless every run did each of its steps once, to the text and the owner it is about. */
async function checkOnce(context: Context, ownerIds: readonly string[]): Promise<void> {
  const found = await queryAll(context.records, workflowRunType, LIVE, {});
  const texts = Map.groupBy(
    await queryAll(context.records, messageType, LIVE, {}),
    ({ ownerId }) => ownerId,
  );
  const owners = new Map(
    (await queryAll(context.records, ownerType, LIVE, {})).map((it) => [it.id, it]),
  );
  if (found.length !== ownerIds.length) throw new Error(`There are ${found.length} runs.`);
  for (const { id, status, ownerId, entries } of found) {
    const told = entries.map(({ what }) => what);
    if (status !== 'done' || told.join() !== TOLD.join())
      throw new Error(`Run ${id} is not whole.`);
    if (texts.get(ownerId)?.length !== 1) throw new Error(`${ownerId} has not one text.`);
    const { tags, notes } = owners.get(ownerId) ?? {};
    if (tags?.join() !== TAG || notes !== WORDS)
      throw new Error(`${ownerId} was not changed once.`);
  }
}
