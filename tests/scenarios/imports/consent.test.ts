import { expect, describe, it } from 'vitest';
import { foldOf } from '../../../shared/consent/fold.ts';
import { consentEntryType } from '../../../shared/consent/model.ts';
import { consentStatus } from '../../../shared/consent/consent-status.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import { standingsCsv } from '../../../shared/consent/standings-csv.ts';
import { ownerType, phoneId, phoneType, type Owner } from '../../../shared/customers/model.ts';
import { suppressPhone } from '../../../shared/customers/suppress-phone.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { csv, filesOf, openBusiness, type Business } from './business.ts';

const LIVE = { tenantId: 'maple' };
const ADA = '+12125550111';
const OWNERS = csv(
  'Customer ID,First name,Last name,Phone,Email',
  'C1,Ada,Byron,212-555-0111,ada@example.com',
  'C2,Bob,Hope,212-555-0112,bob@example.com',
);
const HEADER = 'Customer ID,Phone,Email,Channel,Purpose,Consent,Consent date,Source,Wording,Page';
const WORDS = '"I want offers by text from Maple. Reply STOP to end."';
const YES = `C1,212-555-0111,,sms,marketing,yes,2026-02-01,paper card,${WORDS},card 3`;

async function business(): Promise<Business> {
  const opened = await openBusiness();
  await opened.import({ 'owners.csv': OWNERS });
  return opened;
}

async function bring(to: Business, ...rows: string[]) {
  return to.import({ 'consent.csv': csv(HEADER, ...rows) });
}

async function owner({ context }: Business, firstName = 'Ada'): Promise<Owner> {
  const { items } = await context.records.query(ownerType, LIVE, { limit: 9 });
  const found = items.find(({ value }) => value.firstName === firstName);
  if (found === undefined) throw new Error(`no ${firstName}`);
  return found.value;
}

/** `allowed` or the reason, by channel and purpose. */
async function standing(of: Business, firstName = 'Ada'): Promise<Record<string, unknown>> {
  const { id: ownerId } = await owner(of, firstName);
  const all = await consentStatus(of.context, { tenantId: 'maple', ownerId });
  return Object.fromEntries(
    all.map((it) => [`${it.channel} ${it.purpose}`, it.allowed ? 'allowed' : it.reason]),
  );
}

async function entries({ context }: Business) {
  const page = await context.records.query(consentEntryType, LIVE, { limit: 200 });
  return page.items.map(({ value }) => value).toSorted((a, b) => a.sequence - b.sequence);
}

async function stop({ context }: Business, body = 'STOP'): Promise<void> {
  const providerId = `SM-${body}-${context.clock.now()}`;
  await receiveText(context, { tenantId: 'maple', providerId, from: ADA, body });
}

describe('a list of consent', () => {
  it('brings in a yes to advertising with source, day, wording and page, for the number it names', async () => {
    const maple = await business();
    const result = await bring(maple, YES);
    expect(result.problems).toEqual([]);
    expect(result.files[0]).toMatchObject({ kind: 'consent' });
    expect(result.counts).toMatchObject({
      ...{ rows: 1, refusedRows: 0, consents: { created: 1, updated: 0, unchanged: 0 } },
      owners: { created: 0, updated: 0, unchanged: 1 },
    });
    expect(await standing(maple)).toMatchObject({ 'sms marketing': 'allowed' });
    const [entry, ...others] = await entries(maple);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      ...{ word: 'given', purposes: ['marketing'], channel: 'sms', source: 'import' },
      ownerId: (await owner(maple)).id,
      wording: 'I want offers by text from Maple. Reply STOP to end.',
      evidence: { note: 'paper card', page: 'card 3' },
      // The beginning of that day in New York.
      occurredAt: '2026-02-01T05:00:00.000Z',
    });
    expect((await maple.store.get(LIVE, phoneId(ADA)))?.value['consent']).toEqual(
      foldOf(await entries(maple)),
    );
  });

  it.each([
    ['when', `C1,212-555-0111,,sms,marketing,yes,,card,${WORDS},`, 'when they said so'],
    ['where', `C1,212-555-0111,,sms,marketing,yes,2026-02-01,,${WORDS},`, 'where it comes from'],
    ['which words', 'C1,212-555-0111,,sms,marketing,yes,2026-02-01,card,,', 'the words that they'],
    [
      'for which number',
      `C1,,ada@example.com,sms,marketing,yes,2026-02-01,card,${WORDS},`,
      'does not say which',
    ],
    [
      'for a number of today',
      `C1,212-555-0199,,sms,marketing,yes,2026-02-01,card,${WORDS},`,
      'is another one',
    ],
    [
      'on a day that was',
      `C1,212-555-0111,,sms,marketing,yes,2026-03-03,card,${WORDS},`,
      'Nobody can have said that yet.',
    ],
    [
      'by a channel there is',
      `C1,212-555-0111,,fax,marketing,yes,2026-02-01,card,${WORDS},`,
      'known are sms and email',
    ],
    [
      'by a word that is one',
      `C1,212-555-0111,,sms,marketing,maybe,2026-02-01,card,${WORDS},`,
      'Known are yes, no and stop.',
    ],
    [
      'who is a customer',
      `C9,212-555-0155,,sms,marketing,yes,2026-02-01,card,${WORDS},`,
      'There is no such owner.',
    ],
  ])(
    'grants nothing to a row that does not say %s, and tells the line',
    async (_w, row, reason) => {
      const maple = await business();
      const before = await maple.snapshot();
      const { counts, problems } = await bring(maple, row);
      expect(counts).toMatchObject({ refusedRows: 1, consents: { created: 0 } });
      expect(problems).toMatchObject([{ file: 'consent.csv', line: 2, effect: 'row' }]);
      expect(problems[0]?.reason).toContain(reason);
      expect(await entries(maple)).toEqual([]);
      const { import: _own, importFindings: _theirs, ...after } = await maple.snapshot();
      const { import: _was, importFindings: _were, ...was } = before;
      expect(after).toEqual(was);
    },
  );

  it('changes nothing the second time', async () => {
    const maple = await business();
    const rows = [
      YES,
      'C2,212-555-0112,,sms,service,no,,desk,,',
      'C1,,ada@example.com,email,service,yes,,desk,,',
    ];
    expect((await bring(maple, ...rows)).counts.consents).toMatchObject({ created: 3 });
    const before = await entries(maple);
    const again = await bring(maple, ...rows);
    expect(again.counts).toMatchObject({
      ...{ refusedRows: 0, problems: 0, consents: { created: 0, updated: 0, unchanged: 3 } },
      owners: { updated: 0 },
    });
    expect(await entries(maple)).toEqual(before);
    expect(await standing(maple, 'Bob')).toMatchObject({ 'sms service': 'opted-out' });
  });

  it.each([
    ['a STOP', async (it: Business) => stop(it), 'suppressed'],
    [
      'a STOP and a START',
      async (it: Business) => {
        await stop(it);
        it.wait(60_000);
        await stop(it, 'START');
      },
      'marketing-refused',
    ],
    [
      'a refusal at the desk',
      async (it: Business) => {
        const { id: ownerId } = await owner(it);
        const said = { channel: 'sms', purpose: 'marketing', word: 'refused' } as const;
        await recordConsent(it.context, {
          ...{ tenantId: 'maple', ownerId, consent: { ...said, source: 'staff' as const } },
        });
      },
      'marketing-refused',
    ],
    [
      'a stop by the staff',
      async (it: Business) => {
        await suppressPhone(it.context, { tenantId: 'maple', phoneId: phoneId(ADA) });
      },
      'suppressed',
    ],
    [
      'a refusal of all texts',
      async (it: Business) => {
        const { id: ownerId } = await owner(it);
        const changes = { smsOptedIn: false };
        await updateOwner(it.context, { ...LIVE, ownerId, changes, expected: undefined });
      },
      'opted-out',
    ],
  ])(
    'never revives what ended by %s, whether it went in before or not',
    async (_w, end, reason) => {
      for (const first of [true, false]) {
        const maple = await business();
        if (first) await bring(maple, YES);
        maple.wait(60_000);
        await end(maple);
        maple.wait(60_000);
        const { counts } = await bring(maple, YES, 'C1,212-555-0111,,sms,service,yes,,desk,,');
        expect(counts.refusedRows).toBeGreaterThanOrEqual(1);
        expect(await standing(maple)).toMatchObject({ 'sms marketing': reason });
      }
    },
  );

  it('does not bring back by the same file what ended because the number changed', async () => {
    const maple = await business();
    await bring(maple, YES);
    const { id: ownerId } = await owner(maple);
    for (const phone of ['+12125550177', ADA]) {
      await updateOwner(maple.context, {
        ...LIVE,
        ownerId,
        changes: { phone },
        expected: undefined,
      });
    }
    const { problems } = await bring(maple, YES);
    expect(problems).toMatchObject([
      { reason: 'This consent went in before and has ended since.', effect: 'row' },
    ]);
    expect(await standing(maple)).toMatchObject({ 'sms marketing': 'no-consent' });
  });

  it('gives way to a STOP that comes between its reading and its commit', async () => {
    const maple = await business();
    let stopped = false;
    const context = maple.over({
      ...maple.store,
      commit: async (partition, writes) => {
        const page = writes.some(
          (it) => 'document' in it && it.document['type'] === 'consentEntry',
        );
        if (page && !stopped) {
          stopped = true;
          await stop(maple);
        }
        return maple.store.commit(partition, writes);
      },
    });
    const files = filesOf({ 'consent.csv': csv(HEADER, YES) });
    const { counts } = await importCustomers(context, { tenantId: 'maple', files });
    expect(stopped).toBe(true);
    expect(counts).toMatchObject({ refusedRows: 1, consents: { created: 0 } });
    expect(await standing(maple)).toMatchObject({ 'sms marketing': 'suppressed' });
    expect((await entries(maple)).map(({ word }) => word)).toEqual(['suppressed']);
  });

  it('takes a refusal whatever else is missing, and leaves a later yes to an older no', async () => {
    const maple = await business();
    await bring(maple, YES);
    const older = 'C1,212-555-0111,,sms,marketing,no,2026-01-31,,,';
    expect((await bring(maple, older)).counts.consents).toMatchObject({ unchanged: 1 });
    expect(await standing(maple)).toMatchObject({ 'sms marketing': 'allowed' });
    // Of two words on one day the no stands.
    const sameDay = 'C1,212-555-0111,,sms,marketing,no,2026-02-01,,,';
    expect((await bring(maple, sameDay)).counts.consents).toMatchObject({ created: 1 });
    expect(await standing(maple)).toMatchObject({ 'sms marketing': 'marketing-refused' });
    const bare = await bring(maple, 'C2,,,sms,,unsubscribed,soon,,,');
    expect(bare.counts).toMatchObject({ refusedRows: 0, consents: { created: 1 } });
    expect(bare.problems.map(({ effect }) => effect)).toEqual(['note', 'value']);
    expect(await standing(maple, 'Bob')).toMatchObject({ 'sms service': 'opted-out' });
  });

  it('closes numbers to all texts, those of nobody included, and opens none', async () => {
    const maple = await business();
    const rows = ['C1,212-555-0111,,sms,,stop,,old system,,', ',212-555-0199,,sms,,STOP,,,,'];
    expect((await bring(maple, ...rows)).counts.consents).toMatchObject({ created: 2 });
    const phone = await maple.context.records.get(phoneType, LIVE, phoneId('+12125550199'));
    expect(phone?.value).toMatchObject({ ownerIds: [], suppressed: { source: 'import' } });
    expect(await standing(maple)).toMatchObject({ 'sms service': 'suppressed' });
    const opened = await bring(maple, 'C1,212-555-0111,,sms,service,yes,2026-03-02,desk,,');
    expect(opened.counts.refusedRows).toBe(1);
    expect(await standing(maple)).toMatchObject({ 'sms service': 'suppressed' });
  });

  it('finds people by their e-mail address alone, and guesses at nobody who shares one', async () => {
    const maple = await business();
    const row = (email: string): string =>
      `,,${email},email,marketing,subscribed,2026-02-01,sign-up form,"I want offers.",`;
    const { counts } = await bring(maple, row('BOB@example.com'));
    expect(counts).toMatchObject({ refusedRows: 0, consents: { created: 1 } });
    expect(await standing(maple, 'Bob')).toMatchObject({ 'email marketing': 'allowed' });
    await maple.import({
      'more.csv': csv('Customer ID,Name,Email', 'C3,Cy Young,ada@example.com'),
    });
    const { problems } = await bring(maple, row('ada@example.com'));
    expect(problems[0]?.reason).toBe('2 owners have this e-mail address: say which by name or id.');
  });

  it('edits nothing else of an owner, and adds none', async () => {
    const maple = await business();
    const before = await owner(maple);
    await maple.import({
      'consent.csv': csv(
        'Phone,First name,Last name,Customer status,Pet name,Channel,Purpose,Consent',
        '212-555-0111,Ada,Byron,inactive,Rex,sms,service,yes',
        '212-555-0155,New,Person,active,Rex,sms,service,yes',
      ),
    });
    const after = await owner(maple);
    expect(after).toMatchObject({ ...before, smsOptedIn: true, consentSequence: 1, revision: 2 });
    expect((await maple.snapshot())['pet']).toEqual([]);
    expect((await maple.snapshot())['owner']).toHaveLength(2);
  });

  it('says in a dry run what it would do, and writes nothing', async () => {
    const maple = await business();
    const before = await maple.snapshot();
    const files = { 'consent.csv': csv(HEADER, YES, YES, 'C9,,,sms,service,yes,,,,') };
    const rehearsed = await maple.import(files, { dryRun: true });
    expect(rehearsed.counts).toMatchObject({
      ...{ rows: 3, refusedRows: 1, consents: { created: 1, unchanged: 1 } },
    });
    expect(await maple.snapshot()).toEqual(before);
    expect((await maple.import(files)).counts).toEqual(rehearsed.counts);
  });

  it('is what the export of consent is: brought back it changes nothing, and elsewhere it stands', async () => {
    const maple = await business();
    await bring(maple, YES, 'C2,212-555-0112,,sms,marketing,no,,desk,,');
    await bring(maple, 'C2,,bob@example.com,email,service,no,,desk,,');
    const { csv: file } = await standingsCsv(maple.context, { tenantId: 'maple' });
    const before = await entries(maple);
    const again = await maple.import({ 'consent.csv': file });
    expect(again.problems).toEqual([]);
    expect(await entries(maple)).toEqual(before);
    const birch = await business();
    const moved = await birch.import({ 'consent.csv': file });
    expect(moved.problems).toEqual([]);
    for (const name of ['Ada', 'Bob']) {
      expect(await standing(birch, name)).toEqual(await standing(maple, name));
    }
    const [proof] = (await entries(birch)).filter(({ word }) => word === 'given');
    const [own] = before.filter(({ word }) => word === 'given');
    expect(proof).toMatchObject({ ...own, subjectId: own?.subjectId, createdAt: proof?.createdAt });
  });

  it('is refused as a whole, naming the column, when it does not say for what', async () => {
    const maple = await business();
    const file = csv('Phone,Channel,Consent', '212-555-0111,sms,yes');
    await expect(maple.import({ 'consent.csv': file })).rejects.toThrow(
      'the purpose (service or marketing)',
    );
    expect(await entries(maple)).toEqual([]);
  });

  it('is no list of customers with a column of that name', async () => {
    const maple = await business();
    const file = csv('Name,Phone,Consent,Source,Page', 'Cy Young,212-555-0113,yes,web,7');
    const { files } = await maple.import({ 'customers.csv': file });
    expect(files[0]).toMatchObject({ kind: 'owners' });
    expect(files[0]?.ignored).toEqual(
      ['Consent', 'Source', 'Page'].map((header) => ({
        header,
        why: 'this file tells of no consent',
      })),
    );
    expect(await entries(maple)).toEqual([]);
  });
});
