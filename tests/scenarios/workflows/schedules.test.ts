import { afterEach, beforeEach, expect, it } from 'vitest';
import { workflowSchedule } from '../../../shared/workflows/schedule.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { WORKFLOW_SCHEDULE } from '../../../shared/workflows/move-schedules.ts';
import { jobWorker } from '../../../shared/jobs/job-worker.ts';
import { handlerOf } from '../../../shared/due-work/registry.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const steps = [{ type: 'log_event', message: 'thought of' }];

const jobs = async (): Promise<Record<string, unknown>[]> =>
  ((await salon.do('GET', 'jobs')).items ?? []).filter((it) =>
    String(it['job']).startsWith('workflow-schedule'),
  );

async function vips(count: number): Promise<string> {
  for (let n = 0; n < count; n++) {
    const phone = `+1415555${String(1000 + n)}`;
    await salon.do('POST', 'owners', { firstName: `Kim${String(n)}`, phone, tags: ['vip'] });
  }
  const conditions = [{ field: 'owner.tags', operator: 'equals', value: 'vip' }];
  return String((await salon.do('POST', 'segments', { name: 'VIP', conditions }))['id']);
}

const mondays = (segmentId: string) => ({
  type: 'time_based',
  rule: { every: 'week', weekday: 1, at: '09:00' },
  segmentId,
});

it('starts one run for everybody in the segment at the local time, across the change of clocks', async () => {
  const segmentId = await vips(3);
  await salon.activate({ name: 'Monday', trigger: mondays(segmentId), steps });
  // 9 March, the day after New York put its clocks forward: 09:00 is 13:00 UTC, no longer 14:00.
  await salon.at('2026-03-09T12:59:00Z');
  expect(await salon.runs()).toEqual([]);
  await salon.at('2026-03-09T13:00:00Z');
  await salon.at('2026-03-09T13:05:00Z');
  const runs = await salon.runs();
  expect(runs).toHaveLength(3);
  expect(new Set(runs.map((it) => it['cause']))).toEqual(new Set(['schedule:2026-03-09']));
  expect(new Set(runs.map((it) => it['status']))).toEqual(new Set(['done']));
  await salon.at('2026-03-16T13:05:00Z');
  expect(await salon.runs()).toHaveLength(6);
});

it('lets nobody enter twice on a day, though it was switched off and on again in between', async () => {
  const segmentId = await vips(2);
  const trigger = { type: 'time_based', rule: { every: 'day', at: '11:00' }, segmentId };
  const id = await salon.activate({ name: 'Daily', trigger, steps });
  await salon.at('2026-03-02T16:00:00Z');
  expect(await salon.runs()).toHaveLength(2);
  await salon.do('PUT', `workflows/${id}/status`, { status: 'paused' });
  expect(await jobs()).toEqual([]);
  await salon.do('PUT', `workflows/${id}/status`, { status: 'active' });
  await salon.do('POST', `jobs/workflow-schedule:${id}/run`);
  await salon.at('2026-03-02T16:10:00Z');
  expect(await salon.runs()).toHaveLength(2);
});

it('starts nothing for the days it was switched off', async () => {
  const segmentId = await vips(1);
  const trigger = { type: 'time_based', rule: { every: 'day', at: '11:00' }, segmentId };
  const id = await salon.activate({ name: 'Daily', trigger, steps });
  await salon.do('PUT', `workflows/${id}/status`, { status: 'paused' });
  await salon.at('2026-03-04T15:00:00Z');
  await salon.do('PUT', `workflows/${id}/status`, { status: 'active' });
  await salon.at('2026-03-04T16:00:00Z');
  expect((await salon.runs()).map((it) => it['cause'])).toEqual(['schedule:2026-03-04']);
});

it('skips what was missed while nobody worked, and nothing of what is not late yet', async () => {
  const segmentId = await vips(1);
  const trigger = { type: 'time_based', rule: { every: 'day', at: '11:00' }, segmentId };
  await salon.activate({ name: 'Daily', trigger, steps });
  // Down from before the 2nd's time until three hours after that of the 4th, and a minute longer than that of the 3rd allows.
  await salon.at('2026-03-04T19:00:00Z');
  await salon.at('2026-03-04T19:02:00Z');
  expect((await salon.runs()).map((it) => it['cause'])).toEqual(['schedule:2026-03-04']);
  const [job] = await jobs();
  expect(job).toMatchObject({ dueAt: '2026-03-05T16:00:00.000Z' });
});

it('tells the owners of pets born on the day, those of 29 February on the 28th', async () => {
  await salon.do('PATCH', `pets/${salon.petId}`, { birthDate: '2024-02-29' });
  await salon.activate({ name: 'Birthday', trigger: { type: 'birthday', at: '10:00' }, steps });
  await salon.at('2027-02-27T15:00:00Z');
  expect(await salon.runs()).toEqual([]);
  await salon.at('2027-02-28T15:00:00Z');
  expect((await salon.runs()).map((it) => it['cause'])).toEqual(['schedule:2027-02-28']);
});

it('says whose birthday it is, in a later step too, and in a dry run as in the text', async () => {
  await salon.do('PATCH', `pets/${salon.petId}`, { birthDate: '2024-03-05' });
  const add = async (name: string, birthDate: string) =>
    salon.do('POST', `owners/${salon.ownerId}/pets`, { name, species: 'dog', birthDate });
  await add('Max', '2024-03-06');
  await add('Bella', '2020-03-05');
  const template = await salon.template('Happy birthday, {{pets.birthday_names}}!');
  const send = { type: 'send_sms', template };
  const daily = [send, { type: 'wait', days: 1 }, send];
  const trigger = { type: 'birthday', at: '10:00' };
  const definition = { name: 'Birthday', trigger, steps: daily };
  await salon.activate(definition);
  await salon.at('2026-03-05T15:00:00Z');
  await salon.at('2026-03-05T15:05:00Z');
  await salon.at('2026-03-06T14:59:00Z');
  await salon.at('2026-03-06T15:05:00Z');
  // In no order: pets have none.
  const both = /^Happy birthday, (Rex and Bella|Bella and Rex)!$/;
  const said = salon.sent.map(({ body }) => body).toSorted();
  expect(said).toHaveLength(3);
  expect(said).toContain('Happy birthday, Max!');
  expect(said.filter((body) => both.test(body))).toHaveLength(2);
  const period = { from: '2026-03-05', to: '2026-03-06' };
  const tried = await salon.do('POST', 'workflow-dry-runs', { definition, period });
  const samples = (tried['samples'] as { body: string }[]).map(({ body }) => body);
  expect(samples).toEqual([expect.stringMatching(both), expect.stringMatching(both)]);
});

it('is for the date of its occurrence when it is met after midnight, and takes no day away', async () => {
  await salon.do('PATCH', `pets/${salon.petId}`, { birthDate: '2024-03-05' });
  const other = await salon.do('POST', 'owners', { firstName: 'Bo', phone: '+14155550177' });
  const cat = { name: 'Tom', species: 'cat', birthDate: '2023-03-06' };
  await salon.do('POST', `owners/${String(other['id'])}/pets`, cat);
  await salon.activate({ name: 'Late', trigger: { type: 'birthday', at: '23:50' }, steps });
  await salon.at('2026-03-05T04:55:00Z');
  // Half past midnight on the 6th, by the clocks of New York.
  await salon.at('2026-03-06T05:30:00Z');
  expect(await salon.runs()).toMatchObject([
    { ownerId: salon.ownerId, cause: 'schedule:2026-03-05' },
  ]);
  const [job] = await jobs();
  expect((job?.['history'] as object[])[0]).toMatchObject({
    forDate: '2026-03-05',
    startedAt: '2026-03-06T05:30:00.000Z',
  });
  await salon.at('2026-03-07T04:51:00Z');
  expect((await salon.runs()).map((it) => it['cause']).sort()).toEqual([
    'schedule:2026-03-05',
    'schedule:2026-03-06',
  ]);
});

it('tells a lapsed customer on exactly the day, and nobody with a visit to come', async () => {
  const { records } = salon.edge.context;
  const set = async (lastVisitOn: string): Promise<void> => {
    const stored = await records.store.get({ tenantId: 'maple' }, salon.ownerId);
    if (stored === undefined) throw new Error('No owner');
    const document = { ...stored.value, lastVisitOn };
    await records.commit({ tenantId: 'maple' }, [{ op: 'replace', document, etag: stored.etag }]);
  };
  await set('2026-01-01');
  await salon.activate({
    name: 'Ten weeks',
    trigger: { type: 'customer_lapsed', days: 70 },
    steps,
  });
  await salon.at('2026-03-11T14:00:00Z');
  expect(await salon.runs()).toEqual([]);
  await salon.at('2026-03-12T14:00:00Z');
  expect(await salon.runs()).toHaveLength(1);
  await set('2026-01-02');
  await salon.book('2026-03-20T14:00:00Z');
  await salon.at('2026-03-13T14:00:00Z');
  expect(await salon.runs()).toHaveLength(1);
});

it('asks before it texts more than the guard: when it is switched on, and each time', async () => {
  await salon.do('PATCH', 'tenant-settings', { vaccination: { textGuard: 2 } });
  const segmentId = await vips(3);
  const template = await salon.template('{{business.name}}: hello {{owner.first_name}}');
  const trigger = { type: 'time_based', rule: { every: 'day', at: '11:00' }, segmentId };
  const send = { type: 'send_sms', template };
  const workflow = { name: 'Hello', trigger, steps: [send] };
  const id = String((await salon.do('POST', 'workflows', workflow))['id']);
  const refused = await salon.ask('PUT', `workflows/${id}/status`, { status: 'active' });
  expect(refused.status).toBe(409);
  expect(refused.json['type']).toBe('urn:petops:problem:needs-confirmation');
  expect(refused.json['detail']).toContain('at least 3 owners');
  expect(await jobs()).toEqual([]);

  await salon.do('PUT', `workflows/${id}/status`, { status: 'active', confirm: true });
  await salon.at('2026-03-02T16:00:00Z');
  expect(await salon.runs()).toEqual([]);
  expect(await jobs()).toMatchObject([{ status: 'held' }]);
  const { items = [] } = await salon.do('GET', 'notices');
  expect(items).toMatchObject([{ kind: 'scan-held' }]);
  expect(items[0]?.['detail']).toContain('would text 3 owners');
  await salon.do('POST', `jobs/workflow-schedule:${id}/approve`);
  await salon.at('2026-03-02T16:01:00Z');
  await salon.at('2026-03-02T16:02:00Z');
  await salon.at('2026-03-02T16:03:00Z');
  expect(salon.sent).toHaveLength(3);
  expect(new Set(salon.sent.map((it) => it.to)).size).toBe(3);
});

it('moves with the business to another zone', async () => {
  const segmentId = await vips(1);
  const trigger = { type: 'time_based', rule: { every: 'day', at: '11:00' }, segmentId };
  await salon.activate({ name: 'Daily', trigger, steps });
  await salon.do('PATCH', 'tenant-settings', { timeZone: 'America/Los_Angeles' });
  await salon.at('2026-03-02T16:30:00Z');
  expect(await salon.runs()).toEqual([]);
  await salon.at('2026-03-02T19:00:00Z');
  expect((await salon.runs()).map((it) => it['cause'])).toEqual(['schedule:2026-03-02']);
});

it('loses nobody and repeats nobody when it is killed at its commits again and again', async () => {
  const segmentId = await vips(50);
  const trigger = { type: 'time_based', rule: { every: 'day', at: '11:00' }, segmentId };
  const subject = await salon.activate({ name: 'Daily', trigger, steps });
  const { context } = salon.edge;
  const worker = handlerOf(jobWorker([workflowSchedule]));
  const pointer = {
    tenantId: 'maple',
    id: jobId(WORKFLOW_SCHEDULE, subject),
    kind: 'jobs',
  } as const;
  let [kills, minutes] = [0, 0];
  for (let round = 0; round < 8; round++) {
    let left = 1 + (round % 2);
    let dead = false;
    const commit: typeof context.records.commit = async (partition, writes) => {
      if (dead) throw new Error('killed');
      if (left-- > 0) return context.records.commit(partition, writes);
      dead = true;
      kills++;
      // Whether the last commit arrived is not known to the one who died.
      if (round % 3 === 0) await context.records.commit(partition, writes);
      throw new Error('killed');
    };
    const records = { ...context.records, commit };
    const hour = String(16 + Math.floor(minutes / 60));
    salon.edge.setTime(`2026-03-02T${hour}:${String(minutes % 60).padStart(2, '0')}:00Z`);
    await worker.work({ ...context, records }, pointer).catch(() => undefined);
    minutes += 6;
  }
  expect(kills).toBeGreaterThanOrEqual(4);
  await salon.at('2026-03-02T17:00:00Z');
  await salon.at('2026-03-02T17:05:00Z');
  const found = await context.records.query(workflowRunType, { tenantId: 'maple' }, { limit: 200 });
  expect(found.items).toHaveLength(50);
  expect(new Set(found.items.map(({ value }) => value.ownerId)).size).toBe(50);
});
