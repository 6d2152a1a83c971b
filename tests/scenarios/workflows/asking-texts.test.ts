import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

// From the library's own workflows to what an answer by text comes to, over the real API and workers.

let salon: WorkingSalon;
let answers = 0;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

async function switchOn(key: string): Promise<void> {
  const { id } = await salon.do('POST', 'workflow-library', { key });
  await salon.do('PUT', `workflows/${String(id)}/status`, { status: 'active' });
}

async function answer(body: string, at: string): Promise<Record<string, unknown>> {
  salon.edge.setTime(at);
  const providerId = `SM-answer-${String(++answers)}`;
  const from = '+14155550188';
  await receiveText(salon.edge.context, { tenantId: 'maple', providerId, from, body });
  await salon.at(at);
  const { items = [] } = await salon.do('GET', 'conversations');
  const id = String(items[0]?.['id']);
  const entries = (await salon.do('GET', `conversations/${id}/entries`)).items ?? [];
  return entries.find((it) => it['kind'] === 'in') ?? {};
}

const visit = async (id: string) => salon.do('GET', `appointments/${id}`);
const ratings = async () => (await salon.do('GET', 'ratings')).items ?? [];

/** Books a visit of this morning and lets it take place. */
async function comeAndGo(startsAt = '2026-03-02T10:30:00-05:00'): Promise<string> {
  const id = await salon.book(startsAt);
  salon.edge.setTime('2026-03-02T10:30:00-05:00');
  await salon.do('POST', `appointments/${id}/check-in`, {});
  salon.edge.setTime('2026-03-02T11:30:00-05:00');
  await salon.do('POST', `appointments/${id}/complete`, {});
  return id;
}

describe('the thanks after a visit', () => {
  it('ask for a rating, and an answer of one digit is one, of that very visit', async () => {
    await switchOn('thanks_after_visit');
    const id = await comeAndGo();
    // One still to come, which a bare number must not confirm.
    const next = await salon.book('2026-03-05T11:00:00-05:00');
    await salon.at('2026-03-02T11:31:00-05:00');
    await salon.at('2026-03-02T13:31:00-05:00');
    expect(salon.sent.map(({ body }) => body)).toEqual([
      'Thank you for coming, Ada! How was it for Rex? Reply 1 to 5, 5 is best. maple',
    ]);
    expect(await answer('5', '2026-03-02T13:40:00-05:00')).toMatchObject({ handledAs: 'rating' });
    expect(await ratings()).toMatchObject([
      { score: 5, appointmentId: id, ownerId: salon.ownerId },
    ]);
    expect(salon.sent.at(-1)?.body).toBe('maple: Thank you for your answer!');
    expect(await visit(next)).toMatchObject({ status: 'booked' });
    // A second thought corrects it.
    expect(await answer('1', '2026-03-02T13:50:00-05:00')).toMatchObject({ handledAs: 'rating' });
    expect(await ratings()).toMatchObject([{ score: 1, appointmentId: id }]);
    expect(await visit(next)).toMatchObject({ status: 'booked' });
  });
});

describe('the reminder of a visit', () => {
  it.each(['yes', 'C', '1'])('asks to confirm it, and %j does, that very visit', async (word) => {
    await switchOn('reminder_24h');
    const other = await salon.book('2026-03-04T09:00:00-05:00');
    const id = await salon.book('2026-03-05T11:00:00-05:00');
    await salon.at('2026-03-04T11:00:00-05:00');
    expect(salon.sent.at(-1)?.body).toContain('Reply C to confirm.');
    const told = await answer(word, '2026-03-04T11:10:00-05:00');
    expect(told).toMatchObject({ handledAs: 'confirmation' });
    expect(await visit(id)).toMatchObject({ status: 'confirmed' });
    expect(await visit(other)).not.toMatchObject({ status: 'confirmed' });
    expect(await ratings()).toEqual([]);
  });

  it('confirms no other time than the one it spoke of: a person reads the answer then', async () => {
    await switchOn('reminder_24h');
    const id = await salon.book('2026-03-05T11:00:00-05:00');
    await salon.at('2026-03-04T11:00:00-05:00');
    const { revision } = await visit(id);
    await salon.do('POST', `appointments/${id}/reschedule`, {
      startsAt: '2026-03-05T16:00:00-05:00',
    });
    expect(Number((await visit(id))['revision'])).toBeGreaterThan(Number(revision));
    const told = await answer('C', '2026-03-04T11:10:00-05:00');
    expect(told).toMatchObject({ handledAs: 'conversation' });
    expect(await visit(id)).toMatchObject({ status: 'booked' });
  });
});

it.each([
  ['asks for a rating when its step says so', { asks: 'rating' }, 'rating', 1],
  ['leaves a number to a person when its step does not', {}, 'conversation', 0],
])('a workflow of the business’s own %s', async (_what, step, handledAs, count) => {
  const template = await salon.template('How did we do, 1 to 5?');
  await salon.activate({
    ...{ name: 'Ask', trigger: { type: 'appointment_completed' } },
    steps: [{ type: 'send_sms', template, ...step }],
  });
  await comeAndGo();
  await salon.at('2026-03-02T11:31:00-05:00');
  expect(salon.sent).toHaveLength(1);
  expect(await answer('4', '2026-03-02T11:40:00-05:00')).toMatchObject({ handledAs });
  expect(await ratings()).toHaveLength(count);
});

it.each([
  ['rating', 'appointment_created'],
  ['confirm', 'appointment_completed'],
  ['confirm', 'manual'],
])('a step that asks for a %s on %s is refused by its place', async (asks, type) => {
  const key = await salon.template('Hello');
  const definition = {
    ...{ name: 'Ask', trigger: { type } },
    steps: [{ type: 'send_sms', template: key, asks }],
  };
  const refused = await salon.ask('POST', 'workflows', definition);
  expect(refused).toMatchObject({
    status: 422,
    json: {
      type: 'urn:petops:problem:invalid-workflow',
      field: 'steps[0].asks',
      value: asks,
    },
  });
});
