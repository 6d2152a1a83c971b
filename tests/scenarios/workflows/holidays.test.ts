import { afterEach, beforeEach, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

/** Friday, 19 June 2026, 11:00 in New York: Juneteenth, with a weekend behind it. */
const HOLIDAY = '2026-06-19T15:00:00Z';
const MONDAY = '2026-06-22T14:01:00Z';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
  salon.edge.setTime(HOLIDAY);
  await salon.do('PATCH', `owners/${salon.ownerId}`, { region: 'PA' });
  await salon.do('POST', `owners/${salon.ownerId}/consent-entries`, {
    ...{ channel: 'sms', purpose: 'marketing', word: 'given', source: 'staff' },
    wording: 'Yes, text me offers.',
  });
});
afterEach(async () => salon.edge.stop());

const text = async (purpose: 'service' | 'marketing'): Promise<void> => {
  const template = await salon.template('{{business.name}}: hello. Reply STOP to opt out', {
    purpose,
  });
  const definition = { name: purpose, trigger: { type: 'manual' }, purpose };
  const steps = [{ type: 'send_sms', template }];
  const id = await salon.activate({ ...definition, steps });
  await salon.do('POST', `workflows/${id}/runs`, { ownerId: salon.ownerId });
  await salon.at(HOLIDAY);
};

it('an advertisement waits over a legal holiday of its recipient’s state, and the weekend behind it', async () => {
  await text('marketing');
  await salon.at('2026-06-20T15:00:00Z');
  expect(salon.sent).toEqual([]);
  await salon.at(MONDAY);
  expect(salon.sent).toHaveLength(1);
});

it('a service text goes out on it', async () => {
  await text('service');
  expect(salon.sent).toHaveLength(1);
});

it('an advertisement goes out on it where the business has a row of its own that does not close it', async () => {
  const hours = [{ days: [1, 2, 3, 4, 5], start: '08:00', end: '21:00' }];
  const row = { state: 'PA', hours, source: 'our counsel', asOf: '2026-06-01' };
  const settings = (more: object) =>
    salon.do('PATCH', 'tenant-settings', { texting: { stateRules: [{ ...row, ...more }] } });
  expect(await settings({ holidays: true })).toMatchObject({
    texting: { stateRules: [{ state: 'PA', holidays: true }] },
  });
  await settings({});
  await text('marketing');
  expect(salon.sent).toHaveLength(1);
});
