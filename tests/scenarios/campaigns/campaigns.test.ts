import { afterEach, beforeEach, expect, it } from 'vitest';
import { campaigningSalon, type CampaigningSalon } from './campaigning-salon.ts';

let salon: CampaigningSalon;
beforeEach(async () => {
  salon = await campaigningSalon();
});
afterEach(async () => salon.edge.stop());

it('texts everybody in the segment once, at the pace of the sender, and says how far it is', async () => {
  await salon.do('PATCH', 'tenant-settings', { bulkSegmentsPerMinute: 2 });
  const id = await salon.start(await salon.vips(5));
  await salon.through('2026-03-02T15:01:00Z', 1);
  expect(salon.sent.length).toBeLessThan(5);
  await salon.through('2026-03-02T15:03:00Z', 3);
  expect(salon.sent).toHaveLength(5);
  expect(new Set(salon.sent.map(({ to }) => to)).size).toBe(5);
  const campaign = await salon.campaign(id);
  expect(campaign.status).toBe('done');
  expect(campaign.progress).toMatchObject({
    phase: 'over',
    expected: 5,
    entered: 5,
    heldOut: 0,
    skipped: {},
    segments: 5,
  });
  const members = await salon.members(id);
  expect(members).toHaveLength(5);
  expect(new Set(members.map((it) => it['outcome']))).toEqual(new Set(['entered']));
});
