import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdge, type Edge } from './edge.ts';

const as = 'maple.manager';
let edge: Edge;
let into: string;
let from: string;
beforeAll(async () => {
  edge = await startEdge();
  const add = async (firstName: string): Promise<string> =>
    String((await edge.ask('POST', 'owners', { as, body: { firstName } })).json['id']);
  into = await add('Ada');
  from = await add('Adah');
});
afterAll(async () => edge.stop());

it('refuses whoever is no manager, and revisions that are not those in force', async () => {
  const before = edge.stored('maple');
  const ask = async (more: Record<string, unknown>, tag = '"1"', who = as) =>
    edge.ask('POST', `owners/${into}/merge`, {
      as: who,
      body: { from, ...more },
      headers: { 'if-match': tag },
    });
  expect((await ask({}, '"1"', 'maple.staff')).status).toBe(403);
  expect((await ask({}, '"2"')).status).toBe(412);
  expect((await ask({ fromRevision: 2 })).status).toBe(412);
  expect((await ask({ from: into })).status).toBe(422);
  expect((await ask({ whom: from })).status).toBe(422);
  expect(edge.stored('maple')).toBe(before);
});

it('merges, answers the same when asked again, and leads the old id to the survivor', async () => {
  const body = { from, fromRevision: 1 };
  const ask = { as, body, headers: { 'if-match': '"1"' } };
  const merged = await edge.ask('POST', `owners/${into}/merge`, ask);
  expect(merged.status).toBe(202);
  expect(merged.json).toMatchObject({ from, into, status: 'moving', revision: 2 });
  expect((await edge.ask('POST', `owners/${into}/merge`, ask)).json).toEqual(merged.json);
  const job = await edge.ask('GET', `jobs/${String(merged.json['job'])}`, { as });
  expect(job.json).toMatchObject({ job: 'owner-merge', subject: from, status: 'waiting' });
  const found = await edge.ask('GET', `owners/${from}`, { as });
  expect(found.json).toMatchObject({ id: into, firstName: 'Ada', revision: 2 });
  expect(found.headers.get('content-location')).toBe(into);
  const edit = await edge.ask('PATCH', `owners/${from}`, { as, body: { notes: 'x' } });
  expect(edit.status).toBe(409);
  expect(edit.json).toMatchObject({ type: 'urn:petops:problem:owner-merged', allowed: into });
});

it('tells in the audit who merged whom', async () => {
  for (const [id, type] of [
    [into, 'owner'],
    [from, 'mergedOwner'],
  ]) {
    const { json } = await edge.ask('GET', `audit-entries?subjectId=${String(id)}`, { as });
    const changed = json.items?.find((it) => it['action'] === 'changed');
    expect(changed).toMatchObject({ subjectType: type, role: 'manager' });
  }
});
