import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaignBookingType } from '../../../shared/results/model.ts';
import { campaigningSalon, type CampaigningSalon } from '../campaigns/campaigning-salon.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.parse('2026-03-02T15:00:00Z');

let salon: CampaigningSalon;
let campaign: string;
let staffId: string;
let serviceId: string;
beforeAll(async () => {
  salon = await campaigningSalon();
  const bath = { name: 'Bath', priceCents: 5000, durationMinutes: 60 };
  serviceId = String((await salon.do('POST', 'services', bath))['id']);
  const groomer = { name: 'Lee', serviceIds: [serviceId], shifts: [] };
  staffId = String((await salon.do('POST', 'staff', groomer))['id']);
  const segment = await salon.vips(24);
  campaign = await salon.start(segment, { holdoutPercent: 50 });
  await salon.through('2026-03-02T15:00:00Z', 3);
});
afterAll(async () => salon.edge.stop());

async function book(ownerId: string): Promise<void> {
  const dog = { name: 'Rex', species: 'dog' };
  const petId = String((await salon.do('POST', `owners/${ownerId}/pets`, dog))['id']);
  const startsAt = new Date(Date.parse(salon.edge.context.clock.now()) + 3_600_000).toISOString();
  await salon.do('POST', 'appointments', {
    ...{ ownerId, staffId, startsAt, source: 'phone', services: [{ petId, serviceId }] },
    override: { rules: ['double-booking', 'outside-shift'], reason: 'as said' },
  });
}

interface Found {
  readonly totals: Record<string, number>;
  readonly lift: readonly {
    readonly texted: { readonly owners: number; readonly booked: number };
    readonly heldOut: { readonly owners: number; readonly booked: number };
    readonly verdict: string;
    readonly inWords: string;
  }[];
}
const found = async () =>
  (await salon.do('GET', `campaigns/${campaign}/results`)) as unknown as Found;

it('compares who booked within 14 days of entering, texted or left alone, each owner once', async () => {
  const members = async (outcome: string) =>
    (await salon.members(campaign, outcome)).map((it) => String(it['ownerId']));
  const texted = await members('entered');
  const alone = await members('held-out');
  expect(texted.length + alone.length).toBe(24);
  expect(Math.min(texted.length, alone.length)).toBeGreaterThanOrEqual(3);
  const [first = '', second = '', late = ''] = texted;
  const [left = '', tooLate = ''] = alone;
  const none = await found();
  expect(none.lift).toMatchObject([
    {
      texted: { owners: texted.length, booked: 0, share: 0 },
      heldOut: { owners: alone.length, booked: 0, share: 0 },
      verdict: 'not-enough-data',
    },
  ]);
  for (const owner of [first, first, second, left, salon.ownerId]) await book(owner);
  // 14 days after the last of them entered, but for some minutes: of whoever entered, this is within.
  await salon.at(new Date(BEGIN + 14 * DAY_MS - 60_000).toISOString());
  await book(late);
  await salon.at(new Date(BEGIN + 14 * DAY_MS + 600_000).toISOString());
  await book(tooLate);
  await salon.at(new Date(BEGIN + 14 * DAY_MS + 660_000).toISOString());
  const { lift } = await found();
  expect(lift).toMatchObject([
    { texted: { booked: 3 }, heldOut: { booked: 1 }, verdict: 'not-enough-data' },
  ]);
  expect(lift[0]?.inWords).toContain('Not enough data: each group needs 10 owners who booked');
  const { records } = salon.edge.context;
  const noted = await records.query(campaignBookingType, { tenantId: 'maple' }, { limit: 100 });
  expect(noted.items).toHaveLength(4);
});
