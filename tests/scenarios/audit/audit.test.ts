import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdge, type Edge } from '../http/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

const entries = async (query = '', as = 'maple.manager') =>
  (await edge.ask('GET', `audit-entries${query}`, { as })).json.items ?? [];

async function addOwner(as = 'maple.staff'): Promise<string> {
  const body = { firstName: 'Ada', lastName: 'Byron', phone: '+14155550131' };
  const { json, status } = await edge.ask('POST', 'owners', { as, body });
  expect(status).toBe(201);
  return String(json['id']);
}

it('keeps who created what, with the values, in the commit that did it', async () => {
  const id = await addOwner();
  const [entry] = await entries(`?subjectId=${id}`);
  expect(entry).toMatchObject({
    action: 'created',
    subjectType: 'owner',
    subjectId: id,
    role: 'staff',
    changes: { firstName: { after: 'Ada' }, phone: { after: '+14155550131' } },
  });
  expect(entry?.['correlationId']).toMatch(/^req_/);
});

it('keeps only the fields that changed, before and after', async () => {
  const id = await addOwner();
  const body = { email: 'ada@example.com' };
  expect((await edge.ask('PATCH', `owners/${id}`, { as: 'maple.staff', body })).status).toBe(200);
  // Both entries bear the instant of the fixed clock, so their order tells nothing.
  const latest = (await entries(`?subjectId=${id}`)).find((it) => it['action'] === 'changed');
  expect(latest?.['changes']).toEqual({ email: { after: 'ada@example.com' } });
});

it('keeps nothing of a request that changed nothing', async () => {
  const id = await addOwner();
  const before = (await entries()).length;
  const stale = { as: 'maple.staff', body: { notes: 'x' }, headers: { 'if-match': '"7"' } };
  expect((await edge.ask('PATCH', `owners/${id}`, stale)).status).toBe(412);
  expect(
    (await edge.ask('PATCH', `owners/${id}`, { as: 'maple.staff', body: { email: 5 } })).status,
  ).toBe(422);
  expect((await edge.ask('GET', `owners/${id}`, { as: 'maple.staff' })).status).toBe(200);
  expect(await entries()).toHaveLength(before);
});

it('finds what one member did', async () => {
  const id = await addOwner('maple.owner');
  const [mine] = await entries(`?subjectId=${id}`);
  const theirs = await entries(`?actorId=${String(mine?.['actorId'])}`);
  expect(theirs.map((entry) => entry['role'])).toContain('owner');
  expect(new Set(theirs.map((entry) => entry['actorId'])).size).toBe(1);
});

it('shows the trail to managers of the same tenant only', async () => {
  const id = await addOwner();
  expect((await edge.ask('GET', 'audit-entries', { as: 'maple.staff' })).status).toBe(403);
  expect(await entries(`?subjectId=${id}`, 'birch.owner')).toEqual([]);
});
