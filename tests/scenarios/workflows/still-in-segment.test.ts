import { afterEach, beforeEach, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
let template: string;
beforeEach(async () => {
  salon = await workingSalon();
  template = await salon.template('We miss you!');
});
afterEach(async () => salon.edge.stop());

const NOTHING_BOOKED = [{ field: 'history.next_visit_on', operator: 'is_missing' }];
const LEFT = 'Not in the customer segment any more.';

const segment = async (conditions: object): Promise<string> =>
  String((await salon.do('POST', 'segments', { name: 'Whom', conditions }))['id']);
const texts = async () => (await salon.do('GET', 'messages')).items ?? [];
const runs = async () => {
  const all = await salon.runs();
  return all.map((it) => ({ ...it, last: (it['entries'] as object[]).at(-1) }));
};

/** Recurs once, on Tuesday, 3 March at 10:00. */
const over = (segmentId: string, steps: readonly object[]) => ({
  name: 'Over a segment',
  trigger: { type: 'time_based', rule: { every: 'month', day: 3, at: '10:00' }, segmentId },
  steps,
});
const later = () => [
  { type: 'wait', days: 7 },
  { type: 'send_sms', template },
];
const STARTS = '2026-03-03T15:00:00Z';
const A_WEEK_ON = '2026-03-10T14:00:00Z';

it('ends before a later step for who left the segment since, and says why in words', async () => {
  const segmentId = await segment(NOTHING_BOOKED);
  await salon.activate(over(segmentId, later()));
  await salon.at(STARTS);
  expect(await runs()).toMatchObject([{ status: 'running', segmentId }]);
  await salon.book('2026-03-20T14:00:00Z');
  await salon.at(A_WEEK_ON);
  expect(await texts()).toEqual([]);
  expect(await runs()).toMatchObject([
    {
      status: 'skipped',
      last: { what: LEFT, reasons: [expect.stringContaining('Next visit') as string] },
    },
  ]);
});

it('withdraws a planned text to who left the segment before it leaves', async () => {
  const segmentId = await segment(NOTHING_BOOKED);
  await salon.activate(over(segmentId, [{ type: 'send_sms', template }]));
  await salon.at(STARTS, 'sms-bulk');
  expect(await texts()).toMatchObject([{ status: 'planned' }]);
  await salon.book('2026-03-20T14:00:00Z');
  await salon.at('2026-03-03T15:05:00Z');
  expect(salon.sent).toEqual([]);
  expect(await texts()).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
});

it('goes on for who is in it still, and time that passes takes nobody out', async () => {
  const joined = { field: 'owner.customer_since', operator: 'in_last_days', value: 2 };
  await salon.activate(over(await segment([...NOTHING_BOOKED, joined]), later()));
  await salon.at(STARTS);
  await salon.at(A_WEEK_ON);
  expect(salon.sent.map(({ body }) => body)).toEqual(['We miss you!']);
});

it('asks the segment as people changed it since', async () => {
  const segmentId = await segment(NOTHING_BOOKED);
  await salon.activate(over(segmentId, later()));
  await salon.at(STARTS);
  const conditions = [{ field: 'owner.tags', operator: 'contains', value: 'vip' }];
  await salon.do('PUT', `segments/${segmentId}`, { name: 'Whom', conditions });
  await salon.at(A_WEEK_ON);
  expect(salon.sent).toEqual([]);
  expect(await runs()).toMatchObject([{ status: 'skipped', last: { what: LEFT } }]);
});

it('is not ended by a tag that it sets itself', async () => {
  const untagged = { none: [{ field: 'owner.tags', operator: 'contains', value: 'asked' }] };
  const steps = [{ type: 'update_record', addTags: ['asked'] }, ...later()];
  await salon.activate(over(await segment(untagged), steps));
  await salon.at(STARTS);
  await salon.at(A_WEEK_ON);
  expect(salon.sent).toHaveLength(1);
});

it('says so when the segment itself is gone, and texts nobody', async () => {
  const segmentId = await segment(NOTHING_BOOKED);
  const id = await salon.activate(over(segmentId, later()));
  await salon.at(STARTS);
  await salon.do('PUT', `workflows/${id}/status`, { status: 'paused' });
  const other = await segment([{ field: 'owner.tags', operator: 'contains', value: 'vip' }]);
  await salon.do('PUT', `workflows/${id}`, over(other, later()));
  await salon.do('DELETE', `segments/${segmentId}`);
  await salon.do('PUT', `workflows/${id}/status`, { status: 'active' });
  await salon.at(A_WEEK_ON);
  expect(salon.sent).toEqual([]);
  expect(await runs()).toMatchObject([
    { status: 'skipped', last: { what: 'The customer segment is gone.' } },
  ]);
});

it('holds for a campaign too, whose segment is as the campaign took it over', async () => {
  const segmentId = await segment(NOTHING_BOOKED);
  const trigger = { type: 'manual' };
  const workflowId = await salon.activate({ name: 'Offer', trigger, steps: later() });
  const second = { firstName: 'Kim', phone: '+14155550199' };
  await salon.do('POST', 'owners', second);
  const audience = { kind: 'segment', segmentId };
  const campaign = { name: 'Spring', workflowId, audience };
  const id = String((await salon.do('POST', 'campaigns', campaign))['id']);
  await salon.do('POST', `campaigns/${id}/start`, {});
  await salon.at('2026-03-02T15:01:00Z');
  await salon.at('2026-03-02T15:05:00Z');
  expect(await runs()).toMatchObject([{ status: 'running' }, { status: 'running' }]);
  await salon.book('2026-03-20T14:00:00Z');
  // Narrowed after the start: it counts for campaigns to come alone.
  const conditions = [{ field: 'owner.tags', operator: 'contains', value: 'vip' }];
  await salon.do('PUT', `segments/${segmentId}`, { name: 'Whom', conditions });
  await salon.at('2026-03-09T14:30:00Z');
  await salon.at('2026-03-09T14:35:00Z');
  expect(salon.sent.map(({ to }) => to)).toEqual(['+14155550199']);
  const ended = (await runs()).find((it) => it['ownerId' as never] === salon.ownerId);
  expect(ended).toMatchObject({ status: 'skipped', last: { what: LEFT } });
});
