import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type Ask, type Edge } from '../http/edge.ts';

let edge: Edge;
let ownerId: string;
beforeAll(async () => {
  edge = await startEdge();
  const owner = { firstName: 'Ada', phone: '+14155550188' };
  ownerId = String((await ask('POST', 'owners', owner)).json['id']);
  for (const [n, name] of ['Bella', 'Max'].entries()) {
    edge.setTime(`2026-03-02T10:0${String(n)}:00-05:00`);
    await ask('POST', `owners/${ownerId}/pets`, { name, species: 'dog' });
  }
});
afterAll(async () => edge.stop());

const ask = async (method: string, path: string, body?: unknown, more: Ask = {}) =>
  edge.ask(method, path, { as: 'maple.manager', ...(body !== undefined && { body }), ...more });
const template = (changes: object = {}) => ({
  name: 'Thanks',
  category: 'follow-ups',
  channel: 'sms',
  body: 'Thank you, {{owner.first_name}}!',
  ...changes,
});
let made = 0;
const add = async (changes: object = {}) =>
  ask('POST', 'templates', { key: `key_${String(++made)}`, ...template(changes) });

describe('a template that cannot be used', () => {
  it.each([
    ['an unknown variable', { body: 'Hi {{owner.name}}' }, 'body'],
    ['code', { body: '{{#each pets.names}}{{this}}{{/each}}' }, 'body'],
    ['a hole in its braces', { body: 'Hi {{owner.first_name' }, 'body'],
    ['CANCEL as an answer', { body: 'Reply CANCEL to cancel your visit' }, 'body'],
    [
      'marketing without a way out',
      { purpose: 'marketing', body: '{{business.name}}: Sale!' },
      'body',
    ],
    [
      'marketing without a sender',
      { purpose: 'marketing', body: 'Sale! Reply STOP to opt out' },
      'body',
    ],
    ['a text with a subject', { subject: 'Hi' }, 'subject'],
    ['an e-mail without one', { channel: 'email' }, 'subject'],
    [
      'a variable that nobody says',
      { variables: [{ name: 'x', label: 'X' }] },
      'variables[0].name',
    ],
    [
      'a variable bound to nothing',
      { body: '{{x}}', variables: [{ name: 'x', label: 'X', from: 'owner.shoe_size' }] },
      'variables[0].from',
    ],
    ['2,000 characters', { body: 'x'.repeat(2000) }, 'body'],
  ])('%s is refused, named, and nothing is kept', async (_what, changes, field) => {
    const before = edge.stored('maple');
    const answer = await add(changes);
    expect(answer.status).toBe(422);
    expect(answer.json['field']).toBe(field);
    expect(edge.stored('maple')).toBe(before);
  });

  it('is refused at a change as well, and what stands stays', async () => {
    const { json } = await add();
    const path = `templates/${String(json['id'])}`;
    expect((await ask('PUT', path, template({ body: '{{nobody}}' }))).status).toBe(422);
    expect((await ask('GET', path)).json).toEqual(json);
  });

  it('is refused for a key that is taken, and for staff', async () => {
    const body = { key: 'twice', ...template() };
    const tries = await Promise.all([
      ask('POST', 'templates', body),
      ask('POST', 'templates', body),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 409]);
    const byStaff = await edge.ask('POST', 'templates', { as: 'maple.staff', body });
    expect(byStaff.status).toBe(403);
  });
});

describe('the versions of a template', () => {
  it('are kept with each change of its words, and taken up again', async () => {
    const { json } = await add();
    const path = `templates/${String(json['id'])}`;
    await ask('PUT', path, template({ body: 'Second' }));
    const named = await ask('PUT', path, template({ name: 'New name', body: 'Second' }));
    expect(named.json).toMatchObject({ name: 'New name', version: 2, revision: 3 });
    const restored = await ask('PUT', `${path}/version`, { version: 1 });
    expect(restored.json).toMatchObject({ version: 3, body: 'Thank you, {{owner.first_name}}!' });
    const { items = [] } = (await ask('GET', `${path}/versions`)).json;
    expect(items.map(({ version }) => version)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect((await ask('PUT', `${path}/version`, { version: 9 })).status).toBe(404);
  });

  it('are not overwritten by who read an older one', async () => {
    const { json } = await add();
    const path = `templates/${String(json['id'])}`;
    const stale = { headers: { 'if-match': '"1"' } };
    expect((await ask('PUT', path, template({ body: 'A' }), stale)).status).toBe(200);
    expect((await ask('PUT', path, template({ body: 'B' }), stale)).status).toBe(412);
    expect((await ask('GET', path)).json['body']).toBe('A');
  });
});

describe('a preview', () => {
  const preview = async (changes: object, more: object = {}) =>
    ask('POST', 'template-previews', { ownerId, template: template(changes), ...more });

  it('says what a real owner would read, and what it is billed as', async () => {
    const body = '{{business.name}}: {{pets.names}} {{plural pets.names "is" "are"}} welcome ✂';
    const { json } = await preview({ body });
    expect(json).toEqual({
      body: 'maple: Bella and Max are welcome ✂',
      encoding: 'UCS-2',
      segments: 1,
      units: 34,
      perSegment: 70,
      costMicros: null,
      currency: 'USD',
    });
  });

  it('fills variables from the step, from a field and from a fallback', async () => {
    const variables = [
      { name: 'who', label: 'Who', from: 'owner.last_name', fallback: 'friend' },
      { name: 'gift', label: 'Gift', fallback: 'a treat' },
    ];
    const body = '{{who}}: {{gift}}';
    const given = { variables: { who: '<owner.first_name>', gift: 'a brush' } };
    expect((await preview({ body, variables })).json['body']).toBe('friend: a treat');
    expect((await preview({ body, variables }, given)).json['body']).toBe('Ada: a brush');
  });

  it('reads a fallback as a value of its variable’s type', async () => {
    const variables = [
      { name: 'price', label: 'Price', type: 'number', money: true, fallback: '2550' },
      { name: 'count', label: 'How many', type: 'number', fallback: '1' },
      { name: 'until', label: 'Until', type: 'date', fallback: '2026-03-10' },
      { name: 'at', label: 'At', type: 'time', fallback: '09:30' },
      { name: 'vip', label: 'VIP', type: 'boolean', fallback: 'false' },
    ];
    const body =
      '{{price}}, {{count}} {{plural count "bath" "baths"}} until {{until}} {{at}}{{#if vip}}, dear{{/if}}';
    const said = '$25.50, 1 bath until Tue, Mar 10 9:30 AM';
    expect((await preview({ body, variables })).json['body']).toBe(said);
    const given = { variables: { count: 2, price: 900 } };
    expect((await preview({ body, variables }, given)).json['body']).toBe(
      '$9, 2 baths until Tue, Mar 10 9:30 AM',
    );
  });

  it.each([
    [
      { name: 'count', label: 'How many', type: 'number', fallback: 'friend' },
      { field: 'variables[0].fallback', value: 'friend', allowed: /a number such as 3/ },
    ],
    [
      { name: 'count', label: 'How many', type: 'date', fallback: '2026-02-30' },
      { field: 'variables[0].fallback', value: '2026-02-30', allowed: /a date such as/ },
    ],
    [
      { name: 'unsaid', label: 'Unsaid', fallback: 'x' },
      { field: 'variables[0].name', value: 'unsaid', allowed: /^\{\{unsaid\}\} in the words/ },
    ],
  ])('refuses %j and says what would do', async (variable, { field, value, allowed }) => {
    const body = variable.name === 'unsaid' ? 'Hello' : 'You have {{count}}';
    const { status, json } = await preview({ body, variables: [variable] });
    expect([status, json['field'], json['value']]).toEqual([422, field, value]);
    expect(json['allowed']).toMatch(allowed);
  });

  it('names what is missing instead of leaving a hole', async () => {
    const { json } = await preview({ body: 'Your visit: {{appointment.time}}' });
    expect(json).toEqual({ missing: ['appointment.time'] });
  });

  it('of a saved template is the same, of nobody is 404', async () => {
    const { json } = await add();
    const path = `templates/${String(json['id'])}/preview`;
    expect((await ask('POST', path, { ownerId })).json).toMatchObject({ body: 'Thank you, Ada!' });
    expect((await ask('POST', path, { ownerId: 'own_nobody' })).status).toBe(404);
  });
});
