import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('an advertisement', () => {
  const NOW = '2026-03-02T10:01:00-05:00';
  const consent = async () =>
    salon.do('POST', `owners/${salon.ownerId}/consent-entries`, {
      ...{ channel: 'email', purpose: 'marketing', word: 'given', source: 'staff' },
      wording: 'Yes, mail me offers.',
    });
  const advertise = async (): Promise<string> => {
    await withAddress();
    await consent();
    await thanks('Hello {{owner.first_name}}, 10 % off!', 'marketing');
    await salon.book('2026-03-05T11:00:00-05:00');
    await salon.at(NOW);
    const url = new URL(salon.mailed[0]?.unsubscribeUrl ?? '');
    expect(url.origin).toBe('https://petops.example.com');
    return url.pathname.slice('/api/'.length);
  };
  const open = async (
    method: 'GET' | 'POST',
    target: string,
    form = 'List-Unsubscribe=One-Click',
  ) =>
    salon.edge.ask(method, target, {
      headers: {
        'user-agent': 'Tests/1',
        'x-forwarded-for': '203.0.113.9, 198.51.100.7:4711',
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(method === 'POST' && { raw: form }),
    });
  const standing = async () => {
    const { items = [] } = await salon.do('GET', `owners/${salon.ownerId}/consent`);
    return items.find((it) => it['channel'] === 'email' && it['purpose'] === 'marketing');
  };

  it('carries the link that ends them, in its headers and below its words', async () => {
    const target = await advertise();
    expect(salon.mailed[0]?.text).toContain(`/api/${target}`);
    expect(salon.mailed[0]?.html).toContain(
      'You get this because you agreed to e-mails from maple.',
    );
    expect(target).not.toContain('ada');
  });

  it('is not ended by opening its page, which says whose mails they are', async () => {
    const target = await advertise();
    const before = salon.edge.stored('maple');
    const page = await open('GET', target);
    expect(page.status).toBe(200);
    expect(page.text).toContain('advertising e-mails from maple');
    expect(page.text).toContain('<form method="post">');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(salon.edge.stored('maple')).toBe(before);
    expect(await standing()).toMatchObject({ allowed: true });
  });

  it('is ended by one click, with what is known of the visitor, and only once', async () => {
    const target = await advertise();
    expect((await open('POST', target)).status).toBe(200);
    expect((await open('POST', target, '')).status).toBe(200);
    expect(await standing()).toMatchObject({ allowed: false, reason: 'marketing-refused' });
    const { items = [] } = await salon.do('GET', `owners/${salon.ownerId}/consent-entries`);
    expect(items.filter((it) => it['source'] === 'link')).toMatchObject([
      {
        word: 'refused',
        purposes: ['marketing'],
        evidence: { page: 'unsubscribe', ip: '198.51.100.7', userAgent: 'Tests/1' },
      },
    ]);
  });

  it('that is planned does not leave after its reader said no', async () => {
    const target = await advertise();
    await salon.book('2026-03-05T13:00:00-05:00');
    await salon.at('2026-03-02T10:02:00-05:00', 'emails');
    await open('POST', target);
    await salon.at('2026-03-02T10:03:00-05:00');
    expect(salon.mailed).toHaveLength(1);
    expect((await emails())[0]).toMatchObject({ status: 'skipped', reason: 'marketing-refused' });
  });

  it('may come again after a new consent, and its link ends them again', async () => {
    const target = await advertise();
    await open('POST', target);
    salon.edge.setTime('2026-03-02T10:05:00-05:00');
    await consent();
    expect(await standing()).toMatchObject({ allowed: true });
    await open('POST', target);
    expect(await standing()).toMatchObject({ allowed: false });
  });

  it('tells nothing to a link that was changed, cut or made up', async () => {
    const target = await advertise();
    const changed = target.replace('maple.', 'birch.');
    for (const it of [changed, target.slice(0, -1), `${target}x`, 'unsubscribe/x', `${target}.y`]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await open(method, it);
        expect(answer.status, it).toBe(404);
        expect(answer.text).not.toContain('maple');
      }
    }
    expect(await standing()).toMatchObject({ allowed: true });
  });
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
