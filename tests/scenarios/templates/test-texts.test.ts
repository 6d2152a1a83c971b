import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageType } from '../../../shared/messaging/model.ts';
import { phoneId } from '../../../shared/customers/model.ts';
import { workingSalon, type WorkingSalon } from '../workflows/working-salon.ts';

let salon: WorkingSalon;
let staffId: string;
let templateId: string;
beforeEach(async () => {
  salon = await workingSalon();
  staffId = String(
    (await salon.do('POST', 'staff', { name: 'Lou', phone: '(415) 555-0166' }))['id'],
  );
  await salon.template('{{business.name}}: hello {{owner.first_name}} and {{pets.names}}!');
  templateId = String((await salon.do('GET', 'templates')).items?.[0]?.['id']);
});
afterEach(async () => salon.edge.stop());

const NOW = '2026-03-02T15:00:30Z';
const test = async (changes: object = {}, id = templateId) =>
  salon.ask('POST', `templates/${id}/test-texts`, { ownerId: salon.ownerId, staffId, ...changes });
/** The field a test is refused for, and whether anything was written all the same. */
const refusal = async (changes: object = {}, id = templateId) => {
  const before = salon.edge.stored('maple');
  const { status, json } = await test(changes, id);
  const { type, field } = json;
  return { status, type, field, wrote: salon.edge.stored('maple') !== before };
};
const refusedFor = (field: string) => {
  return { status: 422, type: 'urn:petops:problem:no-test-text', field, wrote: false };
};

describe('a test of a template', () => {
  it('says to the staff what a real owner would read, marked as a test', async () => {
    expect(await test()).toMatchObject({
      status: 202,
      json: { body: '[Test] maple: hello Ada and Rex!', status: 'planned' },
    });
    await salon.at(NOW);
    expect(salon.sent).toMatchObject([
      { to: '+14155550166', body: '[Test] maple: hello Ada and Rex!' },
    ]);
  });

  it('belongs to no owner, workflow or campaign, and says whose test it is', async () => {
    await test();
    await salon.at(NOW);
    const { items } = await salon.do('GET', 'messages');
    expect(items).toMatchObject([{ test: { templateId, version: 1 }, purpose: 'service' }]);
    const { records } = salon.edge.context;
    const page = await records.query(messageType, { tenantId: 'maple' }, { limit: 10 });
    const [text] = page.items.map(({ value }) => value);
    for (const field of ['ownerId', 'workflowId', 'campaignId', 'variant'] as const) {
      expect(text?.[field], field).toBeUndefined();
    }
    expect((await salon.do('GET', `messages?ownerId=${salon.ownerId}`)).items).toEqual([]);
  });

  it('of an advertisement goes to the staff, and to no customer without consent', async () => {
    const body = '{{business.name}}: {{owner.first_name}}, 10% off. Reply STOP to opt out';
    await salon.template(body, { purpose: 'marketing' });
    const { items = [] } = await salon.do('GET', 'templates');
    const ad = items.find((it) => it['purpose'] === 'marketing');
    expect((await test({}, String(ad?.['id']))).status).toBe(202);
    await salon.at(NOW);
    expect(salon.sent.map(({ to }) => to)).toEqual(['+14155550166']);
  });

  it('is not sent to a number whose holder said STOP', async () => {
    await salon.do('POST', 'phones', { number: '+14155550166' });
    await salon.do('PUT', `phones/${phoneId('+14155550166')}/suppression`);
    await test();
    await salon.at(NOW);
    expect(salon.sent).toEqual([]);
    expect((await salon.do('GET', 'messages')).items).toMatchObject([
      { status: 'skipped', reason: 'suppressed' },
    ]);
  });

  it('keeps to the hours for texts: at night it is dropped, not sent in the morning', async () => {
    salon.edge.setTime('2026-03-03T04:00:00Z');
    await test();
    await salon.at('2026-03-03T04:00:30Z');
    await salon.at('2026-03-03T14:01:00Z');
    expect(salon.sent).toEqual([]);
    expect((await salon.do('GET', 'messages')).items).toMatchObject([{ reason: 'too-late' }]);
  });

  it('shows of a number of the staff the last digits alone', async () => {
    const shown = await salon.do('GET', `staff/${staffId}`);
    expect(String(shown['phone'])).toMatch(/•.*0166$/);
    expect(JSON.stringify(salon.edge.logged)).not.toContain('4155550166');
  });
});

describe('a test is refused, and nothing is written,', () => {
  it('to somebody without a number, or who is inactive', async () => {
    const other = await salon.do('POST', 'staff', { name: 'Sam' });
    expect(await refusal({ staffId: other['id'] })).toEqual(refusedFor('staffId'));
    await salon.do('PATCH', `staff/${staffId}`, { status: 'inactive' });
    expect(await refusal()).toEqual(refusedFor('staffId'));
    await salon.do('PATCH', `staff/${staffId}`, { status: 'active', phone: null });
    expect(await refusal()).toEqual(refusedFor('staffId'));
  });

  it('when a value is missing, or the template is for e-mails', async () => {
    await salon.template('Mail: {{owner.email}}');
    await salon.template('Letter', { channel: 'email', subject: 'Hello' });
    const { items = [] } = await salon.do('GET', 'templates');
    const idOf = (body: string) => String(items.find((it) => it['body'] === body)?.['id']);
    expect(await refusal({}, idOf('Mail: {{owner.email}}'))).toEqual(refusedFor('ownerId'));
    expect(await refusal({}, idOf('Letter'))).toEqual(refusedFor('templateId'));
  });

  it('when filled in it is longer than carriers take', async () => {
    await salon.do('PATCH', `pets/${salon.petId}`, { name: 'R'.repeat(40) });
    await salon.template(`${'x'.repeat(1570)} {{pets.names}}`);
    const { items = [] } = await salon.do('GET', 'templates');
    const long = items.find((it) => String(it['body']).startsWith('xxx'));
    expect(await refusal({}, String(long?.['id']))).toEqual(refusedFor('templateId'));
  });

  it('for an owner, a template or a member of staff that is not there', async () => {
    expect((await test({ ownerId: 'own_x' })).status).toBe(404);
    expect((await test({ staffId: 'stf_x' })).status).toBe(404);
    expect((await test({}, 'tpl_x')).status).toBe(404);
    const bad = { name: 'Max', phone: '12' };
    expect(await salon.ask('POST', 'staff', bad)).toMatchObject({
      status: 422,
      json: { type: 'urn:petops:problem:invalid-phone-number', field: 'phone' },
    });
  });

  it('after twenty of a business in an hour, also at once, until the first is an hour old', async () => {
    const answers = await Promise.all(Array.from({ length: 25 }, async () => test()));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((it) => it === 202)).toHaveLength(20);
    expect(new Set(statuses)).toEqual(new Set([202, 429]));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.json).toMatchObject({
      type: 'urn:petops:problem:too-many-tests',
      allowed: 'the next one from 2026-03-02T16:00:00.000Z on',
    });
    expect((await salon.do('GET', 'messages?limit=50')).items).toHaveLength(20);
    salon.edge.setTime('2026-03-02T15:59:59Z');
    expect((await test()).status).toBe(429);
    salon.edge.setTime('2026-03-02T16:00:00Z');
    expect((await test()).status).toBe(202);
  });
});

describe('a preview', () => {
  it('estimates the cost by segments, and says null where no rate is set', async () => {
    const preview = async () =>
      salon.do('POST', `templates/${templateId}/preview`, { ownerId: salon.ownerId });
    expect(await preview()).toMatchObject({ segments: 1, costMicros: null });
    await salon.do('PATCH', 'tenant-settings', { segmentCost: { micros: 8000, currency: 'USD' } });
    expect(await preview()).toMatchObject({ segments: 1, costMicros: 8000, currency: 'USD' });
    const words = {
      name: 'W',
      category: 'reminders',
      channel: 'sms',
      body: 'é'.repeat(80) + 'ő'.repeat(80),
    };
    const asked = { ownerId: salon.ownerId, template: words };
    expect(await salon.do('POST', 'template-previews', asked)).toMatchObject({
      ...{ encoding: 'UCS-2', segments: 3, costMicros: 24_000 },
    });
  });
});
