import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type Edge } from './edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
  const as = 'maple.staff';
  const add = async (owner: Record<string, string>, pet?: string): Promise<void> => {
    const { json } = await edge.ask('POST', 'owners', { as, body: owner });
    if (pet === undefined) return;
    const body = { name: pet, species: 'dog' };
    await edge.ask('POST', `owners/${String(json['id'])}/pets`, { as, body });
  };
  await add({ firstName: 'José', lastName: 'O’Brien', email: 'Jo@Example.com' }, 'Ábel');
  await add({ firstName: 'Ada', lastName: 'Byron', phone: '(415) 555-0123' }, 'Rex');
  await add({ firstName: 'Bo', lastName: 'Adams', phone: '(415) 555-0199' });
});
afterAll(async () => edge.stop());

const find = async (q: string, as = 'maple.staff'): Promise<unknown[]> => {
  const quiet = await edge.ask('POST', 'search', { as, body: { q } });
  const open = await edge.ask('GET', `search?q=${encodeURIComponent(q)}`, { as });
  expect(open.json.items).toEqual(quiet.json.items);
  return (open.json.items ?? []).map((it) => `${String(it['type'])} ${String(it['name'])}`);
};

describe('a search', () => {
  it.each([
    ['last name', 'o bri', ['owner José O’Brien']],
    ['first name', 'JOSE', ['owner José O’Brien']],
    ['first and last name', 'ada by', ['owner Ada Byron']],
    ['last and first name', 'byron a', ['owner Ada Byron']],
    ['either name', 'ada', ['owner Bo Adams', 'owner Ada Byron']],
    ['pet name', 'abe', ['pet Ábel']],
    ['e-mail address', 'jo@EX', ['owner José O’Brien']],
    ['last digits', '0123', ['owner Ada Byron']],
    ['a number as dialled', '(415) 555-01', ['owner Ada Byron', 'owner Bo Adams']],
    ['a whole number', '+1 415 555 0199', ['owner Bo Adams']],
    ['nothing there is', 'zz', []],
  ])('finds by %s', async (_what, q, names) => {
    expect((await find(q)).toSorted()).toEqual(names.toSorted());
  });

  it('shows a pet with its owner', async () => {
    const { json } = await edge.ask('GET', 'search?q=rex', { as: 'maple.staff' });
    expect(json.items).toMatchObject([{ type: 'pet', owner: { name: 'Ada Byron' } }]);
  });

  it('follows edits: the old name, address and number find nobody any more', async () => {
    const as = 'maple.staff';
    const body = { firstName: 'Zoe', lastName: 'New', email: 'z@x.test', phone: '212-555-0188' };
    const { json } = await edge.ask('POST', 'owners', { as, body });
    const after = { firstName: 'Yva', lastName: 'Old', email: null, phone: null };
    await edge.ask('PATCH', `owners/${String(json['id'])}`, { as, body: after });
    for (const q of ['zoe', 'new', 'z@x', '0188']) expect(await find(q), q).toEqual([]);
    for (const q of ['yva', 'old']) expect(await find(q), q).toEqual(['owner Yva Old']);
  });

  it('gives at most so many of each, and says that there are more', async () => {
    const { json } = await edge.ask('GET', 'search?q=ada&limit=1', { as: 'maple.staff' });
    expect(json.items).toHaveLength(1);
    expect(json['more']).toBe(true);
  });

  it('finds nothing of another business', async () => {
    for (const q of ['ada', 'rex', '0123', 'jo@']) expect(await find(q, 'birch.owner')).toEqual([]);
  });

  it.each(['search', 'search?q=', `search?q=${'x'.repeat(101)}`, 'search?q=a&limit=26'])(
    'is refused as %s',
    async (target) => {
      expect((await edge.ask('GET', target, { as: 'maple.staff' })).status).toBe(400);
    },
  );
});
