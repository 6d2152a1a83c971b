import { afterEach, beforeEach, expect, it } from 'vitest';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import type { FormFields } from '../../peers/twilio/sign.ts';
import {
  BROWSER,
  codesIn,
  HOST,
  startLinkedTexts,
  type LinkedTexts,
} from '../links/linked-texts.ts';

const LIVE = { tenantId: 'maple' };
const OUR_NUMBER = '+14155550101';
const DAY_MS = 86_400_000;

let texts: LinkedTexts;
beforeEach(async () => {
  texts = await startLinkedTexts();
  const sender = { from: OUR_NUMBER };
  await must('PATCH', 'tenant-settings', { sender, bulkSegmentsPerMinute: 600 });
});
afterEach(async () => texts.stop());

async function must(method: string, path: string, body?: object) {
  const answer = await texts.ask(method, path, { as: 'maple.owner', ...(body && { body }) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.json;
}
const made = async (path: string, body: object) => String((await must('POST', path, body))['id']);

/** A campaign of two variants that has texted these owners, each by a text with a link of its own. */
async function texted(owners: number, metric: 'reply' | 'click') {
  const words = { category: 'promotions', channel: 'sms' };
  for (const key of ['offer', 'other']) {
    const body = `{{owner.first_name}}, ${key}: [[https://${HOST}/${key}]]`;
    await must('POST', 'templates', { key, name: key, ...words, body });
  }
  const steps = [{ type: 'send_sms', template: 'offer' }];
  const workflowId = await made('workflows', { name: 'W', trigger: { type: 'manual' }, steps });
  await must('PUT', `workflows/${workflowId}/status`, { status: 'active' });
  for (let n = 0; n < owners; n++) {
    await must('POST', 'owners', { firstName: `Kim${String(n)}`, phone: phoneOf(n) });
  }
  const id = await made('campaigns', {
    ...{ name: 'C', workflowId, audience: { kind: 'everybody' } },
    variants: [
      { id: 'offer', name: 'Offer' },
      { id: 'other', name: 'Other', changes: { 'step-1': { template: 'other' } } },
    ],
    experiment: { metric, baseline: 0.05, effect: 0.9 },
  });
  await must('POST', `campaigns/${id}/start`, {});
  for (const second of [0, 60, 120]) {
    texts.setTime(addMs('2026-03-02T15:00:00.000Z' as Instant, second * 1000));
    await texts.workAll();
  }
  expect(texts.sent).toHaveLength(owners);
  const stored = await texts.context.records.query(messageType, LIVE, { limit: 100 });
  const byNumber = new Map(stored.items.map((it) => [it.value.to, it]));
  return {
    id,
    /** The text of the owner of this number, and when it was claimed. */
    text: (n: number): Message & { readonly claimedAt: Instant } => {
      const found = byNumber.get(phoneOf(n))?.value;
      if (found?.claimedAt === undefined) throw new Error(`Nothing went to ${phoneOf(n)}`);
      return { ...found, claimedAt: found.claimedAt };
    },
    /** What a receipt that comes late tells. */
    deliveredAt: async (n: number, at: Instant) => {
      const before = byNumber.get(phoneOf(n));
      const now = before && (await texts.context.records.get(messageType, LIVE, before.value.id));
      if (now === undefined) throw new Error('There is no text');
      const told = replace(now, { status: 'delivered', deliveredAt: at });
      expect((await texts.context.records.commit(LIVE, [told])).ok).toBe(true);
    },
  };
}
const phoneOf = (n: number) => `+1415555${String(1000 + n)}`;

/** How many of each variant the experiment counts, once its time is over, and which that should be. */
async function outcome(campaign: string, days: number, counted: readonly number[]) {
  texts.setTime(addMs('2026-03-02T15:10:00.000Z' as Instant, (days + 1) * DAY_MS));
  await texts.workAll();
  const said = await must('GET', `campaigns/${campaign}/experiment`);
  const results = said['results'] as { variant: string; converted: number; owners: number }[];
  const owners = (await must('GET', 'owners?limit=100')).items ?? [];
  const idOf = new Map(owners.map((it) => [it['phone'], it['id']]));
  const members = (await must('GET', `campaigns/${campaign}/members?limit=100`)).items ?? [];
  const variantOf = new Map(members.map((it) => [it['ownerId'], it['variant']]));
  const expected = counted.map((n) => variantOf.get(idOf.get(phoneOf(n))));
  const of = (variant: string) => expected.filter((it) => it === variant).length;
  expect(of('offer') + of('other')).toBe(counted.length);
  return {
    counted: Object.fromEntries(results.map((it) => [it.variant, it.converted])),
    expected: { offer: of('offer'), other: of('other') },
  };
}

/** Opens the link of a text at an instant. */
async function open(
  text: Message,
  at: Instant,
  headers: Readonly<Record<string, string>> = BROWSER,
): Promise<void> {
  texts.setTime(at);
  const [code = ''] = codesIn(text.body ?? '');
  expect((await texts.ask('GET', `l/${code}`, { headers })).status).toBe(302);
}

let received = 0;
/** Words from an owner's number, as the provider hands them over. */
async function write(n: number, body: string, at: Instant): Promise<void> {
  texts.setTime(at);
  const signedForm: FormFields = {
    ...{ MessageSid: `SMin${String(++received)}`, From: phoneOf(n), To: OUR_NUMBER },
    ...{ Body: body, NumMedia: '0' },
  };
  expect((await texts.ask('POST', 'sms/inbound', { signedForm })).status).toBe(200);
  await texts.workAll();
}

it('counts links that people opened within five days of their first text, and nothing that machines did', async () => {
  const { id, text, deliveredAt } = await texted(9, 'click');
  const since = (n: number, ms: number) => addMs(text(n).claimedAt, ms);
  const bot = { 'user-agent': 'facebookexternalhit/1.1' };
  // 0: only a preview. 1: a preview, then the owner. 2: a browser that fetches ahead.
  await open(text(0), since(0, 10_000), bot);
  await open(text(1), since(1, 10_000), bot);
  await open(text(1), since(1, 60_000));
  await open(text(2), since(2, 10_000), { ...BROWSER, 'sec-purpose': 'prefetch' });
  // 3: quicker than anybody reads. 4: just as long as reading takes.
  await open(text(3), since(3, 1999));
  await open(text(4), since(4, 2000));
  // 5: it looked like a person until a receipt told that the text arrived a second later.
  await open(text(5), since(5, 30_000));
  await deliveredAt(5, since(5, 31_000));
  // 6: at the last instant, twice. 7: one millisecond after it. 8: never.
  await open(text(6), since(6, 5 * DAY_MS - 1));
  await open(text(6), since(6, 5 * DAY_MS));
  await open(text(7), since(7, 5 * DAY_MS + 1));
  const { counted, expected } = await outcome(id, 5, [1, 4, 6]);
  expect(counted).toEqual(expected);
}, 120_000);

it('counts answers within three days of the first text, and no STOP, START or HELP', async () => {
  const { id, text } = await texted(9, 'reply');
  const since = (n: number, ms: number) => addMs(text(n).claimedAt, ms);
  await write(0, 'STOP', since(0, 60_000));
  await write(1, 'HELP', since(1, 120_000));
  await write(2, 'START', since(2, 180_000));
  // 3: an answer, and a STOP an hour later. 4: a STOP in a sentence. 5: several answers are one.
  await write(3, 'Is Tuesday free?', since(3, 240_000));
  await write(4, 'please stop texting me', since(4, 300_000));
  for (const minutes of [6, 7, 8]) await write(5, 'And Friday?', since(5, minutes * 60_000));
  await write(3, 'Stop', since(3, 3_600_000));
  // 6: at the last instant. 7: one millisecond after it. 8: never.
  await write(6, 'Sounds good', since(6, 3 * DAY_MS));
  await write(7, 'Sounds good', since(7, 3 * DAY_MS + 1));
  const { counted, expected } = await outcome(id, 3, [3, 5, 6]);
  expect(counted).toEqual(expected);
}, 120_000);
