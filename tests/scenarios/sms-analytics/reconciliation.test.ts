import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addMs, millis, type Instant } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { shortLinkType, type ShortLink } from '../../../shared/links/model.ts';
import { inboundTextType, messageType } from '../../../shared/messaging/model.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { retryText } from '../../../shared/messaging/retry-text.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import type { LookUpOutcome, SendOutcome } from '../../../shared/platform/sms/sms-transport.ts';
import { dirtyDayType } from '../../../shared/reports/day-mark.ts';
import { smsDayType, type SmsCell, type SmsFacts } from '../../../shared/sms-analytics/model.ts';
import { addFacts, factsOf, NO_FACTS } from '../../../shared/sms-analytics/sms-facts.ts';
import {
  BROWSER,
  codesIn,
  HOST,
  startLinkedTexts,
  type LinkedTexts,
} from '../links/linked-texts.ts';

// Days are summed up as their marks say, while texts are planned, sent, delivered, refused, answered,
// opened and sent again in a random order. In the end every summary must be what a plain look
// at all documents comes to.

let texts: LinkedTexts;
beforeAll(async () => {
  texts = await startLinkedTexts();
});
afterAll(async () => texts.stop());

const maple = { tenantId: 'maple' };
const REPLY_MS = 72 * 3_600_000;

async function all<T>(type: DocumentType<T>): Promise<T[]> {
  const page = await texts.context.records.query(type, maple, { limit: 1000 });
  expect(page.next).toBeUndefined();
  return page.items.map(({ value }) => value);
}

/** The cells of every day, from all documents at once. */
async function plainLook(): Promise<Map<LocalDate, Map<string, SmsFacts>>> {
  const [messages, links, inbound] = [
    await all(messageType),
    await all(shortLinkType),
    await all(inboundTextType),
  ];
  const days = new Map<LocalDate, Map<string, SmsFacts>>();
  for (const message of messages) {
    if (message.countsOn === undefined) continue;
    const answers = inbound.filter((it) => it.answersId === message.id);
    const echoes = {
      opened: links.flatMap((it: ShortLink) =>
        it.messageId === message.id && it.humanAt !== undefined ? [it.humanAt] : [],
      ),
      replies: answers.flatMap((it) => (it.meaning === 'other' ? [it.createdAt] : [])),
      stops: answers.flatMap((it) => (it.meaning === 'stop' ? [it.createdAt] : [])),
    };
    const day = days.get(message.countsOn) ?? new Map<string, SmsFacts>();
    const key = `${message.campaignId ?? ''}|${message.workflowId ?? ''}`;
    const sum = addFacts(day.get(key) ?? NO_FACTS, factsOf(message, echoes, REPLY_MS));
    days.set(message.countsOn, day.set(key, sum));
  }
  return days;
}

async function summaries(): Promise<Map<LocalDate, Map<string, SmsFacts>>> {
  const days = await all(smsDayType);
  const cells = (list: readonly SmsCell[]) =>
    list.map(({ campaignId, workflowId, ...facts }): [string, SmsFacts] => [
      `${campaignId ?? ''}|${workflowId ?? ''}`,
      facts,
    ]);
  return new Map(
    days.filter((it) => it.cells.length > 0).map((it) => [it.date, new Map(cells(it.cells))]),
  );
}

const BODIES = [
  'No link.',
  `Book at [[https://${HOST}/a]].`,
  `[[https://${HOST}/a]] [[https://${HOST}/b]]`,
];
const ANSWERS: readonly SendOutcome[] = [
  ...Array.from({ length: 4 }, (): SendOutcome => ({ kind: 'accepted', providerId: '' })),
  { kind: 'not-processed', reason: 'busy' },
  { kind: 'unknown', reason: 'no answer' },
  { kind: 'rejected', reason: 'no such number', fault: 'number', code: 21614 },
  { kind: 'rejected', reason: 'text refused', fault: 'message' },
];
const TOLD: readonly LookUpOutcome[] = [
  { kind: 'found', status: 'delivered', segments: 2, costMicros: 7900 },
  { kind: 'found', status: 'delivered' },
  { kind: 'found', status: 'delivered', costMicros: 4100 },
  { kind: 'found', status: 'sent' },
  { kind: 'found', status: 'undelivered', code: 30003, costMicros: 8300 },
  { kind: 'found', status: 'failed', code: 30034 },
  { kind: 'missing' },
];

/** A step; `weight` says how often it comes up. */
const of = <S extends object>(weight: number, fields: { [N in keyof S]: fc.Arbitrary<S[N]> }) => ({
  weight,
  arbitrary: fc.record<S>(fields),
});

const step = fc.oneof(
  of(4, { kind: fc.constant('plan' as const), body: fc.nat(2), tag: fc.nat(3) }),
  of(3, { kind: fc.constant('provider' as const), answer: fc.nat(7) }),
  of(6, { kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 10, 60, 180, 700) }),
  of(3, { kind: fc.constant('open' as const), back: fc.nat(5), human: fc.boolean() }),
  of(4, {
    kind: fc.constant('inbound' as const),
    back: fc.nat(5),
    body: fc.constantFrom('Thanks!', 'Yes please', 'STOP', 'HELP'),
  }),
  of(1, { kind: fc.constant('again' as const), back: fc.nat(5) }),
  of(8, { kind: fc.constant('work' as const), told: fc.nat(6) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let now: Instant;
let inbounds = 0;
const planned: string[] = [];

function pass(minutes: number): void {
  now = addMs(now, minutes * 60_000);
  texts.setTime(now);
}

async function take(it: Step): Promise<void> {
  const byId = new Map((await all(messageType)).map((message) => [message.id, message]));
  // In the order of planning, so that a seed means the same each time.
  const messages = planned.flatMap((id) => byId.get(id) ?? []);
  switch (it.kind) {
    case 'plan': {
      const tags = [{}, { campaignId: 'c1' }, { campaignId: 'c2' }, { workflowId: 'w1' }][it.tag];
      planned.push(
        await texts.plan(BODIES[it.body] ?? '', { ...tags, notAfter: addMs(now, 72 * 3_600_000) }),
      );
      return;
    }
    case 'provider':
      texts.answer(ANSWERS[it.answer] ?? { kind: 'unknown', reason: '' });
      return;
    case 'pass':
      pass(it.minutes);
      return;
    case 'open': {
      const codes = messages.flatMap(({ body = '' }) => codesIn(body));
      const code = codes.at(-1 - it.back);
      const headers = it.human ? BROWSER : {};
      if (code !== undefined) await texts.ask('GET', `l/${code}`, { headers });
      return;
    }
    case 'inbound': {
      const from = messages.filter(({ sends }) => sends > 0).at(-1 - it.back)?.to;
      const providerId = `IN${String(++inbounds)}`;
      if (from !== undefined) {
        await receiveText(texts.context, { tenantId: 'maple', providerId, from, body: it.body });
      }
      return;
    }
    case 'again': {
      const failed = messages.filter(({ status }) => status === 'failed');
      const chosen = failed.at(-1 - it.back);
      if (chosen !== undefined) await retryText(texts.context, 'maple', chosen.id);
      return;
    }
    case 'work':
      texts.tell(TOLD[it.told] ?? { kind: 'missing' });
      await texts.workAll();
  }
}

it('holds in every summary what a plain look at the documents comes to, whatever happened in whatever order', async () => {
  now = texts.context.clock.now();
  let days = 0;
  let seen = NO_FACTS;
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 20, maxLength: 40 }),
    async (steps) => {
      for (const it of steps) await take(it);
      // A day is summed up once a minute; then nothing is due but what waits for its time.
      for (let round = 0; round < 2; round++) {
        pass(1);
        await texts.workAll();
      }
      const left = (await all(dirtyDayType)).filter(
        ({ dueAt }) => dueAt !== undefined && millis(dueAt) <= millis(now),
      );
      expect(left).toEqual([]);
      // What was marked in the last minute may wait for the next one.
      pass(1);
      await texts.workAll();
      const plain = await plainLook();
      const waiting = new Set((await all(dirtyDayType)).map(({ date }) => date));
      expect(waiting.size).toBeLessThanOrEqual(1);
      const summed = await summaries();
      for (const date of new Set([...plain.keys(), ...summed.keys()])) {
        if (!waiting.has(date)) expect(summed.get(date), date).toEqual(plain.get(date));
      }
      days = Math.max(days, plain.size);
      for (const it of plain.values()) {
        for (const facts of it.values()) seen = addFacts(seen, facts);
      }
    },
  );
  await fc.assert(property, { numRuns: 15, seed: 20_260_302, endOnFailure: true });
  expect(days).toBeGreaterThan(5);
  // Every kind of fact must have come up, or nothing is proved about it.
  for (const [fact, value] of Object.entries(seen)) {
    if (typeof value === 'number' && fact !== 'expired') expect(value, fact).toBeGreaterThan(0);
  }
});
