import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Answer } from '../http/edge.ts';
import { workingSalon, type WorkingSalon } from '../workflows/working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const vips = {
  name: 'Very important',
  conditions: [{ field: 'owner.tags', operator: 'equals', value: 'vip' }],
};

async function saved(body: object = vips): Promise<string> {
  return String((await salon.do('POST', 'segments', body))['id']);
}

async function addOwners(count: number, of: (n: number) => object): Promise<void> {
  for (let n = 0; n < count; n++) await salon.do('POST', 'owners', of(n));
}

/** Asks part after part until there is none, and answers all of them. */
async function allParts(path: string): Promise<Record<string, unknown>[]> {
  const parts: Record<string, unknown>[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const sign = path.includes('?') ? '&' : '?';
    const query: string = next === '' ? '' : `${sign}cursor=${encodeURIComponent(next)}`;
    const part: Answer['json'] = await salon.do('GET', `${path}${query}`);
    parts.push(part);
    next = part.next;
  }
  return parts;
}

it('refuses conditions that cannot be asked, naming each part, and keeps nothing', async () => {
  const conditions = [
    { field: 'owner.shoe_size', operator: 'equals', value: 43 },
    { any: [{ field: 'history.visit_count', operator: 'contains', value: 'x' }] },
    // Of a visit nothing is known here.
    { field: 'appointment.date', operator: 'in_next_days', value: 3 },
  ];
  const refused = await salon.ask('POST', 'segments', { name: 'Odd', conditions });
  expect(refused.status).toBe(422);
  expect(refused.json['type']).toBe('urn:petops:problem:invalid-segment');
  const errors = refused.json['errors'] as { field: string }[];
  expect(errors.map((it) => it.field)).toEqual([
    'conditions.all[0].field',
    'conditions.all[1].any[0].operator',
    'conditions.all[2].field',
  ]);
  const everybody = await salon.ask('POST', 'segments', { name: 'All', conditions: [] });
  expect(everybody.status).toBe(422);
  expect(everybody.json['field']).toBe('conditions');
  expect((await salon.do('GET', 'segments')).items).toEqual([]);
});

it('counts every owner once, part by part, and lists and exports the same ones', async () => {
  await addOwners(7, (n) => ({ firstName: `Kim${String(n)}`, tags: n % 2 === 0 ? ['vip'] : [] }));
  const id = await saved();
  const [count] = await allParts(`segments/${id}/count`);
  expect(count).toEqual({ members: 4, textable: 0, looked: 8 });

  const parts = await allParts(`segments/${id}/members?limit=3`);
  expect(parts.map((it) => it['looked'])).toEqual([3, 3, 2]);
  const names = parts.flatMap((it) => it['items'] as { firstName: string }[]);
  expect(names.map((it) => it.firstName).sort()).toEqual(['Kim0', 'Kim2', 'Kim4', 'Kim6']);

  const file = await salon.ask('GET', `segments/${id}/members.csv`);
  expect(file.headers.get('x-petops-looked')).toBe('8');
  expect(file.headers.get('x-petops-next')).toBeNull();
  const rows: { first_name: string }[] = parse(file.text, { columns: true });
  expect(rows.map((it) => it.first_name).sort()).toEqual(['Kim0', 'Kim2', 'Kim4', 'Kim6']);
});

it('exports a name that looks like a formula as plain text', async () => {
  await addOwners(1, () => ({ firstName: '=1+1', lastName: 'A, "B"', tags: ['vip'] }));
  const file = await salon.ask('GET', `segments/${await saved()}/members.csv`);
  const [row]: Record<string, string>[] = parse(file.text, { columns: true });
  expect(row?.['first_name']).toBe("'=1+1");
  expect(row?.['last_name']).toBe('A, "B"');
  expect(row?.['balance']).toBe('0.00');
});

it('says of one owner whether they are in it, and in words why not', async () => {
  const id = await saved();
  const out = await salon.do('GET', `segments/${id}/owners/${salon.ownerId}`);
  expect(out).toEqual({
    ownerId: salon.ownerId,
    member: false,
    asks: 'Tags is vip',
    whyNot: ['Tags is not known; it must be that it is vip'],
  });
  await salon.do('PATCH', `owners/${salon.ownerId}`, { tags: ['vip'] });
  const member = await salon.do('GET', `segments/${id}/owners/${salon.ownerId}`);
  expect(member).toMatchObject({ member: true, whyNot: [] });
  expect((await salon.ask('GET', `segments/${id}/owners/own_nobody`)).status).toBe(404);
});

it('changes on the revision it was read at alone, and bumps none when nothing changed', async () => {
  const id = await saved();
  const { as, path } = { as: 'maple.owner', path: `segments/${id}` };
  const put = async (body: object, tag: string) =>
    salon.edge.ask('PUT', path, { as, body, headers: { 'if-match': tag } });
  expect((await put(vips, '"1"')).json['revision']).toBe(1);
  expect((await put({ ...vips, name: 'VIP' }, '"1"')).json['revision']).toBe(2);
  expect((await put({ ...vips, name: 'Late' }, '"1"')).status).toBe(412);
  expect(await salon.do('GET', path)).toMatchObject({ name: 'VIP', revision: 2 });
});

it('is not deleted while a workflow speaks to it, and names the workflow', async () => {
  const id = await saved();
  const trigger = {
    type: 'time_based',
    rule: { every: 'week', weekday: 1, at: '09:00' },
    segmentId: id,
  };
  const steps = [{ type: 'log_event', message: 'hello' }];
  const workflow = await salon.do('POST', 'workflows', { name: 'Monday hello', trigger, steps });
  const refused = await salon.ask('DELETE', `segments/${id}`);
  expect(refused.status).toBe(409);
  expect(refused.json['type']).toBe('urn:petops:problem:segment-in-use');
  expect(refused.json['detail']).toContain('"Monday hello"');
  await salon.do('PUT', `workflows/${String(workflow['id'])}/status`, { status: 'archived' });
  expect((await salon.ask('DELETE', `segments/${id}`)).status).toBe(204);
  expect((await salon.ask('GET', `segments/${id}`)).status).toBe(404);
});

it('lists the ready-made ones and copies one, which the business may then change', async () => {
  const { items = [] } = await salon.do('GET', 'ready-made-segments');
  expect(items.length).toBeGreaterThanOrEqual(10);
  const copy = await salon.do('POST', 'ready-made-segments', { key: 'lapsed', name: 'Long gone' });
  expect(copy).toMatchObject({ name: 'Long gone', origin: 'lapsed', revision: 1 });
  const own = items.find((it) => it['key'] === 'lapsed');
  expect(copy['conditions']).toEqual(own?.['conditions']);
  const unknown = await salon.ask('POST', 'ready-made-segments', { key: 'nobody' });
  expect(unknown.status).toBe(404);
  for (const { key } of items) {
    const made = await salon.do('POST', 'ready-made-segments', { key });
    expect(await salon.do('GET', `segments/${String(made['id'])}/count`)).toMatchObject({
      looked: 1,
    });
  }
});
