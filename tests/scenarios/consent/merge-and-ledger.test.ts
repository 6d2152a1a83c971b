import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consentInput } from '../../../shared/consent/consent-input.ts';
import { consentHistory, consentStatus } from '../../../shared/consent/consent-status.ts';
import { consentEntryType } from '../../../shared/consent/model.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { workers } from '../../../shared/workers.ts';
import { addOwner, finish, merge } from '../customers/two-records.ts';
import { csv, openBusiness } from '../imports/business.ts';
import { openTextingBusiness } from '../sms/texting-business.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

const A_NUMBER = '+14155550101';
const B_NUMBER = '+14155550102';

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
});
afterEach(async () => salon.stop());

const add = async (phone: string): Promise<string> => addOwner(salon, { firstName: 'Ada', phone });
const say = async (ownerId: string, word: 'given' | 'refused'): Promise<void> => {
  const wording = 'Yes, text me your offers. STOP ends it.';
  const said = { channel: 'sms', purpose: 'marketing', word, source: 'form', wording };
  const consent = consentInput.parse(said);
  await recordConsent(salon.context, { tenantId: TENANT, ownerId, consent });
  salon.advance(1000);
};
const marketing = async (ownerId: string) => {
  const standings = await consentStatus(salon.context, { tenantId: TENANT, ownerId });
  return standings.find((it) => it.channel === 'sms' && it.purpose === 'marketing')?.allowed;
};
const entries = async (ownerId: string) => {
  const history = await consentHistory(salon.context, { tenantId: TENANT, ownerId });
  return history.map(({ word, source }) => `${word} by ${source}`);
};

describe('of two owners who are merged', () => {
  it('the consent of the one who goes stays with their number and is not spread to another', async () => {
    const [from, into] = [await add(A_NUMBER), await add(B_NUMBER)];
    await say(from, 'given');
    expect([await marketing(from), await marketing(into)]).toEqual([true, false]);
    await merge(salon.context, from, into);
    expect(await marketing(into)).toBe(false);
    await finish(salon);
    expect(await marketing(into)).toBe(false);
  });

  it('the consent for the number they share becomes the survivor’s, with its proof', async () => {
    const [from, into] = [await add(A_NUMBER), await add(A_NUMBER)];
    await say(from, 'given');
    expect(await marketing(into)).toBe(false);
    await merge(salon.context, from, into);
    await finish(salon);
    expect(await marketing(into)).toBe(true);
    expect(await entries(into)).toEqual(['moved by merge', 'given by form']);
  });

  it.each([
    ['goes', [A_NUMBER, B_NUMBER]],
    ['stays', [B_NUMBER, A_NUMBER]],
  ] as const)('a refusal of the one who %s ends the consent of the other', async (who, numbers) => {
    const [from, into] = [await add(numbers[0]), await add(numbers[1])];
    await say(who === 'goes' ? from : into, 'refused');
    await say(who === 'goes' ? into : from, 'given');
    await merge(salon.context, from, into);
    expect(await marketing(into)).toBe(false);
    await finish(salon);
    expect(await marketing(into)).toBe(false);
  });
});

describe('the ledger', () => {
  it('has the refusal that a file brought, as imported, and the end of consent with it', async () => {
    const business = await openBusiness();
    const ledger = async () => {
      const page = await business.context.records.query(
        consentEntryType,
        { tenantId: 'maple' },
        { limit: 50 },
      );
      return page.items.map(({ value }) => value);
    };
    await business.import({ 'a.csv': csv('Customer ID,Name,Phone', 'C1,Ada Byron,212-555-0101') });
    const [owner] = (await business.snapshot())['owner'] ?? [];
    const wording = 'Yes, text me.';
    const said = { channel: 'sms', purpose: 'marketing', word: 'given', source: 'form', wording };
    const given = {
      tenantId: 'maple',
      ownerId: owner?.id ?? '',
      consent: consentInput.parse(said),
    };
    await recordConsent(business.context, given);
    await business.import({ 'b.csv': csv('Customer ID,Name,SMS opt in', 'C1,Ada Byron,no') });
    await drain(business.context, workers);
    const imported = (await ledger()).filter(({ source }) => source === 'import');
    expect(imported.map(({ word, purposes }) => [word, purposes]).sort()).toEqual([
      ['refused', ['marketing']],
      ['refused', ['service']],
    ]);
  });

  it('has the provider’s word on a STOP that it alone heard, with the text it answered', async () => {
    const business = await openTextingBusiness();
    await business.work();
    await business.hear({ status: 'failed', code: 21610, fault: 'opted-out' });
    const { id: messageId, phoneId: subjectId } = await business.theText();
    const page = await business.context.records.query(
      consentEntryType,
      { tenantId: TENANT },
      { limit: 50 },
    );
    expect(page.items.map(({ value }) => value)).toMatchObject([
      { word: 'suppressed', source: 'provider', subjectId, evidence: { messageId } },
    ]);
    await business.close();
  });
});
