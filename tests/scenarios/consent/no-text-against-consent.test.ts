import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldOf } from '../../../shared/consent/fold.ts';
import { consentEntryType, PURPOSES, type Purpose } from '../../../shared/consent/model.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { phoneId, phoneType } from '../../../shared/customers/model.ts';
import { liftSuppression, suppressPhone } from '../../../shared/customers/suppress-phone.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { ProblemError } from '../../../shared/kernel/problem.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { logTo } from '../../../shared/platform/log.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { workers } from '../../../shared/workers.ts';
import { noFiles } from '../../fixtures/no-files.ts';

// No order of STOP, START, consent, refusal and claim lets a text out that nobody may get. Each run
// keeps its own account of what was said, apart from the rules of the product.

/** Monday, 11:00 in New York: within the hours of every purpose. */
const NOW = instantOf(Date.parse('2026-06-15T15:00:00Z'));
const NUMBER = '+14155550123';
const OTHER = '+14155550124';
const tenantId = 'maple';

const WORDS = [
  'STOP',
  'START',
  'consent',
  'refuse',
  'opt-out',
  'opt-in',
  'suppress',
  'lift',
  'move-away',
  'move-back',
] as const;
type Word = (typeof WORDS)[number];

/** What was said, told by the rules in plain words: a STOP outlasts a yes, a START brings none back. */
class Account {
  stopped: 'no' | 'holder' | 'staff' = 'no';
  optedOut = false;
  consented = false;
  at = NUMBER;

  note(word: Word): void {
    if (word === 'STOP') [this.stopped, this.consented] = ['holder', false];
    if (word === 'START') this.stopped = 'no';
    if (word === 'suppress' && this.stopped === 'no') {
      [this.stopped, this.consented] = ['staff', false];
    }
    if (word === 'lift' && this.stopped === 'staff') this.stopped = 'no';
    // Staff record consent only where texts may go; STOP and START speak of the first number alone.
    if (word === 'consent' && (this.stopped === 'no' || this.at !== NUMBER)) this.consented = true;
    if (word === 'refuse') this.consented = false;
    if (word === 'opt-out') [this.optedOut, this.consented] = [true, false];
    if (word === 'opt-in') this.optedOut = false;
    const to = { 'move-away': OTHER, 'move-back': NUMBER }[word as string];
    if (to !== undefined && to !== this.at) [this.at, this.consented] = [to, false];
  }

  may(purpose: Purpose): boolean {
    if (this.at !== NUMBER || this.stopped !== 'no' || this.optedOut) return false;
    return purpose === 'service' || this.consented;
  }
}

let folder = '';
let context: Context;
let now: Instant;
let sent: string[] = [];
let ownerId = '';
let beforeCommit: (() => Promise<void>) | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-consent-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function open(): Promise<() => Promise<void>> {
  now = NOW;
  sent = [];
  beforeCommit = undefined;
  const clock = { now: () => now };
  const file = path.join(folder, `${randomIds.next('request')}.sqlite`);
  const store = openSqliteStore({ file, clock, ids: randomIds });
  const records = recordsOver(store);
  const watched = recordsOver({
    ...store,
    commit: async (partition, writes) => {
      const slipIn = beforeCommit;
      beforeCommit = undefined;
      await slipIn?.();
      return store.commit(partition, writes);
    },
  });
  const none = async (): Promise<never> => Promise.reject(new Error('nobody asks here'));
  context = {
    records: watched,
    queues: { send: async () => undefined, length: async () => 0, hasWaiting: async () => false },
    sms: {
      local: true,
      send: async ({ messageId }) => {
        sent.push(messageId);
        return { kind: 'accepted', providerId: `SM_${messageId}` };
      },
      lookUp: none,
      find: none,
    },
    files: noFiles,
    clock,
    ids: randomIds,
    log: logTo(() => undefined),
  };
  await createTenant(context, { id: tenantId, name: 'Maple', timeZone: 'America/New_York' });
  const owner = { firstName: 'Ann', phone: NUMBER };
  ownerId = (await createOwner(context, { tenantId, owner })).id;
  return async () => records.store.close();
}

async function say(word: Word): Promise<void> {
  now = addMs(now, 1000);
  const from = NUMBER;
  const phone = { tenantId, phoneId: phoneId(NUMBER) };
  const edit = async (changes: Parameters<typeof updateOwner>[1]['changes']): Promise<unknown> =>
    updateOwner(context, { tenantId, ownerId, changes, expected: undefined });
  const marketing = async (given: 'given' | 'refused'): Promise<unknown> =>
    recordConsent(context, {
      ...{ tenantId, ownerId },
      consent: {
        ...{ channel: 'sms', purpose: 'marketing', source: 'staff', word: given },
        wording: 'I agree to offers by text.',
      },
    });
  const acts: Record<Word, () => Promise<unknown>> = {
    STOP: async () =>
      receiveText(context, { tenantId, from, body: 'stop', providerId: randomIds.next('request') }),
    START: async () =>
      receiveText(context, {
        tenantId,
        from,
        body: 'START',
        providerId: randomIds.next('request'),
      }),
    consent: async () => marketing('given'),
    refuse: async () => marketing('refused'),
    'opt-out': async () => edit({ smsOptedIn: false }),
    'opt-in': async () => edit({ smsOptedIn: true }),
    suppress: async () => suppressPhone(context, phone),
    lift: async () => liftSuppression(context, phone),
    'move-away': async () => edit({ phone: OTHER }),
    'move-back': async () => edit({ phone: NUMBER }),
  };
  try {
    await acts[word]();
  } catch (error) {
    // A word that is refused with a problem was not said.
    if (!(error instanceof ProblemError)) throw error;
  }
}

/** Plans a text and works it, with a word said between the decision and the claim's commit. */
async function claim(purpose: Purpose, slipIn: Word | undefined): Promise<string> {
  const id = randomIds.next('message');
  const notAfter = addMs(now, 3_600_000);
  const plan = { id, tenantId, ownerId, to: NUMBER, body: 'Hi', sendAt: now, notAfter };
  const document = { ...planText(plan, now), purpose };
  await context.records.commit({ tenantId }, [{ op: 'create', document }]);
  if (slipIn !== undefined) beforeCommit = async () => say(slipIn);
  await workers.sms.work(context, { tenantId, id, kind: 'sms' });
  const stored = await context.records.get(messageType, { tenantId }, id);
  // Nothing was refused in silence.
  if (!sent.includes(id)) expect(stored?.value.reason).toBeDefined();
  return id;
}

test('no order of words and claims lets a text go that its recipient may not get', async () => {
  const word = fc.constantFrom(...WORDS);
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ word }) },
    {
      weight: 2,
      arbitrary: fc.record({
        purpose: fc.constantFrom(...PURPOSES),
        slipIn: fc.option(word, { nil: undefined }),
      }),
    },
  );
  let allowed = 0;
  let barred = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12, size: 'max' }),
      async (steps) => {
        const close = await open();
        const account = new Account();
        let texts = 0;
        for (const it of steps) {
          if ('word' in it) {
            await say(it.word);
            account.note(it.word);
            continue;
          }
          const before = account.may(it.purpose);
          const id = await claim(it.purpose, it.slipIn);
          if (it.slipIn !== undefined) account.note(it.slipIn);
          const may = account.may(it.purpose);
          if (!may) expect(sent).not.toContain(id);
          // Caps apart (they hold texts back), whoever may be texted before and after is.
          else if (before && texts < 2) expect(sent).toContain(id);
          if (sent.includes(id)) texts += 1;
          if (may) allowed += 1;
          else barred += 1;
        }
        await expectFolded();
        await close();
      },
    ),
    { numRuns: 60 },
  );
  // The runs did try both.
  expect(allowed).toBeGreaterThan(5);
  expect(barred).toBeGreaterThan(5);
}, 120_000);

async function expectFolded(): Promise<void> {
  for (const id of [NUMBER, OTHER].map(phoneId)) {
    const phone = await context.records.get(phoneType, { tenantId }, id);
    const entries = await context.records.query(
      consentEntryType,
      { tenantId },
      { where: { subjectId: id }, orderBy: { field: 'createdAt' }, limit: 1000 },
    );
    expect(phone?.value.consent ?? foldOf([])).toEqual(
      foldOf(entries.items.map(({ value }) => value)),
    );
  }
}
