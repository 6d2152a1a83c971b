import { afterEach, beforeEach, expect, it } from 'vitest';
import { drain } from '../../../shared/due-work/drain.ts';
import { workers } from '../../../shared/workers.ts';
import { startEdge, type Edge } from './edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

const as = 'maple.manager';
const VISITS =
  'Client,Mobile,Pet,Species,Date,Time,Status,Service,Total\n' +
  'Ada Byron,(415) 555-0101,Rex,dog,2025-06-02,9:30 AM,Completed,Bath,60.00\n' +
  'Ada Byron,(415) 555-0101,Rex,dog,2025-07-02,9:30 AM,No show,Bath,60.00\n';
const PAYMENTS =
  'Client,Mobile,Date paid,Method,Amount\nAda Byron,(415) 555-0101,2025-06-02,Visa,45\n';

async function upload(name: string, raw: string): Promise<string> {
  const headers = { 'content-type': 'text/csv' };
  const answer = await edge.ask('POST', `import-files?name=${name}`, { as, raw, headers });
  return String(answer.json['id']);
}

it('previews visits and payments, imports them, and shows what is owed afterwards', async () => {
  const files = [await upload('appointments.csv', VISITS), await upload('payments.csv', PAYMENTS)];
  const before = edge.stored();
  const preview = await edge.ask('POST', 'imports/preview', { as, body: { files } });
  expect(preview.json).toMatchObject({
    problems: [],
    counts: { appointments: { created: 2 }, payments: { created: 1 } },
    files: [
      {
        kind: 'appointments',
        firstRows: [
          { appointment: { localDate: '2025-06-02', outcome: { status: 'completed' } } },
          { appointment: { outcome: { status: 'no_show' }, priceCents: 6000 } },
        ],
      },
      { kind: 'payments', firstRows: [{ payment: { method: 'card', amountCents: 4500 } }] },
    ],
  });
  expect(edge.stored()).toBe(before);

  const ordered = await edge.ask('POST', 'imports', { as, body: { files } });
  await drain(edge.context, workers);
  const done = await edge.ask('GET', `imports/${String(ordered.json['id'])}`, { as });
  expect(done.json).toMatchObject({
    status: 'finished',
    counts: { rows: 3, appointments: { created: 2 }, payments: { created: 1 } },
  });
  const owing = await edge.ask('GET', 'outstanding-balances', { as });
  expect(owing.json.items).toMatchObject([{ firstName: 'Ada', balanceCents: 1500 }]);
  const ownerId = String(owing.json.items?.[0]?.['ownerId']);
  const statement = await edge.ask('GET', `owners/${ownerId}/statement`, { as });
  expect(statement.json).toMatchObject({
    balanceCents: 1500,
    items: [
      { kind: 'charge', localDate: '2025-06-02', openCents: 1500, balanceCents: 6000 },
      { kind: 'payment', localDate: '2025-06-02', freeCents: 0, balanceCents: 1500 },
    ],
  });
  const events = await edge.ask('GET', 'events', { as });
  expect(events.json.items).toEqual([]);
  // The money of then is no money of today.
  const takings = await edge.ask('GET', 'day-takings', { as });
  expect(takings.json['collectedCents']).toBe(0);
  const then = await edge.ask('GET', 'day-takings?date=2025-06-02', { as });
  expect(then.json['collectedCents']).toBe(4500);
});
