import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import type { Write } from '../../../shared/platform/store/document-store.ts';
import { startEdge, type Answer, type Edge } from './edge.ts';

let edge: Edge;
const as = 'maple.staff';
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

const newOwner = async (body: object): Promise<Answer> => edge.ask('POST', 'owners', { as, body });
const phoneOf = async (number: string) =>
  (await edge.context.records.get(phoneType, { tenantId: 'maple' }, phoneId(number)))?.value;

describe('an edit', () => {
  it('with a stale If-Match is 412, names the revision in force and changes nothing', async () => {
    const { json } = await newOwner({ firstName: 'Ada' });
    const target = `owners/${String(json['id'])}`;
    const first = await edge.ask('PATCH', target, {
      as,
      body: { lastName: 'Byron' },
      headers: { 'if-match': '"1"' },
    });
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toBe('"2"');
    const stale = await edge.ask('PATCH', target, {
      as,
      body: { lastName: 'King' },
      headers: { 'if-match': 'W/"1"' },
    });
    expect(stale.status).toBe(412);
    expect(stale.json).toMatchObject({ value: '"1"', allowed: '"2"', field: 'If-Match' });
    const after = await edge.ask('GET', target, { as });
    expect(after.json).toMatchObject({ lastName: 'Byron', revision: 2 });
  });

  it.each(['1', '"1', 'W/1', '""1""', '"1",'])('with the If-Match %s is 400', async (header) => {
    const { json } = await newOwner({ firstName: 'Ada' });
    const answer = await edge.ask('PATCH', `owners/${String(json['id'])}`, {
      as,
      body: { lastName: 'King' },
      headers: { 'if-match': header },
    });
    expect(answer.status).toBe(400);
  });

  it('that repeats what stands leaves the revision as it is', async () => {
    const { json } = await newOwner({ firstName: 'Ada', email: 'ada@example.com' });
    const answer = await edge.ask('PATCH', `owners/${String(json['id'])}`, {
      as,
      body: { firstName: 'Ada', email: 'ada@example.com', notes: null },
    });
    expect(answer.json['revision']).toBe(1);
  });

  it('of null empties a field, and an absent one stays', async () => {
    const { json } = await newOwner({ firstName: 'Ada', email: 'ada@example.com', notes: 'Bites' });
    const answer = await edge.ask('PATCH', `owners/${String(json['id'])}`, {
      as,
      body: { email: null },
    });
    expect(answer.json).not.toHaveProperty('email');
    expect(answer.json['notes']).toBe('Bites');
  });

  it('of many at once under one revision is won by exactly one', async () => {
    const { json } = await newOwner({ firstName: 'Ada' });
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map(async (lastName) =>
        edge.ask('PATCH', `owners/${String(json['id'])}`, {
          as,
          body: { lastName },
          headers: { 'if-match': '"1"' },
        }),
      ),
    );
    expect(answers.map((it) => it.status).sort()).toEqual([200, 412, 412, 412]);
  });

  it('keeps fields of a newer version that this one does not know', async () => {
    const { json } = await newOwner({ firstName: 'Ada' });
    const id = String(json['id']);
    const { store } = edge.context.records;
    const stored = await store.get({ tenantId: 'maple' }, id);
    if (stored === undefined) throw new Error('no owner');
    const write: Write = {
      op: 'replace',
      etag: stored.etag,
      document: { ...stored.value, favouriteColour: 'teal' },
    };
    await store.commit({ tenantId: 'maple' }, [write]);
    const answer = await edge.ask('PATCH', `owners/${id}`, { as, body: { notes: 'Shy' } });
    expect(answer.json).not.toHaveProperty('favouriteColour');
    const after = await store.get({ tenantId: 'maple' }, id);
    expect(after?.value['favouriteColour']).toBe('teal');
  });
});

describe('an owner’s phone', () => {
  it('that cannot be read is refused with the reason', async () => {
    const answer = await newOwner({ firstName: 'Ada', phone: '555-0123' });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ field: 'phone', value: '555-0123' });
  });

  it('moves from one number’s document to the other’s, and a refusal stays with its number', async () => {
    const first = await newOwner({ firstName: 'Ada', phone: '(415) 555-0100' });
    const second = await newOwner({ firstName: 'Ben', phone: '+1 415 555 0100' });
    const [ada, ben] = [String(first.json['id']), String(second.json['id'])];
    expect((await phoneOf('+14155550100'))?.ownerIds).toEqual([ada, ben]);
    await edge.ask('PUT', `phones/${phoneId('+14155550100')}/suppression`, { as });

    const body = { phone: '415-555-0101' };
    const moved = await edge.ask('PATCH', `owners/${ada}`, { as, body });
    expect(moved.json).toMatchObject({
      phone: '+14155550101',
      phoneId: phoneId('+14155550101'),
    });
    expect((await phoneOf('+14155550101'))?.ownerIds).toEqual([ada]);
    expect(await phoneOf('+14155550100')).toMatchObject({
      ownerIds: [ben],
      suppressed: { source: 'staff' },
    });
  });

  it('lists every owner when many with one number are added at once', async () => {
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D', 'E'].map(async (firstName) =>
        newOwner({ firstName, phone: '+14155550102' }),
      ),
    );
    const ids = answers.map((it) => String(it.json['id'])).sort();
    expect([...((await phoneOf('+14155550102'))?.ownerIds ?? [])].sort()).toEqual(ids);
  });

  it('that is emptied leaves the number’s document without the owner', async () => {
    const { json } = await newOwner({ firstName: 'Ada', phone: '+14155550103' });
    const target = `owners/${String(json['id'])}`;
    const answer = await edge.ask('PATCH', target, { as, body: { phone: null } });
    expect(answer.json).not.toHaveProperty('phone');
    expect((await phoneOf('+14155550103'))?.ownerIds).toEqual([]);
  });
});

describe('a refusal of texts', () => {
  const suppress = async (number: string): Promise<Answer> =>
    edge.ask('PUT', `phones/${phoneId(number)}/suppression`, { as });
  const lift = async (number: string): Promise<Answer> =>
    edge.ask('DELETE', `phones/${phoneId(number)}/suppression`, { as: 'maple.manager' });

  it('can be entered for somebody who is no customer, twice without harm', async () => {
    const body = { number: '(415) 555-0110' };
    const found = await edge.ask('POST', 'phones', { as, body });
    expect(found.json['id']).toBe(phoneId('+14155550110'));
    const once = await suppress('+14155550110');
    edge.setTime('2026-03-02T16:00:00Z');
    const twice = await suppress('+14155550110');
    expect(twice.json['suppressed']).toEqual(once.json['suppressed']);
  });

  it('of staff is taken back by a manager, not by staff', async () => {
    await edge.ask('POST', 'phones', { as, body: { number: '+14155550111' } });
    await suppress('+14155550111');
    const target = `phones/${phoneId('+14155550111')}/suppression`;
    expect((await edge.ask('DELETE', target, { as })).status).toBe(403);
    const lifted = await lift('+14155550111');
    expect(lifted.status).toBe(200);
    expect(lifted.json).not.toHaveProperty('suppressed');
    expect((await lift('+14155550111')).status).toBe(200);
  });

  it.each(['inbound', 'provider', 'import'])(
    'from %s is final: nobody here can lift it, nor replace it by one that can be lifted',
    async (source) => {
      const number = '+14155550112';
      await edge.ask('POST', 'phones', { as, body: { number } });
      const partition = { tenantId: 'maple' };
      const stored = await edge.context.records.get(phoneType, partition, phoneId(number));
      if (stored === undefined) throw new Error('no phone');
      const suppressed = { at: edge.context.clock.now(), source };
      const document = { ...stored.value, suppressed };
      await edge.context.records.commit(partition, [
        { op: 'replace', document, etag: stored.etag },
      ]);
      await suppress(number);
      const answer = await lift(number);
      expect(answer.status).toBe(409);
      expect(answer.json['type']).toBe('urn:petops:problem:refusal-is-final');
      expect((await phoneOf(number))?.suppressed?.source).toBe(source);
    },
  );
});

describe('a list of owners', () => {
  it('finds by the start of the last name, whatever its case and accents, page by page', async () => {
    const people = ['Muñoz', 'munoz', 'MUNRO', 'Munk', 'Mueller'];
    for (const lastName of people) await newOwner({ firstName: 'José', lastName });
    const found: unknown[] = [];
    let cursor = '';
    do {
      const page = await edge.ask('GET', `owners?name=Mun&limit=2${cursor}`, { as });
      expect(page.json.items?.length).toBeLessThanOrEqual(2);
      found.push(...(page.json.items ?? []).map((it) => it['lastName']));
      cursor = page.json.next === undefined ? '' : `&cursor=${page.json.next}`;
    } while (cursor !== '');
    expect(found).toHaveLength(4);
    expect(found.slice(0, 1)).toEqual(['Munk']);
    expect(found.slice(3)).toEqual(['MUNRO']);
  });
});

describe('a pet', () => {
  it('of an owner who does not exist is 404', async () => {
    const body = { name: 'Rex', species: 'dog' };
    const answer = await edge.ask('POST', 'owners/own_nobody/pets', { as, body });
    expect(answer.status).toBe(404);
  });

  it('cannot be born after today, by the business’s own calendar', async () => {
    // 02:30 UTC on the 3rd is still the 2nd in New York.
    edge.setTime('2026-03-03T02:30:00Z');
    const { json } = await newOwner({ firstName: 'Ada' });
    const target = `owners/${String(json['id'])}/pets`;
    const pet = { name: 'Rex', species: 'dog' };
    const tomorrow = await edge.ask('POST', target, {
      as,
      body: { ...pet, birthDate: '2026-03-03' },
    });
    expect(tomorrow.status).toBe(422);
    expect(tomorrow.json).toMatchObject({ field: 'birthDate', allowed: '2026-03-02 or earlier' });
    const today = await edge.ask('POST', target, { as, body: { ...pet, birthDate: '2026-03-02' } });
    expect(today.status).toBe(201);
    expect(today.headers.get('location')).toBe(`/api/pets/${String(today.json['id'])}`);
    const wrong = await edge.ask('POST', target, { as, body: { ...pet, birthDate: '2025-02-29' } });
    expect(wrong.status).toBe(422);
  });

  it('is found by the start of its name and by its owner', async () => {
    const { json } = await newOwner({ firstName: 'Ada' });
    const target = `owners/${String(json['id'])}/pets`;
    await edge.ask('POST', target, { as, body: { name: 'Zorro', species: 'cat' } });
    const byName = await edge.ask('GET', 'pets?name=zor&status=active', { as });
    expect(byName.json.items).toHaveLength(1);
    const byOwner = await edge.ask('GET', target, { as });
    expect(byOwner.json.items?.map((it) => it['name'])).toEqual(['Zorro']);
  });
});
