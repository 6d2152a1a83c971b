import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { stopWrites } from '../../../shared/consent/number-consent.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { optInOfferType } from '../../../shared/consent/opt-in/model.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import type { Answer } from '../http/edge.ts';
import { workingSalon, type WorkingSalon } from '../workflows/working-salon.ts';

const NUMBER = '+14155550188';

let salon: WorkingSalon;
let texts = 0;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const links = (): string => `owners/${salon.ownerId}/opt-in-links`;

async function makeLink(over: Record<string, unknown> = {}): Promise<Answer['json']> {
  return salon.do('POST', links(), { channel: 'sms', ...over });
}

function targetOf(link: Answer['json']): string {
  const url = new URL(String(link['url']));
  expect(url.origin).toBe('https://petops.example.com');
  return url.pathname.slice('/api/'.length);
}

async function visit(method: 'GET' | 'HEAD' | 'POST', target: string, form = ''): Promise<Answer> {
  return salon.edge.ask(method, target, {
    headers: {
      'user-agent': 'Tests/1',
      'x-forwarded-for': '203.0.113.9, 198.51.100.7:4711',
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(method === 'POST' && { raw: form }),
  });
}

/** `allowed` or the reason, by channel and purpose. */
async function standing(): Promise<Record<string, unknown>> {
  const { items = [] } = await salon.do('GET', `owners/${salon.ownerId}/consent`);
  return Object.fromEntries(
    items.map((it) => [
      `${String(it['channel'])} ${String(it['purpose'])}`,
      it['allowed'] === true ? 'allowed' : it['reason'],
    ]),
  );
}

async function entries(): Promise<Record<string, unknown>[]> {
  return (await salon.do('GET', `owners/${salon.ownerId}/consent-entries`)).items ?? [];
}

async function reply(body: string): Promise<void> {
  const providerId = `SM-in-${String(++texts)}`;
  await receiveText(salon.edge.context, { tenantId: 'maple', providerId, from: NUMBER, body });
}

async function later(instant: string): Promise<void> {
  salon.edge.setTime(instant);
  return Promise.resolve();
}

describe('a link by which an owner may say yes', () => {
  it('opens a page that says who, what, how often, what it costs and how to end it, and changes nothing', async () => {
    await salon.do('PATCH', 'tenant-settings', {
      consentPage: {
        frequency: 'At most 4 texts a month.',
        termsUrl: 'https://maple.example.com/terms?a=1&b=2',
        privacyUrl: 'https://maple.example.com/privacy',
      },
    });
    const target = targetOf(await makeLink());
    const before = salon.edge.stored();
    const page = await visit('GET', target);
    await visit('HEAD', target);
    await visit('GET', `${target}?utm_source=x&next=https://evil.example`);
    expect(page.status).toBe(200);
    for (const words of [
      'Do you want texts from maple?',
      'Yes, I want texts with offers and news from maple,',
      'to the number that ends in 0188',
      'At most 4 texts a month.',
      'Message and data rates may apply. Reply STOP to end them at any time, HELP for help.',
      'I need not agree to buy anything',
      '<a href="https://maple.example.com/terms?a=1&amp;b=2" rel="noopener noreferrer">',
      'Privacy: <a href="https://maple.example.com/privacy"',
      '<form method="post"><button type="submit">Yes, I agree</button></form>',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.text).not.toContain('415');
    expect(target).not.toContain('0188');
    expect(salon.edge.stored()).toBe(before);
    expect(await standing()).toMatchObject({ 'sms marketing': 'no-consent' });
  });

  it('runs no script, sits in no frame, tells no other site and stays in no cache', async () => {
    const { headers } = await visit('GET', targetOf(await makeLink()));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.has('location')).toBe(false);
  });

  it('writes one entry with source, page, time and the very words that were shown', async () => {
    const link = await makeLink({ note: 'asked at the desk' });
    const target = targetOf(link);
    salon.edge.setTime('2026-03-03T04:30:00Z');
    const answer = await visit('POST', target);
    expect(answer.status).toBe(200);
    // The business's day, not Greenwich's.
    expect(answer.text).toContain('on March 2, 2026');
    expect(await standing()).toMatchObject({ 'sms marketing': 'allowed' });
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      word: 'given',
      channel: 'sms',
      purposes: ['marketing'],
      source: 'link',
      ownerId: salon.ownerId,
      wording: link['wording'],
      occurredAt: '2026-03-03T04:30:00.000Z',
      evidence: {
        page: 'opt-in',
        pageVersion: '1',
        offerId: link['id'],
        ip: '198.51.100.7',
        userAgent: 'Tests/1',
      },
    });
    expect(await salon.do('GET', `opt-in-links/${String(link['id'])}`)).toMatchObject({
      status: 'confirmed',
      entryIds: [entry?.['id']],
    });
  });

  it('shows and proves the words it was made with, whatever the business is called later', async () => {
    const link = await makeLink();
    await salon.do('PATCH', 'tenant-settings', {
      name: 'Other',
      consentPage: { frequency: 'Daily.' },
    });
    const target = targetOf(link);
    expect((await visit('GET', target)).text).not.toContain('Daily.');
    await visit('POST', target);
    expect((await entries())[0]).toMatchObject({ wording: link['wording'] });
  });

  it('counts once, however often and at once its form is sent', async () => {
    const target = targetOf(await makeLink());
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => visit('POST', target, 'x=1')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await entries()).toHaveLength(1);
    expect((await visit('GET', target)).text).not.toContain('<form');
  });

  it.each([
    ['STOP', async () => reply('STOP'), 'suppressed'],
    [
      'STOP and START',
      async () => {
        await reply('STOP');
        salon.edge.setTime('2026-03-02T10:10:00-05:00');
        await reply('START');
      },
      'marketing-refused',
    ],
    [
      'a refusal at the desk',
      async () =>
        salon.do('POST', `owners/${salon.ownerId}/consent-entries`, {
          ...{ channel: 'sms', purpose: 'marketing', word: 'refused', source: 'staff' },
        }),
      'marketing-refused',
    ],
  ])('that served brings nothing back after %s', async (_what, refuse, reason) => {
    const target = targetOf(await makeLink());
    await visit('POST', target);
    salon.edge.setTime('2026-03-02T10:05:00-05:00');
    await refuse();
    const before = salon.edge.stored('maple');
    salon.edge.setTime('2026-03-02T10:15:00-05:00');
    expect((await visit('POST', target)).text).toContain('they stay ended');
    expect(salon.edge.stored('maple')).toBe(before);
    expect(await standing()).toMatchObject({ 'sms marketing': reason });
  });

  it('never opens a number that was stopped, and says to text START; after that it works', async () => {
    await salon.do('PATCH', 'tenant-settings', { sender: { from: '+14155550100' } });
    const target = targetOf(await makeLink());
    await reply('STOP');
    const before = salon.edge.stored('maple');
    for (const method of ['GET', 'POST'] as const) {
      const page = await visit(method, target);
      expect(page.status).toBe(409);
      expect(page.text).toContain('send the word START from your telephone to +14155550100');
      expect(page.text).not.toContain('<form');
    }
    expect(salon.edge.stored('maple')).toBe(before);
    salon.edge.setTime('2026-03-02T10:05:00-05:00');
    await reply('START');
    expect(await standing()).toMatchObject({ 'sms marketing': 'marketing-refused' });
    expect((await visit('POST', target)).status).toBe(200);
    expect(await standing()).toMatchObject({ 'sms marketing': 'allowed' });
  });

  it('gives way to a STOP that arrives between its reading and its commit', async () => {
    const target = targetOf(await makeLink());
    const { context } = salon.edge;
    let stopped = false;
    const store: DocumentStore = {
      ...context.records.store,
      commit: async (partition, writes) => {
        if (!stopped) {
          stopped = true;
          const at = { tenantId: 'maple' };
          const phone = await context.records.get(phoneType, at, phoneId(NUMBER));
          const to = { tenantId: 'maple', number: NUMBER };
          const word = { source: 'inbound' } as const;
          await context.records.commit(at, stopWrites(phone, to, word, context.clock.now()));
        }
        return context.records.store.commit(partition, writes);
      },
    };
    salon.edge.replace({ records: recordsOver(store) });
    expect((await visit('POST', target)).status).toBe(409);
    expect(stopped).toBe(true);
    expect(await standing()).toMatchObject({ 'sms marketing': 'suppressed' });
    expect((await entries()).map((it) => it['word'])).toEqual(['suppressed']);
  });

  it.each([
    ['it expired', async () => later('2026-03-16T15:00:00Z')],
    ['staff took it back', async (id: string) => salon.do('POST', `opt-in-links/${id}/withdraw`)],
    [
      'the owner has another number',
      async () => salon.do('PATCH', `owners/${salon.ownerId}`, { phone: '+14155550177' }),
    ],
    [
      'the owner is no customer any more',
      async () => salon.do('PATCH', `owners/${salon.ownerId}`, { status: 'inactive' }),
    ],
  ])('opens nothing once %s', async (_why, happen) => {
    const link = await makeLink();
    await happen(String(link['id']));
    const before = await entries();
    for (const method of ['GET', 'POST'] as const) {
      const page = await visit(method, targetOf(link));
      expect(page.status).toBe(410);
      expect(page.text).not.toContain('<form');
    }
    expect(await entries()).toEqual(before);
  });

  it('still holds in the last millisecond of its time', async () => {
    const target = targetOf(await makeLink({ validDays: 1 }));
    salon.edge.setTime('2026-03-03T14:59:59.999Z');
    expect((await visit('GET', target)).status).toBe(200);
  });

  it('tells nothing to a link that was changed, cut, made up or made for another page', async () => {
    const target = targetOf(await makeLink());
    const { context } = salon.edge;
    const other = context.links?.linkTo('unsubscribe', ['maple', 'x']) ?? '';
    const token = new URL(other).pathname.split('/').at(-1) ?? '';
    const missing = new URL(context.links?.linkTo('opt-in', ['maple', 'opt_none']) ?? '').pathname;
    for (const it of [
      target.replace('maple.', 'birch.'),
      target.slice(0, -1),
      `${target}x`,
      'opt-in/x',
      `opt-in/${token}`,
      missing.slice('/api/'.length),
    ]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await visit(method, it);
        expect(answer.status, it).toBe(404);
        expect(answer.text).not.toContain('maple');
      }
    }
    expect(await entries()).toEqual([]);
  });

  it('serves the survivor when its owner was merged into them, for the number they share', async () => {
    const target = targetOf(await makeLink());
    const twin = await salon.do('POST', 'owners', { firstName: 'Ada', phone: NUMBER });
    await salon.do('POST', `owners/${String(twin['id'])}/merge`, { from: salon.ownerId });
    expect((await visit('POST', target)).status).toBe(200);
    const path = `owners/${String(twin['id'])}/consent`;
    const { items = [] } = await salon.do('GET', path);
    expect(
      items.find((it) => it['channel'] === 'sms' && it['purpose'] === 'marketing'),
    ).toMatchObject({ allowed: true });
  });

  it('may ask for both purposes at once, and brings back an owner who had refused texts, if they say so', async () => {
    await salon.do('PATCH', `owners/${salon.ownerId}`, { smsOptedIn: false });
    const refused = await salon.ask('POST', links(), { channel: 'sms' });
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      type: 'urn:petops:problem:wants-no-messages',
      field: 'purposes',
    });
    const link = await makeLink({ purposes: ['marketing', 'service'] });
    expect(link['wording']).toContain(
      'Yes, I want texts about my visits and my pets, and with offers and news from maple',
    );
    expect((await visit('POST', targetOf(link))).status).toBe(200);
    expect(await standing()).toMatchObject({
      'sms service': 'allowed',
      'sms marketing': 'allowed',
    });
    expect((await entries()).filter((it) => it['source'] === 'link')).toHaveLength(2);
  });

  it('does not override a refusal of all texts that came after it was made', async () => {
    const target = targetOf(await makeLink());
    await salon.do('PATCH', `owners/${salon.ownerId}`, { smsOptedIn: false });
    const page = await visit('POST', target);
    expect(page.status).toBe(409);
    expect(page.text).toContain('You asked for no texts');
    expect(await standing()).toMatchObject({ 'sms service': 'opted-out' });
  });

  it('shows no more of an e-mail address than its holder needs, and counts for that address', async () => {
    await salon.do('PATCH', `owners/${salon.ownerId}`, { email: 'ada.byron@example.com' });
    const target = targetOf(await makeLink({ channel: 'email' }));
    const page = await visit('GET', target);
    expect(page.text).toContain('to the address a…@example.com');
    expect(page.text).not.toContain('byron');
    await visit('POST', target);
    expect(await standing()).toMatchObject({
      'email marketing': 'allowed',
      'sms marketing': 'no-consent',
    });
  });
});

describe('staff', () => {
  it('send the link by text to whoever asked for it, and the entry names that text', async () => {
    const link = await makeLink({ send: 'sms', note: 'asked at the desk' });
    await salon.at('2026-03-02T10:00:30-05:00');
    expect(salon.sent).toHaveLength(1);
    const body = salon.sent[0]?.body ?? '';
    expect(body).toBe(
      `maple: you asked for texts with offers and news. Please read and confirm here: ${String(link['url'])} Reply STOP to end our texts.`,
    );
    await visit('POST', targetOf(link));
    expect((await entries())[0]).toMatchObject({ evidence: { messageId: link['messageId'] } });
  });

  it('send it by e-mail, which is withdrawn when the link was used before it left', async () => {
    await salon.do('PATCH', `owners/${salon.ownerId}`, { email: 'ada@example.com' });
    salon.edge.replace({
      email: {
        pace: { perMinute: 1, perHour: 1 },
        transport: { local: true, send: async () => Promise.reject(new Error('not here')) },
      },
    });
    const link = await makeLink({ send: 'email', note: 'by phone' });
    await salon.at('2026-03-02T10:00:30-05:00');
    await salon.at('2026-03-02T10:02:00-05:00');
    expect(salon.mailed).toMatchObject([{ subject: 'maple: please confirm' }]);
    expect(salon.mailed[0]?.text).toContain(`\n${String(link['url'])}\n`);
    expect(salon.mailed[0]?.text).toContain('until March 16, 2026');
    const again = await makeLink({ send: 'email', note: 'by phone' });
    await salon.do('POST', `opt-in-links/${String(again['id'])}/withdraw`);
    await salon.at('2026-03-02T10:05:00-05:00');
    await salon.at('2026-03-02T10:10:00-05:00');
    expect(salon.mailed).toHaveLength(1);
    const { items = [] } = await salon.do('GET', 'emails');
    expect(items[0]).toMatchObject({ status: 'skipped', reason: 'opt-in-closed' });
  });

  it('make one link and one text by a request that is sent twice under one key', async () => {
    const ask = {
      as: 'maple.staff',
      body: { channel: 'sms', send: 'sms', note: 'asked' },
      headers: { 'idempotency-key': 'k1' },
    };
    const first = await salon.edge.ask('POST', links(), ask);
    const second = await salon.edge.ask('POST', links(), ask);
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.json['id']).toBe(first.json['id']);
    expect((await salon.do('GET', links())).items).toHaveLength(1);
    await salon.at('2026-03-02T10:00:30-05:00');
    expect(salon.sent).toHaveLength(1);
  });

  it.each([
    ['who asked for it', { channel: 'sms', send: 'sms' }, 422, 'note'],
    ['a channel', {}, 422, 'channel'],
    ['a purpose', { channel: 'sms', purposes: [] }, 422, 'purposes'],
    ['each purpose once', { channel: 'sms', purposes: ['service', 'service'] }, 422, 'purposes'],
    ['60 days at most', { channel: 'sms', validDays: 61 }, 422, 'validDays'],
    ['an address to ask for', { channel: 'email' }, 409, 'channel'],
    ['e-mail to send by', { channel: 'sms', send: 'email', note: 'x' }, 409, 'send'],
  ])('get no link without %s', async (_what, body, status, field) => {
    const answer = await salon.ask('POST', links(), body);
    expect(answer.status).toBe(status);
    expect(answer.json['field']).toBe(field);
    expect((await salon.do('GET', links())).items).toEqual([]);
  });

  it('get no link for a number that is stopped, nor where links cannot be signed', async () => {
    await reply('STOP');
    const stopped = await salon.ask('POST', links(), { channel: 'sms' });
    expect(stopped.json).toMatchObject({ type: 'urn:petops:problem:number-suppressed' });
    salon.edge.replace({ links: undefined });
    const unsigned = await salon.ask('POST', links(), { channel: 'sms' });
    expect(unsigned.status).toBe(409);
    expect(unsigned.json).toMatchObject({ type: 'urn:petops:problem:links-not-set-up' });
  });

  it('cannot take back a link that served', async () => {
    const link = await makeLink();
    await visit('POST', targetOf(link));
    const answer = await salon.ask('POST', `opt-in-links/${String(link['id'])}/withdraw`);
    expect(answer.status).toBe(409);
    const { records } = salon.edge.context;
    const kept = await records.get(optInOfferType, { tenantId: 'maple' }, String(link['id']));
    expect(kept?.value.withdrawnAt).toBeUndefined();
  });
});
