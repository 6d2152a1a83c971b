import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEdge, type Edge } from './edge.ts';

const as = 'maple.staff';
let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

async function add(body: Record<string, string>): Promise<string> {
  return String((await edge.ask('POST', 'owners', { as, body })).json['id']);
}

/** All pairs, as names and words, reading so many owners a page. */
async function pairs(limit = 50, who = as): Promise<string[]> {
  const found: string[] = [];
  let cursor = '';
  do {
    const { json } = await edge.ask('GET', `owner-duplicates?limit=${String(limit)}${cursor}`, {
      as: who,
    });
    for (const it of json.items ?? []) {
      const owners = it['owners'] as { firstName: string }[];
      const names = owners.map(({ firstName }) => firstName).sort();
      found.push(`${names.join('+')} ${String(it['likelihood'])}: ${String(it['reasons'])}`);
    }
    cursor = json.next === undefined ? '' : `&cursor=${json.next}`;
  } while (cursor !== '');
  return found.sort();
}

it('lists each pair once, whatever the pages, and nothing of another business', async () => {
  await add({ firstName: 'Jon', lastName: 'Zorn', phone: '(415) 555-0101' });
  await add({ firstName: 'Jonathan', lastName: 'Able', phone: '(415) 555-0101' });
  await add({ firstName: 'Cleo', lastName: 'Kay', email: 'c@x.test' });
  await add({ firstName: 'Cleo', lastName: 'Kay', email: 'C@x.test' });
  await add({ firstName: 'Mia', lastName: 'Kay', phone: '(415) 555-0102' });
  const expected = [
    'Cleo+Cleo very-likely: same-name,same-email',
    'Jon+Jonathan very-likely: similar-name,same-phone',
  ];
  for (const limit of [1, 2, 3, 50]) expect(await pairs(limit)).toEqual(expected);
  expect(await pairs(50, 'birch.owner')).toEqual([]);
});

it('sees a pet that two namesakes both have on record', async () => {
  for (let n = 0; n < 2; n++) {
    const id = await add({ firstName: 'Ada', lastName: 'Byron' });
    await edge.ask('POST', `owners/${id}/pets`, { as, body: { name: 'Rex', species: 'dog' } });
  }
  expect(await pairs()).toEqual(['Ada+Ada likely: same-name,same-pet']);
});

it('does not suggest a pair again that was dismissed, in either order, or merged', async () => {
  const twins = { lastName: 'Able', phone: '(415) 555-0101' };
  const [a, b, c] = [
    await add({ firstName: 'Jo', ...twins }),
    await add({ firstName: 'Jo', ...twins }),
    await add({ firstName: 'Jo', ...twins }),
  ];
  expect(await pairs()).toHaveLength(3);
  const dismiss = async (owners: unknown) =>
    (await edge.ask('PUT', 'owner-duplicates/dismissal', { as, body: { owners } })).status;
  expect(await dismiss([b, a])).toBe(200);
  expect(await dismiss([a, b])).toBe(200);
  expect(await pairs()).toHaveLength(2);
  const merge = { as: 'maple.manager', body: { from: c } };
  expect((await edge.ask('POST', `owners/${a}/merge`, merge)).status).toBe(202);
  expect(await pairs()).toEqual([]);
  expect(await dismiss([a, c])).toBe(409);
  expect(await dismiss([a, a])).toBe(422);
  expect(await dismiss([a, 'own_x'])).toBe(404);
});
