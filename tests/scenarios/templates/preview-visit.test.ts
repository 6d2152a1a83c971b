import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from '../workflows/working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const template = {
  name: 'When',
  category: 'reminders',
  channel: 'sms',
  body: 'See you at {{appointment.time}}!',
};
const preview = async (more: object = {}) =>
  salon.ask('POST', 'template-previews', { ownerId: salon.ownerId, template, ...more });

describe('a preview of words about a visit', () => {
  it('of a visit that is not there, or somebody else’s, is 404 and names it', async () => {
    const ben = { firstName: 'Ben', phone: '+14155550189' };
    const benId = String((await salon.do('POST', 'owners', ben))['id']);
    await salon.do('POST', `owners/${benId}/pets`, { name: 'Kit', species: 'cat' });
    const theirs = await salon.book('2026-03-03T11:00:00-05:00', benId);
    for (const appointmentId of ['apt_nobody', theirs]) {
      const { status, json } = await preview({ appointmentId });
      expect(status).toBe(404);
      expect(json).toMatchObject({ field: 'appointment', value: appointmentId });
    }
  });

  it('speaks of the next visit when none is named, and of the one that is', async () => {
    expect((await preview()).json).toEqual({ missing: ['appointment.time'] });
    const later = await salon.book('2026-03-04T15:30:00-05:00');
    await salon.book('2026-03-03T11:00:00-05:00');
    expect((await preview()).json['body']).toBe('See you at 11:00 AM!');
    const named = await preview({ appointmentId: later });
    expect(named.json['body']).toBe('See you at 3:30 PM!');
  });
});
