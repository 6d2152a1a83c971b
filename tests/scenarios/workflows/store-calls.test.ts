import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type { QueueName } from '../../../shared/platform/queues/queues.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { createSegment } from '../../../shared/segments/edit-segments.ts';
import { createTemplate } from '../../../shared/templates/edit-templates.ts';
import { newTemplateInput } from '../../../shared/templates/template-input.ts';
import { workers } from '../../../shared/workers.ts';
import { definitionInput } from '../../../shared/workflows/definition.ts';
import { createWorkflow } from '../../../shared/workflows/edit-workflows.ts';
import { workflowRunType, type WorkflowRun } from '../../../shared/workflows/model.ts';
import { stepQueueOf } from '../../../shared/workflows/to-many.ts';
import { activateWorkflow } from '../../../shared/workflows/set-status.ts';
import { scheduleCause } from '../../../shared/workflows/meant-on.ts';
import { startRun } from '../../../shared/workflows/start-run.ts';
import { startRunByHand } from '../../../shared/workflows/steer-run.ts';
import { countingStore } from '../../benchmarks/counting-store.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';

const LIVE = { tenantId: TENANT };
const LOG = { type: 'log_event', message: 'Thanked' };
const queues = inProcessQueues();

let business: Business;
let ownerId: string;
beforeEach(async () => {
  business = await openBusiness({ owners: 0, clock: 'stopped', replacements: () => ({ queues }) });
  const { context } = business;
  const owner = { firstName: 'Ada', phone: '+14155550188', email: 'ada@example.com' };
  ownerId = (await createOwner(context, { tenantId: TENANT, owner })).id;
  const pet = { name: 'Rex', species: 'dog' as const };
  await createPet(context, { tenantId: TENANT, ownerId, pet });
  const words = { name: 'Hello', category: 'follow-ups', channel: 'sms' };
  const body = 'Hello {{owner.first_name}}, and {{pets.names}}!';
  const template = newTemplateInput.parse({ key: 'hello', body, ...words });
  await createTemplate(context, { tenantId: TENANT, template });
});
afterEach(async () => business.close());

/** Lets the owner into a workflow of these steps. */
async function enter(steps: readonly object[], more: object = {}): Promise<WorkflowRun> {
  const { context } = business;
  const trigger = { type: 'manual' };
  const definition = definitionInput.parse({ name: 'By hand', trigger, steps, ...more });
  const { id: workflowId } = await createWorkflow(context, { tenantId: TENANT, definition });
  await activateWorkflow(context, { tenantId: TENANT, workflowId, expected: undefined });
  return startRunByHand(context, { tenantId: TENANT, workflowId, ownerId, requestId: 'one' });
}

/** How many calls of the store one piece of work takes. */
async function callsOf(kind: QueueName, id: string): Promise<number> {
  const { store, counts } = countingStore(business.context.records.store);
  const context: Context = { ...business.context, records: recordsOver(store) };
  const outcome = await workers[kind].work(context, { tenantId: TENANT, id, kind });
  expect(['settled', 'worked']).toContain(outcome);
  return counts.calls;
}

/** The calls of each step of a run, from its first to its end. */
async function callsOfSteps(id: string): Promise<number[]> {
  const calls: number[] = [];
  for (;;) {
    const run = await business.context.records.get(workflowRunType, LIVE, id);
    if (run?.value.status !== 'running') return calls;
    calls.push(await callsOf(stepQueueOf(run.value), id));
  }
}

describe('a step of a run', () => {
  it('takes 3 calls of the store, whatever it does: the run, what it hangs on, its commit', async () => {
    const { id } = await enter([
      { type: 'send_sms', template: 'hello' },
      { type: 'update_record', addTags: ['greeted'], appendNote: 'Greeted' },
      {
        type: 'branch',
        conditions: { field: 'owner.tags', operator: 'contains', value: 'greeted' },
        then: 'wait',
      },
      { type: 'wait', id: 'wait', days: 0 },
      LOG,
      { type: 'stop' },
    ]);
    expect(await callsOfSteps(id)).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it.each([
    ['owner.first_name', 3],
    ['history.visit_count', 3],
    ['ledger.balance', 3],
    ['owner.sms_opted_in', 4],
    ['owner.email_opted_in', 4],
    ['pets.count', 4],
    ['vaccinations.missing', 4],
    ['history.next_visit_on', 4],
  ])('that is decided from %s takes %i', async (field, calls) => {
    const conditions = { none: [{ field, operator: 'is_missing' }, NEVER] };
    const { id } = await enter([LOG], { conditions: { any: [conditions, EVERYBODY] } });
    expect(await callsOfSteps(id)).toEqual([calls]);
  });

  it('reads each kind of document once, however many fields ask for it', async () => {
    const fields = ['pets.count', 'pets.names', 'vaccinations.missing', 'owner.sms_opted_in'];
    const asked = fields.map((field) => ({ field, operator: 'is_missing' }));
    const { id } = await enter([LOG], { conditions: { any: [...asked, EVERYBODY] } });
    expect(await callsOfSteps(id)).toEqual([5]);
  });

  it.each([
    ['owner.tags', 3],
    ['history.next_visit_on', 4],
  ])('of a run over a segment that is decided from %s takes %i', async (field, calls) => {
    const { context } = business;
    const conditions = { field, operator: 'is_missing' } as const;
    const segment = await createSegment(context, {
      tenantId: TENANT,
      segment: { name: 'Whom', conditions },
    });
    const rule = { every: 'day', at: '10:00' };
    const trigger = { type: 'time_based', rule, segmentId: segment.id };
    const definition = definitionInput.parse({ name: 'Daily', trigger, steps: [LOG, LOG] });
    const { id: workflowId } = await createWorkflow(context, { tenantId: TENANT, definition });
    const edit = { tenantId: TENANT, workflowId, expected: undefined };
    const workflow = await activateWorkflow(context, edit);
    const now = context.clock.now();
    const cause = scheduleCause('2026-03-02' as LocalDate);
    const about = { workflow, ownerId, cause, segmentId: segment.id, dueAt: now };
    const { run, writes } = await startRun(context.records, about, now);
    await context.records.commit(LIVE, writes);
    expect(await callsOfSteps(run.id)).toEqual([calls, calls]);
  });

  it('that sends under a cap takes one more, for the texts the owner got', async () => {
    const frequencyCap = { texts: 1, days: 7 };
    const { id } = await enter([{ type: 'send_sms', template: 'hello' }], { frequencyCap });
    expect(await callsOfSteps(id)).toEqual([4]);
  });
});

it('the text of a step takes 4 calls beside those of any text: its run, what that hangs on, the template, and what it speaks of', async () => {
  const { id } = await enter([{ type: 'send_sms', template: 'hello' }]);
  await callsOfSteps(id);
  const run = await business.context.records.get(workflowRunType, LIVE, id);
  const messageId = run?.value.entries.find((it) => it.messageId !== undefined)?.messageId ?? '';
  // Read, facts, claim, result and the day's count are any text's.
  expect(await callsOf('sms', messageId)).toBe(5 + 4);
});

const EVERYBODY = { field: 'owner.status', operator: 'equals', value: 'active' };
const NEVER = { field: 'owner.first_name', operator: 'equals', value: 'Nobody' };
