import { afterEach, beforeEach, expect, it } from 'vitest';
import { campaigningSalon, type CampaigningSalon } from './campaigning-salon.ts';

let salon: CampaigningSalon;
beforeEach(async () => {
  salon = await campaigningSalon();
  await salon.do('PATCH', 'tenant-settings', { bulkSegmentsPerMinute: 1 });
});
afterEach(async () => salon.edge.stop());

const statusesOf = async (): Promise<unknown[]> =>
  (await salon.runs()).map((it) => it['status']).sort();

it('sends nothing more after a stop, ends what is under way and withdraws what is planned', async () => {
  const id = await salon.start(await salon.vips(6));
  await salon.through('2026-03-02T15:01:00Z', 2);
  const sent = salon.sent.length;
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(6);
  // A text is planned and its queue does not move, so that the stop finds it so.
  await salon.at('2026-03-02T15:04:00Z', 'sms-bulk');
  expect(salon.sent).toHaveLength(sent);
  await salon.steer(id, 'stop');
  await salon.through('2026-03-02T15:05:00Z', 10);
  expect(salon.sent).toHaveLength(sent);
  const campaign = await salon.campaign(id);
  expect(campaign.status).toBe('stopped');
  const { phase, entered, ended, withdrawn } = campaign.progress;
  expect({ phase, entered, withdrawn }).toEqual({ phase: 'over', entered: 6, withdrawn: 1 });
  expect(await statusesOf()).not.toContain('running');
  expect((await statusesOf()).filter((it) => it === 'cancelled')).toHaveLength(Number(ended));
  const { items: skipped = [] } = await salon.do('GET', 'messages?status=skipped');
  expect(skipped).toMatchObject([{ reason: 'campaign-stopped' }]);
  expect((await salon.ask('POST', `campaigns/${id}/resume`)).status).toBe(409);
});

it('withdraws a text at its claim when the stop comes between', async () => {
  const id = await salon.start(await salon.vips(1));
  await salon.at('2026-03-02T15:01:00Z', 'sms-bulk');
  await salon.steer(id, 'stop');
  // The job that tidies up does not come to it: the claim alone decides.
  await salon.at('2026-03-02T15:02:00Z', 'jobs');
  expect(salon.sent).toEqual([]);
  const { items = [] } = await salon.do('GET', 'messages?status=skipped');
  expect(items).toMatchObject([{ reason: 'campaign-stopped' }]);
});

it('lets nothing leave while it is paused, and goes on with everybody after it', async () => {
  const id = await salon.start(await salon.vips(5));
  await salon.at('2026-03-02T15:01:00Z', 'sms-bulk');
  await salon.steer(id, 'pause');
  const sent = salon.sent.length;
  // Over four hours, more than a step of this workflow may be late.
  for (let hour = 15; hour < 20; hour++) await salon.at(`2026-03-02T${String(hour)}:30:00Z`);
  expect(salon.sent).toHaveLength(sent);
  expect((await salon.campaign(id)).status).toBe('paused');
  await salon.steer(id, 'resume');
  await salon.through('2026-03-02T20:00:00Z', 25);
  expect(salon.sent).toHaveLength(5);
  expect(new Set(salon.sent.map(({ to }) => to)).size).toBe(5);
  expect(await statusesOf()).toEqual(['done', 'done', 'done', 'done', 'done']);
});

it('keeps a planned text of use over the nights of a pause, and sends it after it', async () => {
  const id = await salon.start(await salon.vips(1));
  await salon.at('2026-03-02T15:01:00Z', 'sms-bulk');
  await salon.steer(id, 'pause');
  for (let hour = 1; hour <= 48; hour++) {
    const at = Date.parse('2026-03-02T15:00:00Z') + hour * 3_600_000;
    await salon.at(new Date(at).toISOString());
  }
  expect(salon.sent).toEqual([]);
  await salon.steer(id, 'resume');
  await salon.through('2026-03-04T15:01:00Z', 16);
  expect(salon.sent).toHaveLength(1);
});

it('is a draft again when it is taken back before its time', async () => {
  const id = await salon.start(await salon.vips(1), {
    startOn: { date: '2026-03-02', at: '11:00' },
  });
  await salon.steer(id, 'pause');
  expect(await salon.campaign(id)).toMatchObject({ status: 'draft' });
  await salon.through('2026-03-02T16:00:00Z', 3);
  expect(salon.sent).toEqual([]);
});

it('stops what has not begun without a trace', async () => {
  const id = await salon.draft(await salon.vips(1));
  await salon.steer(id, 'stop');
  expect(await salon.campaign(id)).toMatchObject({ status: 'stopped' });
  expect((await salon.ask('POST', `campaigns/${id}/start`, {})).status).toBe(409);
});

it('has a revision that people alone move: pages of its job are no edits', async () => {
  const segment = await salon.vips(2);
  const id = await salon.draft(segment);
  const audience = { kind: 'segment', segmentId: segment };
  const body = { name: 'Other', workflowId: salon.workflowId, audience };
  const as = 'maple.manager';
  const stale = { as, body, headers: { 'if-match': '"7"' } };
  expect((await salon.edge.ask('PUT', `campaigns/${id}`, stale)).status).toBe(412);
  await salon.steer(id, 'start');
  const { revision } = await salon.campaign(id);
  await salon.through('2026-03-02T15:01:00Z', 2);
  const after = await salon.campaign(id);
  expect(after).toMatchObject({ status: 'done', revision });
});
