import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const install = async (key: string) => salon.do('POST', 'workflow-library', { key });
const templates = async () => (await salon.do('GET', 'templates')).items ?? [];
const workflows = async () => (await salon.do('GET', 'workflows')).items ?? [];

it('is listed with plain descriptions and the words of its texts', async () => {
  const { items = [] } = await salon.do('GET', 'workflow-library');
  expect(items.length).toBeGreaterThanOrEqual(12);
  expect(items.find((it) => it['key'] === 'reminder_24h')).toMatchObject({
    category: 'reminders',
    definition: { trigger: { type: 'appointment_approaching', hoursBefore: 24 } },
    templates: [{ key: 'reminder_24h', channel: 'sms' }],
  });
});

it('gives a draft with its template that texts once it is switched on', async () => {
  const made = await install('reminder_24h');
  expect(made).toMatchObject({ status: 'draft', origin: 'reminder_24h', version: 1 });
  await salon.do('PUT', `workflows/${String(made['id'])}/status`, { status: 'active' });
  await salon.book('2026-03-05T11:00:00-05:00');
  await salon.at('2026-03-04T11:00:00-05:00');
  expect(salon.sent.map(({ body }) => body)).toEqual([
    'maple: see you Thu, Mar 5 at 11:00 AM with Rex. Reply C to confirm. If you cannot come, just reply to this text.',
  ]);
});

it('installed twice, at once or later, is one workflow as people left it', async () => {
  const made = await Promise.all([install('thanks_after_visit'), install('thanks_after_visit')]);
  expect(new Set(made.map((it) => it['id'])).size).toBe(1);
  const path = `workflows/${String(made[0]['id'])}`;
  await salon.do('PUT', `${path}/status`, { status: 'active' });
  expect(await install('thanks_after_visit')).toMatchObject({ status: 'active' });
  expect(await workflows()).toHaveLength(1);
  expect(await templates()).toHaveLength(1);
});

it('leaves a template that the business has under the same key', async () => {
  const own = { key: 'reminder_2h', name: 'Ours', category: 'reminders', channel: 'sms' };
  await salon.do('POST', 'templates', { ...own, body: 'Soon!' });
  await install('reminder_2h');
  expect(await templates()).toMatchObject([{ name: 'Ours', body: 'Soon!', version: 1 }]);
});

it('writes nothing when such a template does not fit, and names it', async () => {
  const mail = { key: 'reminder_2h', name: 'Ours', category: 'reminders', channel: 'email' };
  await salon.do('POST', 'templates', { ...mail, subject: 'Soon', body: 'Soon!' });
  const answer = await salon.ask('POST', 'workflow-library', { key: 'reminder_2h' });
  expect(answer).toMatchObject({
    status: 422,
    json: { type: 'urn:petops:problem:invalid-workflow', field: 'steps[0].template' },
  });
  expect(await workflows()).toEqual([]);
});

it('refuses a key that is none, and says which there are', async () => {
  const answer = await salon.ask('POST', 'workflow-library', { key: 'nothing' });
  expect(answer).toMatchObject({
    status: 422,
    json: { type: 'urn:petops:problem:unknown-library-entry', field: 'key', value: 'nothing' },
  });
  expect(String(answer.json['allowed'])).toContain('reminder_24h');
});

const PLAN = {
  name: 'Post-Appointment Follow-up',
  trigger: { type: 'appointment_completed', delay_hours: 2 },
  conditions: [{ field: 'owner.sms_opted_in', operator: 'equals', value: true }],
  actions: [
    {
      type: 'send_sms',
      template: 'post_appointment_thanks',
      variables: { owner_name: '<owner.first_name>' },
    },
    { type: 'log_event', message: 'Follow-up SMS sent' },
  ],
};

it('lends its words to a workflow written by hand, in its commit: the plan’s example works as it stands', async () => {
  const refused = await salon.ask('POST', 'workflows', {
    ...PLAN,
    actions: [{ ...PLAN.actions[0], template: 'post' }],
  });
  expect(refused).toMatchObject({ status: 422, json: { field: 'steps[0].template' } });
  expect(await templates()).toEqual([]);
  const { id } = await salon.do('POST', 'workflows', PLAN);
  await salon.do('POST', 'workflows', PLAN);
  expect(await templates()).toMatchObject([{ key: 'post_appointment_thanks', version: 1 }]);
  const on = await salon.do('PUT', `workflows/${String(id)}/status`, { status: 'active' });
  expect(on).toMatchObject({ status: 'active' });
});

describe('an edit that names words of the library', () => {
  const plain = { name: 'Follow-up', trigger: PLAN.trigger, steps: [PLAN.actions[1]] };
  const made = async () => {
    const { id, revision } = await salon.do('POST', 'workflows', plain);
    return { path: `workflows/${String(id)}`, revision };
  };

  it('borrows them in its commit, as the making of a workflow does, and once', async () => {
    const { path } = await made();
    expect(await salon.do('PUT', path, PLAN)).toMatchObject({ version: 2, revision: 2 });
    expect(await templates()).toMatchObject([{ key: 'post_appointment_thanks', version: 1 }]);
    await salon.do('PUT', path, { ...PLAN, name: 'Again' });
    expect(await templates()).toMatchObject([{ key: 'post_appointment_thanks', version: 1 }]);
    expect(await salon.do('PUT', `${path}/status`, { status: 'active' })).toMatchObject({
      status: 'active',
    });
  });

  it('adds nothing when it is refused', async () => {
    const { path } = await made();
    const lost = { type: 'send_sms', template: 'nowhere' };
    const answer = await salon.ask('PUT', path, { ...PLAN, actions: [PLAN.actions[0], lost] });
    expect(answer).toMatchObject({ status: 422, json: { field: 'steps[1].template' } });
    const stale = await salon.edge.ask('PUT', path, {
      as: 'maple.owner',
      body: PLAN,
      headers: { 'if-match': '"7"' },
    });
    expect(stale.status).toBe(412);
    const foreign = await salon.edge.ask('PUT', path, { as: 'birch.owner', body: PLAN });
    expect(foreign.status).toBe(404);
    expect(await templates()).toEqual([]);
    expect((await salon.edge.ask('GET', 'templates', { as: 'birch.owner' })).json.items).toEqual(
      [],
    );
  });

  it('leaves what the business has written under the key', async () => {
    const own = { key: 'post_appointment_thanks', name: 'Ours', category: 'follow-ups' };
    const variables = [{ name: 'owner_name', label: 'Whom', from: 'owner.first_name' }];
    const body = 'Ta, {{owner_name}}!';
    await salon.do('POST', 'templates', { ...own, channel: 'sms', body, variables });
    const { path } = await made();
    await salon.do('PUT', path, PLAN);
    expect(await templates()).toMatchObject([{ name: 'Ours', version: 1 }]);
  });
});

it('lends its words to a dry run, which adds nothing', async () => {
  const steps = [{ type: 'send_sms', template: 'balance_reminder' }];
  const definition = { name: 'Tried', trigger: { type: 'manual' }, steps };
  const tried = await salon.do('POST', 'workflow-dry-runs', { definition });
  expect(JSON.stringify(tried)).toContain('$0 of your account is still open.');
  expect(await templates()).toEqual([]);
});
