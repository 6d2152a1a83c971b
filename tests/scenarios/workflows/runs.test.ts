import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { workers } from '../../../shared/workers.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const PARTITION = { tenantId: 'maple' };
const NOW = '2026-03-02T15:00:00Z';
const bodies = () => salon.sent.map(({ body }) => body);
const enter = async (id: string, ownerId = salon.ownerId): Promise<string> =>
  String((await salon.do('POST', `workflows/${id}/runs`, { ownerId }))['id']);
const byHand = async (steps: readonly object[], more: object = {}): Promise<string> =>
  salon.activate({ name: 'By hand', trigger: { type: 'manual' }, steps, ...more });
const entries = async (id: string) =>
  (await salon.do('GET', `workflow-runs/${id}`))['entries'] as { what: string; stepId?: string }[];
const pointerTo = (id: string) => ({ ...PARTITION, id, kind: 'workflow-steps' }) as const;

describe('two workers on one run', () => {
  it('take each step once: one wins, the other finds nothing due', async () => {
    const template = await salon.template('Hi {{owner.first_name}}');
    const steps = [
      { type: 'update_record', appendNote: 'Once' },
      { type: 'send_sms', template },
    ];
    const id = await enter(await byHand(steps));
    const work = async () => workers['workflow-steps'].work(salon.edge.context, pointerTo(id));
    for (let round = 0; round < 4; round++) await Promise.all([work(), work(), work()]);
    await salon.at(NOW);
    const whats = (await entries(id)).map(({ what }) => what);
    expect(whats).toEqual(['entered', 'record updated', 'text planned', 'done']);
    expect(await salon.do('GET', `owners/${salon.ownerId}`)).toMatchObject({ notes: 'Once' });
    expect(bodies()).toEqual(['Hi Ada']);
  });

  it.each([true, false])(
    'loses nothing and repeats nothing when each commit dies once (it arrived: %s)',
    async (arrives) => {
      const template = await salon.template('Hi {{owner.first_name}}');
      const steps = [
        { type: 'log_event', message: 'one' },
        { type: 'send_sms', template },
        { type: 'log_event', message: 'two' },
      ];
      const id = await enter(await byHand(steps));
      const { context } = salon.edge;
      const commit: typeof context.records.commit = async (partition, writes) => {
        if (arrives) await context.records.commit(partition, writes);
        throw new Error('killed');
      };
      const dying = { ...context, records: { ...context.records, commit } };
      const handler = workers['workflow-steps'];
      for (let step = 0; step < 4; step++) {
        await handler.work(dying, pointerTo(id)).catch(() => undefined);
        if (!arrives) await handler.work(context, pointerTo(id));
      }
      await salon.at(NOW);
      const whats = (await entries(id)).map(({ what }) => what);
      expect(whats).toEqual(['entered', 'one', 'text planned', 'two', 'done']);
      expect(bodies()).toEqual(['Hi Ada']);
    },
  );
});

describe('a run that failed', () => {
  it('tells staff at which step, and goes on from there when somebody lets it', async () => {
    const steps = [
      { type: 'log_event', message: 'before' },
      { type: 'log_event', id: 'hard', message: 'after' },
    ];
    const id = await enter(await byHand(steps, { maxLateMinutes: 10_080 }));
    const { context } = salon.edge;
    await workers['workflow-steps'].work(context, pointerTo(id));
    const log = {
      ...context.log,
      info: (message: string) => {
        if (message === 'Workflow step') throw new Error('The log is full.');
      },
    };
    let now = Date.parse(NOW);
    for (let attempt = 0; attempt < 12; attempt++) {
      salon.edge.setTime(new Date(now).toISOString());
      const handler = workers['workflow-steps'];
      const died = await handler.work({ ...context, log }, pointerTo(id)).then(
        () => false,
        () => true,
      );
      // A pointer whose worker throws comes back five times and is poison then.
      if (died) await handler.poison(context, pointerTo(id));
      now += 5 * 3_600_000;
    }
    expect(await salon.do('GET', `workflow-runs/${id}`)).toMatchObject({ status: 'failed' });
    const failed = (await salon.do('GET', 'workflow-runs?status=failed')).items;
    expect(failed).toMatchObject([{ id }]);
    const { items: notices = [] } = await salon.do('GET', 'notices');
    expect(notices).toMatchObject([{ kind: 'work-failed', subject: { type: 'workflowRun', id } }]);
    expect((await entries(id)).at(-1)).toMatchObject({ what: 'failed', stepId: 'hard' });

    await salon.do('POST', `workflow-runs/${id}/retry`);
    await salon.at(new Date(now).toISOString());
    expect(await salon.do('GET', `workflow-runs/${id}`)).toMatchObject({ status: 'done' });
    expect((await entries(id)).map(({ what }) => what)).toEqual([
      ...['entered', 'before', 'failed', 'after', 'done'],
    ]);
    expect((await salon.do('GET', 'notices?status=open')).items).toEqual([]);
    expect((await salon.ask('POST', `workflow-runs/${id}/retry`)).status).toBe(409);
  });
});

describe('a run on the way', () => {
  it('sends nothing to an owner who became inactive, and says so', async () => {
    const template = await salon.template('Hi {{owner.first_name}}');
    const id = await enter(await byHand([{ type: 'send_sms', template }]));
    await salon.at(NOW, 'sms');
    await salon.do('PATCH', `owners/${salon.ownerId}`, { status: 'inactive' });
    await salon.at('2026-03-02T15:01:00Z');
    expect(bodies()).toEqual([]);
    const { items } = await salon.do('GET', 'messages');
    expect(items).toMatchObject([{ status: 'skipped', reason: 'owner-inactive' }]);
    expect((await entries(id)).map(({ what }) => what)).toContain('text planned');
  });

  it('ends when its owner is gone', async () => {
    const id = await enter(await byHand([{ type: 'log_event', message: 'never' }]));
    const { records } = salon.edge.context;
    const owner = await records.store.get(PARTITION, salon.ownerId);
    if (owner === undefined) throw new Error('nobody');
    await records.commit(PARTITION, [{ op: 'delete', id: salon.ownerId, etag: owner.etag }]);
    await salon.at(NOW);
    const run = await records.get(workflowRunType, PARTITION, id);
    expect(run?.value).toMatchObject({ status: 'cancelled' });
    expect(run?.value.entries.at(-1)?.what).toBe('The owner is gone.');
  });
});

it('tells until when it waits by the clocks of the business, and programs as an instant', async () => {
  const steps = [
    { type: 'wait', days: 7 },
    { type: 'log_event', message: 'x' },
  ];
  const id = await enter(await byHand(steps));
  await salon.at(NOW);
  // Their clocks go forward in between.
  expect((await entries(id)).at(-1)).toMatchObject({
    what: 'waits until Mar 9, 10:00 AM',
    until: '2026-03-09T14:00:00.000Z',
  });
});

it('runs are found by owner, by workflow, by status, and by these together', async () => {
  const first = await byHand([{ type: 'log_event', message: 'x' }]);
  const second = await byHand([
    { type: 'wait', hours: 1 },
    { type: 'log_event', message: 'x' },
  ]);
  const other = await salon.do('POST', 'owners', { firstName: 'Bo', phone: '+14155550177' });
  const bo = String(other['id']);
  const done = await enter(first);
  const running = await enter(second);
  const bos = await enter(second, bo);
  await salon.at(NOW);
  const found = async (query: string) =>
    ((await salon.do('GET', `workflow-runs?${query}`)).items ?? []).map((it) => it['id']).sort();
  expect(await found(`ownerId=${salon.ownerId}`)).toEqual([done, running].sort());
  expect(await found(`workflowId=${second}`)).toEqual([running, bos].sort());
  expect(await found('status=done')).toEqual([done]);
  expect(await found(`ownerId=${salon.ownerId}&status=running`)).toEqual([running]);
  expect(await found(`workflowId=${second}&status=running`)).toEqual([running, bos].sort());
  expect(await found(`workflowId=${second}&ownerId=${bo}`)).toEqual([bos]);
  expect(await found(`workflowId=${first}&ownerId=${bo}`)).toEqual([]);
});
