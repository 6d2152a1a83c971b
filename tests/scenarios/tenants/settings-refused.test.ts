import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type Answer, type Edge } from '../http/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

const as = 'maple.owner';
const patch = async (body: unknown): Promise<Answer> =>
  edge.ask('PATCH', 'tenant-settings', { as, body });
const settings = async (): Promise<Answer> => edge.ask('GET', 'tenant-settings', { as });

const A_RULE = {
  state: 'FL',
  hours: [{ days: [1], start: '10:00', end: '17:00' }],
  source: 'Fla. Stat. 501.059',
  asOf: '2026-01-01',
};

describe('settings that are refused', () => {
  it.each([
    [{ name: '' }, 'name', ''],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'Mars/Olympus'],
    [{ timeZone: '+02:00' }, 'timeZone', '+02:00'],
    [{ effectiveFrom: '2026-04-01' }, 'effectiveFrom', '2026-04-01'],
    [{ timeZone: 'UTC', effectiveFrom: '2026-02-30' }, 'effectiveFrom', '2026-02-30'],
    [{ timeZone: 'UTC', effectiveFrom: '2026-03-01' }, 'effectiveFrom', '2026-03-01'],
    [{ timeZone: 'UTC', effectiveFrom: '2028-03-01' }, 'effectiveFrom', '2028-03-01'],
    [{ country: 'XX' }, 'country', 'XX'],
    [{ currency: 'usd' }, 'currency', 'usd'],
    [{ textHours: { start: '20:00', end: '09:00' } }, 'textHours.end', '09:00'],
    [{ textHours: { start: '09:00', end: '09:00' } }, 'textHours.end', '09:00'],
    [{ textHours: { start: '9:00', end: '24:00' } }, 'textHours.start', '9:00'],
    [{ sender: { from: '555-0123' } }, 'sender.from', '555-0123'],
    [{ sender: {} }, 'sender', '(an object)'],
    [{ texting: { textsPerNumber: 0 } }, 'texting.textsPerNumber', 0],
    [{ texting: { marketingPer24Hours: 51 } }, 'texting.marketingPer24Hours', 51],
    [{ texting: { homeState: 'ZZ' } }, 'texting.homeState', 'ZZ'],
    [{ texting: { marketingHours: [] } }, 'texting.marketingHours', '(a list)'],
    [
      { texting: { marketingHours: [{ days: [1, 1], start: '10:00', end: '17:00' }] } },
      'texting.marketingHours[0].days',
      '(a list)',
    ],
    [
      { texting: { marketingHours: [{ days: [7], start: '10:00', end: '17:00' }] } },
      'texting.marketingHours[0].days[0]',
      7,
    ],
    [
      { texting: { marketingHours: [{ days: [1], start: '17:00', end: '10:00' }] } },
      'texting.marketingHours[0].end',
      '10:00',
    ],
    [{ texting: { stateRules: [{ ...A_RULE, source: '' }] } }, 'texting.stateRules[0].source', ''],
    [
      { texting: { stateRules: [{ ...A_RULE, state: 'Florida' }] } },
      'texting.stateRules[0].state',
      'Florida',
    ],
    [{ texting: { stateRules: [A_RULE, A_RULE] } }, 'texting.stateRules', '(a list)'],
    [{ vaccination: { thresholdDays: [] } }, 'vaccination.thresholdDays', '(a list)'],
    [{ vaccination: { thresholdDays: [366] } }, 'vaccination.thresholdDays[0]', 366],
    [{ vaccination: { thresholdDays: [7, -1] } }, 'vaccination.thresholdDays[1]', -1],
    [{ vaccination: { thresholdDays: [1.5] } }, 'vaccination.thresholdDays[0]', 1.5],
    [{ vaccination: { thresholdDays: [7, 7] } }, 'vaccination.thresholdDays', '(a list)'],
    [
      { vaccination: { thresholdDays: [1, 2, 3, 4, 5, 6, 7, 8, 9] } },
      'vaccination.thresholdDays',
      '(a list)',
    ],
    [{ vaccination: { staleAfterDays: 400 } }, 'vaccination.staleAfterDays', 400],
    [{ vaccination: { scanAt: '25:00' } }, 'vaccination.scanAt', '25:00'],
    [{ vaccination: { textGuard: -1 } }, 'vaccination.textGuard', -1],
    [
      { vaccination: { required: [{ species: 'dog', vaccine: '!!' }] } },
      'vaccination.required[0].vaccine',
      '!!',
    ],
    [
      { vaccination: { required: [{ species: 'dragon', vaccine: 'rabies' }] } },
      'vaccination.required[0].species',
      'dragon',
    ],
  ])(
    '%j names the field, the value and what is allowed, and changes nothing',
    async (body, field, value) => {
      const before = (await settings()).text;
      const answer = await patch({ ...body, ...('name' in body ? {} : { name: 'Not this' }) });
      expect(answer.status).toBe(422);
      expect(answer.json).toMatchObject({ field, value });
      expect(answer.json['allowed']).toEqual(expect.any(String));
      expect((await settings()).text).toBe(before);
    },
  );

  it.each([
    [{ timezone: 'UTC' }, 'timezone'],
    [{ vaccination: { scanTime: '06:00' } }, 'vaccination.scanTime'],
    [{ sender: { sid: 'x', from: '+14155550123' } }, 'sender.sid'],
    [{ planVersion: 9 }, 'planVersion'],
  ])('%j: a field that is not known is named', async (body, field) => {
    const answer = await patch(body);
    expect(answer.status).toBe(422);
    expect(answer.json['errors']).toContainEqual(expect.objectContaining({ field }));
  });

  it('are so for managers and staff, who may read them', async () => {
    for (const who of ['maple.manager', 'maple.staff']) {
      const answer = await edge.ask('PATCH', 'tenant-settings', {
        as: who,
        body: { name: 'Mine' },
      });
      expect(answer.status).toBe(403);
      expect((await edge.ask('GET', 'tenant-settings', { as: who })).json['name']).toBe('maple');
    }
  });
});
