import { afterEach, beforeEach, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const MAIL = {
  channel: 'email',
  subject: 'Thank you from {{business.name}}',
  purpose: 'service',
} as const;

const withAddress = async (firstName = 'Ada'): Promise<void> => {
  const path = `owners/${salon.ownerId}`;
  await salon.do('PATCH', path, { email: 'ada@example.com', firstName });
};
const thanks = async (body: string, purpose: 'service' | 'marketing' = 'service') => {
  const key = await salon.template(body, { ...MAIL, purpose });
  const steps = [{ type: 'send_email', template: key }];
  const trigger = { type: 'appointment_created' };
  return salon.activate({ name: 'Thanks', purpose, trigger, steps });
};
const noted = async () => {
  const [run] = await salon.runs();
  const { entries } = (run ?? {}) as { entries?: { what: string; reasons?: string[] }[] };
  return entries?.find(({ what }) => what.includes('planned') || what.includes('not sent'));
};
const emails = async () => (await salon.do('GET', 'emails')).items ?? [];

it('e-mails once what the template says, and names the e-mail in the timeline of the run', async () => {
  await withAddress();
  await thanks('Hello {{owner.first_name}},\n\nsee you at\nhttps://example.com/a?b=1&c=2.');
  await salon.book('2026-03-05T11:00:00-05:00');
  await salon.at('2026-03-02T10:01:00-05:00');
  await salon.at('2026-03-02T11:00:00-05:00');
  expect(salon.mailed).toHaveLength(1);
  const [mail] = salon.mailed;
  expect(mail).toMatchObject({
    to: { address: 'ada@example.com' },
    subject: 'Thank you from maple',
    text: 'Hello Ada,\n\nsee you at\nhttps://example.com/a?b=1&c=2.',
  });
  expect(mail?.html).toContain('<p>Hello Ada,</p>');
  expect(mail?.html).toMatch(/<a href="https:\/\/example\.com\/a\?b[^"]*c[^"]*2">[^<]*<\/a>\./);
  const [listed] = await emails();
  expect(listed).toMatchObject({ status: 'accepted', kind: 'workflow' });
  expect(await noted()).toMatchObject({ what: 'e-mail planned', messageId: listed?.['id'] });
});

it('never lets a name become markup', async () => {
  await withAddress('<b>Ada</b> "&');
  await thanks('Hello {{owner.first_name}}');
  await salon.book('2026-03-05T11:00:00-05:00');
  await salon.at('2026-03-02T10:01:00-05:00');
  expect(salon.mailed[0]?.text).toBe('Hello <b>Ada</b> "&');
  expect(salon.mailed[0]?.html).toContain('<p>Hello &lt;b&gt;Ada&lt;/b&gt; &quot;&amp;</p>');
});

it('says in the timeline that there is no address, and goes on', async () => {
  await thanks('Hello');
  await salon.book('2026-03-05T11:00:00-05:00');
  await salon.at('2026-03-02T10:01:00-05:00');
  expect(await noted()).toMatchObject({
    what: 'not sent',
    reasons: ['There is no e-mail address.'],
  });
  expect((await salon.runs())[0]).toMatchObject({ status: 'done' });
});

it('sends no marketing without consent to it', async () => {
  await withAddress();
  await thanks('Hello {{owner.first_name}}, 10 % off!', 'marketing');
  await salon.book('2026-03-05T11:00:00-05:00');
  await salon.at('2026-03-02T10:01:00-05:00');
  expect(salon.mailed).toEqual([]);
  expect(await emails()).toMatchObject([{ status: 'skipped', reason: 'no-consent' }]);
});

it.each([
  [
    'the workflow was paused',
    'workflow-paused',
    async (id: string) => salon.do('PUT', `workflows/${id}/status`, { status: 'paused' }),
  ],
  [
    'the owner’s name is gone and the text would have a hole',
    'missing-values',
    async () => salon.do('PATCH', `owners/${salon.ownerId}`, { lastName: null }),
  ],
])('withdraws an e-mail that is planned when %s', async (_why, reason, happen) => {
  await withAddress();
  await salon.do('PATCH', `owners/${salon.ownerId}`, { lastName: 'Byron' });
  const workflowId = await thanks('Hello {{owner.last_name}}');
  await salon.book('2026-03-05T11:00:00-05:00');
  await salon.at('2026-03-02T10:00:30-05:00', 'emails');
  expect(await emails()).toMatchObject([{ status: 'planned' }]);
  await happen(workflowId);
  await salon.at('2026-03-02T10:01:00-05:00');
  expect(salon.mailed).toEqual([]);
  expect(await emails()).toMatchObject([{ status: 'skipped', reason }]);
});
