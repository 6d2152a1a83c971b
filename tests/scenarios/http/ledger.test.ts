import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdge, type Answer, type Edge } from './edge.ts';

let edge: Edge;
let owner: string;
beforeAll(async () => {
  edge = await startEdge();
  const body = { firstName: 'Ada', phone: '+14155550131' };
  const created = await edge.ask('POST', 'owners', { as: 'maple.staff', body });
  owner = `owners/${String(created.json['id'])}`;
});
afterAll(async () => edge.stop());

const post = async (target: string, body: unknown, as = 'maple.staff', key?: string) =>
  edge.ask('POST', target, {
    as,
    body,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });
const idOf = ({ json, status }: Answer): string => {
  expect(status).toBe(201);
  return String(json['id']);
};
const balance = async () =>
  (await edge.ask('GET', `${owner}/statement`, { as: 'maple.staff' })).json['balanceCents'];
const brush = { lines: [{ kind: 'product', description: 'Brush', priceCents: 1200 }] };

it('staff take payments; refunds, waivers, credit and reversals need a manager', async () => {
  const charge = idOf(await post(`${owner}/charges`, brush));
  const payment = idOf(await post(`${owner}/payments`, { method: 'cash', amountCents: 1300 }));
  const reason = 'why';
  const managers: [string, unknown][] = [
    [`payments/${payment}/refunds`, { amountCents: 100, reason }],
    [`charges/${charge}/waivers`, { reason }],
    [`${owner}/credits`, { amountCents: 5, reason }],
    [`ledger-entries/${charge}/reversal`, { reason }],
  ];
  for (const [target, body] of managers) {
    expect((await post(target, body)).json).toMatchObject({
      type: 'urn:petops:problem:role-too-low',
    });
  }
  for (const [target, body] of managers) {
    expect((await post(target, body, 'maple.manager')).status).toBe(201);
  }
  expect(await balance()).toBe(1200 - 1300 + 100 - 1200 - 5 + 1200 - 1200);
});

it('a payment sent five times at once under one key is taken once', async () => {
  const before = Number(await balance());
  const body = { method: 'card', amountCents: 700, tipCents: 50 };
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => post(`${owner}/payments`, body, 'maple.staff', 'pay-1')),
  );
  expect(new Set(answers.map(idOf)).size).toBe(1);
  expect(await balance()).toBe(before - 700);
});

it.each([
  [{ method: 'cash', amountCents: 0 }, 'amountCents'],
  [{ method: 'cash', amountCents: 1.5 }, 'amountCents'],
  [{ method: 'cash', amountCents: -1 }, 'amountCents'],
  [{ method: 'cash', amountCents: 100_000_001 }, 'amountCents'],
  [{ method: 'gold', amountCents: 1 }, 'method'],
  [{ method: 'cash', amountCents: 1, tipCents: '1' }, 'tipCents'],
])('the payment %j is refused by its field, and nothing is posted', async (body, field) => {
  const before = edge.stored();
  const { json, status } = await post(`${owner}/payments`, body);
  expect({ ...json, status }).toMatchObject({ status: 422, field });
  expect(edge.stored()).toBe(before);
});

it('a posting has an audit entry with its amount, and the cached balance makes none', async () => {
  const id = idOf(await post(`${owner}/charges`, brush));
  const list = async (subject: string) =>
    (await edge.ask('GET', `audit-entries?subjectId=${subject}`, { as: 'maple.manager' })).json
      .items;
  expect(await list(id)).toMatchObject([
    { action: 'created', subjectType: 'ledgerEntry', changes: { effectCents: { after: 1200 } } },
  ]);
  const ofOwner = (await list(owner.slice('owners/'.length))) ?? [];
  expect(ofOwner.map((it) => it['action'])).toEqual(['created']);
});

it('the lists show who owes what, and what a day brought', async () => {
  await post(`${owner}/charges`, { lines: [{ ...brush.lines[0], priceCents: 90_000 }] });
  const owing = await edge.ask('GET', 'outstanding-balances', { as: 'maple.staff' });
  expect(owing.json.items).toMatchObject([{ firstName: 'Ada', balanceCents: await balance() }]);
  const takings = await edge.ask('GET', 'day-takings', { as: 'maple.staff' });
  expect(takings.json).toMatchObject({
    localDate: '2026-03-02',
    dateBasis: 'payment-date',
    byMethod: { cash: { paidCents: 1300, refundedCents: 100 }, card: { tipCents: 50 } },
  });
  const sales = await edge.ask('GET', 'day-sales?date=2026-03-02', { as: 'maple.staff' });
  expect(sales.json).toMatchObject({ dateBasis: 'visit-date', netCents: 91_200 });
  const bad = await edge.ask('GET', 'day-sales?date=2026-02-30', { as: 'maple.staff' });
  expect({ ...bad.json, status: bad.status }).toMatchObject({ status: 400, field: 'date' });
});

it('a day is counted over HTTP, and a difference without a note is refused', async () => {
  const count = { localDate: '2026-03-02', countedCents: { cash: 1200 } };
  const closed = await post('cash-ups', count);
  expect(closed.json).toMatchObject({ number: 1, differenceCents: 0 });
  const short = await post('cash-ups', { ...count, countedCents: { cash: 1 } });
  expect(short.json).toMatchObject({ type: 'urn:petops:problem:note-required', field: 'note' });
  const shown = await edge.ask('GET', String(closed.headers.get('location')).replace('/api/', ''), {
    as: 'maple.staff',
  });
  expect(shown.json).toEqual(closed.json);
});
