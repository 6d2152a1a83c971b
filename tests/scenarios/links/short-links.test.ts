import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs } from '../../../shared/kernel/instant.ts';
import { indexLinks } from '../../../shared/links/index-links.ts';
import { linkHitType, linkLookupId, shortLinkType } from '../../../shared/links/model.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { StoreUnavailableError } from '../../../shared/platform/store/document-store.ts';
import { START } from '../http/edge.ts';
import {
  BASE,
  BROWSER,
  codesIn,
  HOST,
  startLinkedTexts,
  type LinkedTexts,
} from './linked-texts.ts';

const TARGET = `https://${HOST}/visit?pet=1`;
const BODY = `Maple: please book at [[${TARGET}]]. Reply STOP to opt out.`;

let texts: LinkedTexts;
beforeEach(async () => {
  texts = await startLinkedTexts();
});
afterEach(async () => texts.stop());

const links = async () => {
  const page = await texts.context.records.query(
    shortLinkType,
    { tenantId: 'maple' },
    { limit: 100 },
  );
  return page.items.map(({ value }) => value);
};
const hits = async (month = '2026-03') => {
  const partition = { tenantId: 'maple', month };
  const page = await texts.context.records.query(linkHitType, partition, { limit: 1000 });
  return page.items.map(({ value }) => value);
};
/** So long after the claim that a person can have read the text. */
const pass = (ms: number): void => texts.setTime(addMs(START, ms));

describe('a text with marked links', () => {
  it('goes out with a short link of its own, and counts the segments of what went out', async () => {
    const { message, codes } = await texts.send(BODY);
    expect(codes).toHaveLength(1);
    expect(codes[0]).toMatch(/^[0-9A-Za-z]{12}$/);
    expect(texts.sent[0]?.body).toBe(
      `Maple: please book at ${BASE}/${codes[0] ?? ''}. Reply STOP to opt out.`,
    );
    expect(message).toMatchObject({
      status: 'accepted',
      segments: 1,
      linkIds: [expect.any(String)],
    });
    expect(message.countsOn).toBe('2026-03-02');
    expect(await links()).toMatchObject([
      { messageId: message.id, target: TARGET, code: codes[0], countsOn: '2026-03-02' },
    ]);
  });

  it('has another code for every recipient', async () => {
    const [one, two] = [await texts.send(BODY), await texts.send(BODY)];
    expect(one.codes[0]).not.toBe(two.codes[0]);
  });

  it('keeps its links when it is claimed again after a refusal of the provider’s', async () => {
    texts.answer({ kind: 'not-processed', reason: 'busy' });
    const id = await texts.plan(BODY);
    await texts.work(id);
    const [first] = codesIn(texts.sent[0]?.body ?? '');
    expect(await texts.message(id)).toMatchObject({ status: 'planned' });
    texts.answer({ kind: 'accepted', providerId: 'SM2' });
    pass(3_600_000);
    await texts.work(id);
    expect(codesIn(texts.sent[1]?.body ?? '')).toEqual([first]);
    expect(await links()).toHaveLength(1);
  });

  it('is sent once with one link when two workers take it at the same time', async () => {
    const id = await texts.plan(BODY);
    await Promise.all([texts.work(id), texts.work(id), texts.work(id)]);
    expect(texts.sent).toHaveLength(1);
    const [link, ...more] = await links();
    expect(more).toEqual([]);
    expect(codesIn(texts.sent[0]?.body ?? '')).toEqual([link?.code]);
  });

  it('has one link for an address that it names twice, and one each for others', async () => {
    const { codes } = await texts.send(`[[${TARGET}]] [[https://${HOST}/b]] [[${TARGET}]]`);
    expect(codes[0]).toBe(codes[2]);
    expect(codes[0]).not.toBe(codes[1]);
    expect(await links()).toHaveLength(2);
  });

  it.each([
    ['link-not-allowed', 'Go to [[https://evil.example/]]'],
    ['link-not-allowed', `Go to [[http://${HOST}/]]`],
    ['too-many-links', [1, 2, 3, 4, 5, 6].map((n) => `[[https://${HOST}/${String(n)}]]`).join(' ')],
  ])('is not sent and says %s', async (reason, body) => {
    const id = await texts.plan(body);
    await texts.work(id);
    expect(texts.sent).toEqual([]);
    expect(await texts.message(id)).toMatchObject({ status: 'failed', reason });
    expect(await links()).toEqual([]);
  });

  it('carries the targets themselves where no base address is set', async () => {
    const id = await texts.plan(BODY);
    await texts.work(id, { shortLinkBaseUrl: undefined });
    expect(texts.sent[0]?.body).toContain(`book at ${TARGET}. Reply`);
    expect(await links()).toEqual([]);
  });

  it('leaves no link behind that works when the process dies before its claim', async () => {
    const { records, ids } = texts.context;
    const codes: string[] = [];
    const watching = { ...ids, code: (n: number) => (codes.push(ids.code(n)), codes.at(-1) ?? '') };
    const dying = recordsOver({
      ...records.store,
      commit: async () => Promise.reject(new Error('died')),
    });
    const id = await texts.plan(BODY);
    await expect(texts.work(id, { records: dying, ids: watching })).rejects.toThrow('died');
    expect(codes).toHaveLength(1);
    const answer = await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    expect(answer.status).toBe(404);
    await texts.work(id);
    expect(codesIn(texts.sent[0]?.body ?? '')).not.toEqual(codes);
  });
});

describe('a short link', () => {
  it('leads to its target, and tells nobody where from', async () => {
    const { codes } = await texts.send(BODY);
    pass(10_000);
    const answer = await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(TARGET);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.text).toBe('');
  });

  it('takes no word of the request into where it leads', async () => {
    const { codes } = await texts.send(BODY);
    const headers = {
      ...BROWSER,
      'x-forwarded-host': 'evil.example',
      referer: 'https://evil.example',
    };
    const answer = await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers });
    expect(answer.headers.get('location')).toBe(TARGET);
    // Senders of all kinds hang their own parameters on addresses, some of them twice.
    const hung = `l/${codes[0] ?? ''}?to=https://evil.example&utm=1&utm=2`;
    const asked = await texts.ask('GET', hung, { headers });
    expect(asked.status).toBe(302);
    expect(asked.headers.get('location')).toBe(TARGET);
  });

  it('leads nowhere when it is unknown or of another shape, with a calm page', async () => {
    for (const code of ['AAAAAAAAAAAA', 'a', 'x'.repeat(500), '..%2f..%2fhealth', '%00']) {
      const answer = await texts.ask('GET', `l/${code}`, { headers: BROWSER });
      expect(answer.status).toBe(404);
      expect(answer.text).toContain('There is nothing here');
      expect(answer.headers.get('location')).toBeNull();
    }
  });

  it('says that it has expired from its 90th day on, and notes nothing then', async () => {
    const { codes } = await texts.send(BODY);
    pass(90 * 86_400_000 - 1);
    expect((await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER })).status).toBe(302);
    pass(90 * 86_400_000);
    const before = texts.stored();
    const answer = await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    expect(answer.status).toBe(410);
    expect(answer.text).toContain('expired');
    expect(texts.stored()).toBe(before);
  });

  it('changes nothing but its click record, which is to be counted, however it is opened', async () => {
    const { message, codes } = await texts.send(BODY);
    pass(10_000);
    const parts = () =>
      (JSON.parse(texts.stored('maple')) as { id: string; body: string }[][])
        .flat()
        .filter(({ id }) => !/^(hit|dirty)_/.test(id) && id !== message.linkIds?.[0])
        .map((it) => JSON.stringify(it));
    const before = parts();
    for (const method of ['GET', 'HEAD']) {
      await texts.ask(method, `l/${codes[0] ?? ''}`, { headers: BROWSER });
    }
    expect(parts()).toEqual(before);
    expect(await texts.message(message.id)).toEqual(message);
  });

  it('leads on although its opening cannot be noted', async () => {
    const { codes } = await texts.send(BODY);
    pass(10_000);
    const { records } = texts.context;
    texts.replace({
      records: recordsOver({
        ...records.store,
        commit: async () => Promise.reject(new StoreUnavailableError('out')),
      }),
    });
    const answer = await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    expect(answer.status).toBe(302);
    expect(await hits()).toEqual([]);
  });
});

describe('the record of clicks', () => {
  it('tells a person from machines', async () => {
    const { message, codes } = await texts.send(BODY);
    const open = async (method: string, agent?: string) =>
      texts.ask(method, `l/${codes[0] ?? ''}`, {
        headers: agent === undefined ? {} : { 'user-agent': agent },
      });
    pass(1000);
    await open('GET', BROWSER['user-agent']);
    pass(70_000);
    await open('HEAD', BROWSER['user-agent']);
    pass(140_000);
    await open('GET', 'WhatsApp/2.24.1 A');
    pass(210_000);
    await open('GET');
    expect((await hits()).map(({ kind, sign }) => [kind, sign]).sort()).toEqual([
      ['bot', 'head'],
      ['bot', 'known-agent'],
      ['bot', 'no-agent'],
      ['bot', 'too-soon'],
    ]);
    expect((await links())[0]?.humanAt).toBeUndefined();
    pass(280_000);
    await open('GET', BROWSER['user-agent']);
    expect((await links())[0]?.humanAt).toBe(addMs(START, 280_000));
    const list = await texts.ask('GET', `messages/${message.id}/short-links`, {
      as: 'maple.staff',
    });
    expect(list.json.items).toMatchObject([{ target: TARGET, humanHits: 1, botHits: 4 }]);
  });

  it('holds one hit of each kind per minute, and the first opening by a person stands', async () => {
    const { codes } = await texts.send(BODY);
    const openAt = async (ms: number, headers: Record<string, string>) => {
      pass(ms);
      await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers });
    };
    for (let second = 60; second < 180; second += 5) {
      await openAt(second * 1000, BROWSER);
      await openAt(second * 1000, {});
    }
    expect((await hits()).map(({ kind }) => kind).sort()).toEqual(['bot', 'bot', 'human', 'human']);
    expect((await links())[0]?.humanAt).toBe(addMs(START, 60_000));
  });

  it('lets a machine give way that only the receipt gives away', async () => {
    const { message, codes } = await texts.send(BODY);
    pass(30_000);
    await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    const { records } = texts.context;
    const stored = await records.store.get({ tenantId: 'maple' }, message.id);
    if (stored === undefined) throw new Error('no text');
    const document = { ...stored.value, deliveredAt: addMs(START, 29_500) };
    await records.commit({ tenantId: 'maple' }, [{ op: 'replace', document, etag: stored.etag }]);
    pass(400_000);
    await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    expect((await links())[0]?.humanAt).toBe(addMs(START, 400_000));
  });

  it('goes into the month of the opening', async () => {
    const { codes } = await texts.send(BODY);
    texts.setTime('2026-04-01T00:00:00.000Z');
    await texts.ask('GET', `l/${codes[0] ?? ''}`, { headers: BROWSER });
    expect(await hits('2026-03')).toEqual([]);
    expect(await hits('2026-04')).toHaveLength(1);
  });
});

describe('lookups that were lost', () => {
  it('are made again from the links, so that every code leads where it led, and only there', async () => {
    const [one, two] = [await texts.send(BODY), await texts.send(BODY)];
    const { records } = texts.context;
    const { store } = records;
    const [first = '', second = ''] = [one.codes[0], two.codes[0]];
    const as = { headers: BROWSER };
    await store.deleteLookup(linkLookupId(first));
    // As after a restore from an older day: it leads to a link that does not bear the code.
    const elsewhere = { tenantId: 'birch', linkId: 'lnk_gone' };
    await store.putLookup({ id: linkLookupId(second), ...elsewhere });
    for (const code of [first, second]) {
      expect((await texts.ask('GET', `l/${code}`, as)).status).toBe(404);
    }
    const birch = await indexLinks(records, 'birch');
    expect(birch).toEqual({ tenantId: 'birch', entered: 0, stood: 0 });
    expect((await texts.ask('GET', `l/${first}`, as)).status).toBe(404);
    const all = await Promise.all([indexLinks(records, 'maple'), indexLinks(records, 'maple')]);
    expect(all.every(({ entered, stood }) => entered + stood === 2)).toBe(true);
    for (const code of [first, second]) {
      const answer = await texts.ask('GET', `l/${code}`, as);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(TARGET);
    }
    const again = await indexLinks(records, 'maple');
    expect(again).toEqual({ tenantId: 'maple', entered: 0, stood: 2 });
  });
});
